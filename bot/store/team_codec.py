"""What teams keep, as rows and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, assert_never

from bot.coach.phrasebook import Phrase
from bot.coach.practice import QuizItem, QuizOption
from bot.coach.team.content import Change, Content, Entry, Kind, Offer, OwnItem, OwnPhrase, OwnTrigger, What

Row = dict[str, Any]


def row_of(content: Content) -> Row:
    """Returns `content` as values of JSON."""
    match content:
        case OwnPhrase(situation, phrase):
            return {
                "situation": situation,
                "id": phrase.id,
                "text": dict(phrase.text),
                "cue": dict(phrase.cue),
                "channels": list(phrase.channels),
                "industries": list(phrase.industries),
                "tags": list(phrase.tags),
            }
        case OwnTrigger() | Offer():
            return asdict(content)
        case OwnItem(item):
            return asdict(item)
        case _:
            assert_never(content)


def content_of(kind: Kind, row: Row) -> Content:
    """Returns what `row_of` made a row of."""
    match kind:
        case Kind.PHRASE:
            facets = {name: tuple(row[name]) for name in ("channels", "industries", "tags")}
            phrase = Phrase(id=row["id"], text=row["text"], cue=row["cue"], own=True, **facets)
            return OwnPhrase(row["situation"], phrase)
        case Kind.TRIGGER:
            return OwnTrigger(**row)
        case Kind.OFFER:
            return Offer(**row)
        case Kind.ITEM:
            options = tuple(QuizOption(**option) for option in row["options"])
            facets = {name: tuple(row[name]) for name in ("industries", "channels")}
            return OwnItem(QuizItem(**{**row, **facets, "options": options}))
        case _:
            assert_never(kind)


def entry_row(tenant: str, entry: Entry) -> Row:
    """Returns the columns of an entry, without its place in the order."""
    return {
        "tenant": tenant,
        "kind": entry.kind.value,
        "id": entry.id,
        "content": row_of(entry.content),
        "version": entry.version,
        "by": entry.by,
        "at": int(entry.at.timestamp()),
        "retired": entry.retired,
    }


def entry_of(row: Any) -> Entry:
    """Returns the entry in a row."""
    kind, at = Kind(row.kind), datetime.fromtimestamp(row.at, UTC)
    return Entry(kind, row.id, content_of(kind, row.content), row.version, row.by, at, row.retired)


def change_row(tenant: str, version: int, nth: int, change: Change, *, shown: bool) -> Row:
    """Returns the columns of a change."""
    return {
        "tenant": tenant,
        "version": version,
        "nth": nth,
        "what": change.what.value,
        "subject": change.subject,
        "by": change.by,
        "at": int(change.at.timestamp()),
        "kind": change.kind.value if change.kind else "",
        "before": row_of(change.before) if change.before else None,
        "after": row_of(change.after) if change.after else None,
        "amount": change.amount,
        "shown": shown,
    }


def change_of(row: Any) -> Change:
    """Returns the change in a row."""
    kind = Kind(row.kind) if row.kind else None
    before = content_of(kind, row.before) if kind and row.before else None
    after = content_of(kind, row.after) if kind and row.after else None
    at = datetime.fromtimestamp(row.at, UTC)
    return Change(What(row.what), row.subject, row.by, at, kind, before, after, row.amount)
