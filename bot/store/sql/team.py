"""What teams added, with every change to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.phrasebook import Phrase
from bot.core.quiz import QuizItem, QuizKind, QuizOption
from bot.core.speech import Speech
from bot.features.team.model import (
    CAPS,
    Change,
    ChangeKind,
    Content,
    Edit,
    EntryKind,
    GroupEdit,
    OwnItem,
    OwnPhrase,
    OwnTrigger,
    PhraseSettings,
    SettingsEdit,
    ShippedReview,
    TeamContent,
    TeamEntry,
    TeamOffer,
    applied,
)
from bot.features.team.own_scenario import OwnScenario
from bot.store.sql.caps import capping
from bot.store.sql.database import Database
from bot.store.sql.team_scenarios import scenario_of, scenario_row
from bot.store.sql.team_tables import team_changes, team_entries, team_versions

DAYS = ("reviewed_on", "review_after")
MANY = 500  # rows in one question to the database
LONGEST_WHAT = 16  # characters of an action, as its column holds them; they tell each from all others
_ACTIONS = {action.value[:LONGEST_WHAT]: action for action in ChangeKind}
Row = dict[str, Any]
_entries, _changes = team_entries.c, team_changes.c


def row_of(content: Content | GroupEdit | SettingsEdit) -> Row:
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
                **_more_of(phrase),
            }
        case OwnTrigger() | GroupEdit() | SettingsEdit():
            return asdict(content)
        case TeamOffer(name, limit, approver, unless):
            return {"what": name, "limit": limit, "approver": approver, "unless": unless}
        case OwnItem(item):
            return {**asdict(item), "kind": item.kind.value}
        case OwnScenario(draft, published):
            texts = {"draft": draft, "published": published}
            return {name: scenario_row(text) for name, text in texts.items() if text}
        case PhraseSettings(speech, days):
            forms = dict(speech.forms)
            return {"forms": forms, "spain": speech.spain, "country": speech.country, "review_days": days}
        case ShippedReview(situation, phrase, on):
            return {"situation": situation, "phrase": phrase, "on": on.isoformat()}
        case _:
            assert_never(content)


def _more_of(phrase: Phrase) -> Row:
    # What most phrases have none of; rows of earlier versions have none either.
    days = {name: day.isoformat() for name in DAYS if (day := getattr(phrase, name))}
    more = {"forms": dict(phrase.forms), "countries": list(phrase.countries), "owner": phrase.owner, **days}
    return {name: value for name, value in more.items() if value}


def _more_in(row: Row) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
    countries = tuple(row.get("countries", ()))
    return {"forms": row.get("forms", {}), "countries": countries, "owner": row.get("owner", ""), **days}


def content_of(kind: EntryKind, row: Row) -> Content:
    """Returns what `row_of` made a row of."""
    match kind:
        case EntryKind.PHRASE:
            facets: Row = {name: tuple(row[name]) for name in ("channels", "industries", "tags")}
            shape: Row = {"id": row["id"], "text": row["text"], "cue": row["cue"], **facets, **_more_in(row)}
            return OwnPhrase(row["situation"], Phrase(**shape, own=True))
        case EntryKind.TRIGGER:
            return OwnTrigger(**row)
        case EntryKind.OFFER:
            return TeamOffer(row["what"], row["limit"], row["approver"], row["unless"])
        case EntryKind.ITEM:
            options = tuple(QuizOption(**option) for option in row["options"])
            facets = {name: tuple(row[name]) for name in ("industries", "channels")}
            asked = QuizKind(row.get("kind", QuizKind.BEST.value))
            return OwnItem(QuizItem(**{**row, **facets, "options": options, "kind": asked}))
        case EntryKind.SCENARIO:
            return OwnScenario(**{name: scenario_of(text) for name, text in row.items()})
        case EntryKind.SPEECH:
            speech = Speech(row["forms"], row["spain"], row["country"])
            return PhraseSettings(speech, row["review_days"])
        case EntryKind.REVIEW:
            return ShippedReview(row["situation"], row["phrase"], date.fromisoformat(row["on"]))
        case EntryKind.GROUP | EntryKind.UNIT | EntryKind.CHECKIN | EntryKind.FIGURES:
            raise ValueError(f"a {kind.value} is no content of a team")
        case EntryKind.PRACTICE | EntryKind.INCIDENTS | EntryKind.TEAM:
            raise ValueError(f"a {kind.value} is no content of a team")
        case _:
            assert_never(kind)


def entry_row(tenant: str, entry: TeamEntry) -> Row:
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


def entry_of(row: Any) -> TeamEntry:
    """Returns the entry in a row."""
    kind, at = EntryKind(row.kind), datetime.fromtimestamp(row.at, UTC)
    return TeamEntry(kind, row.id, content_of(kind, row.content), row.version, row.by, at, row.retired)


def change_row(tenant: str, version: int, nth: int, change: Change, *, shown: bool) -> Row:
    """Returns the columns of a change."""
    return {
        "tenant": tenant,
        "version": version,
        "nth": nth,
        "what": change.action.value[:LONGEST_WHAT],
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
    kind = EntryKind(row.kind) if row.kind else None
    at = datetime.fromtimestamp(row.at, UTC)
    action = _ACTIONS[row.what[:LONGEST_WHAT]]
    if action is ChangeKind.EXPORTED:
        edit = _group_edit(row.after) if row.after else None
        return Change(action, row.subject, row.by, at, kind, after=edit, amount=row.amount)
    if kind in (EntryKind.GROUP, EntryKind.UNIT):
        return Change(action, row.subject, row.by, at, kind, after=_group_edit(row.after))
    if kind is EntryKind.CHECKIN:
        return Change(action, row.subject, row.by, at, kind, after=_settings_edit(row.after))
    before = content_of(kind, row.before) if kind and row.before else None
    after = content_of(kind, row.after) if kind and row.after else None
    return Change(action, row.subject, row.by, at, kind, before, after, row.amount)


def _group_edit(row: Row) -> GroupEdit:
    return GroupEdit(**{**row, "added": tuple(row["added"]), "removed": tuple(row["removed"])})


def _settings_edit(row: Row) -> SettingsEdit:
    return SettingsEdit(tuple((name, was, now) for name, was, now in row["changes"]))


class SqlTeamStore:
    """`TeamStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert

    async def find_content(self, tenant: str) -> TeamContent:
        query = sa.select(team_versions.c.version).where(team_versions.c.tenant == tenant)
        async with self._database.reading() as connection:
            # The version first: what is written in between is newer than it says, and will be read again.
            version = (await connection.execute(query)).scalar() or 0
            rows = await connection.execute(_live(tenant))
            return TeamContent(version, tuple(entry_of(row) for row in rows))

    async def find_entries(self, tenant: str, kind: EntryKind) -> tuple[TeamEntry, ...]:
        async with self._database.reading() as connection:
            rows = await connection.execute(_live(tenant).where(_entries.kind == kind.value))
            return tuple(entry_of(row) for row in rows)

    async def find_entry(self, tenant: str, kind: EntryKind, entry_id: str) -> TeamEntry | None:
        async with self._database.reading() as connection:
            return (await _find_entries(connection, tenant, [(kind, entry_id)])).get((kind, entry_id))

    async def write_entries(
        self, tenant: str, edits: Sequence[Edit], by: str, at: datetime, *, imported: bool = False
    ) -> None:
        async with self._database.writing() as connection:
            # Counting first locks the team's row, so that its writers come one after the other.
            version = await self._next_version(connection, tenant)
            present = await _find_entries(connection, tenant, [(edit.kind, edit.id) for edit in edits])
            entries, changes = list[Row](), list[Row]()
            for nth, edit in enumerate(edits):
                key = (edit.kind, edit.id)
                present[key], change = applied(edit, present.get(key), by, at)
                entries.append({**entry_row(tenant, present[key]), "since": version, "nth": nth})
                changes.append(change_row(tenant, version, nth, change, shown=not imported))
            if imported:
                summary = Change(ChangeKind.IMPORTED, "", by, at, amount=len(edits))
                changes.append(change_row(tenant, version, len(edits), summary, shown=True))
            await self._write(connection, entries, changes)
            for kind in {change.kind for change in edits if change.content and not change.version}:
                here = {"tenant": tenant, "kind": kind.value}
                await connection.run_sync(capping(CAPS[kind], team_entries, ~_entries.retired, **here))

    async def note_change(self, tenant: str, change: Change) -> None:
        async with self._database.writing() as connection:
            version = await self._next_version(connection, tenant)
            await connection.execute(
                sa.insert(team_changes).values(change_row(tenant, version, 0, change, shown=True))
            )

    async def find_changes(self, tenant: str, start: int, count: int) -> tuple[Change, ...]:
        query = (
            sa.select(team_changes)
            .where(_changes.tenant == tenant, _changes.shown)
            .order_by(_changes.version.desc(), _changes.nth.desc())
            .offset(start)
            .limit(count)
        )
        async with self._database.reading() as connection:
            return tuple(change_of(row) for row in await connection.execute(query))

    async def content_versions(self) -> Mapping[str, int]:
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(team_versions.c.tenant, team_versions.c.version))
            return {row.tenant: row.version for row in rows}

    async def purge_changes(self, before: datetime) -> int:
        old = int(before.timestamp())
        async with self._database.writing() as connection:
            retired = sa.delete(team_entries).where(_entries.retired, _entries.at < old)
            changes = sa.delete(team_changes).where(_changes.at < old)
            return sum([(await connection.execute(statement)).rowcount for statement in (retired, changes)])

    async def _next_version(self, connection: AsyncConnection, tenant: str) -> int:
        statement = self._insert(team_versions).values(tenant=tenant, version=1)
        more = statement.on_conflict_do_update(
            index_elements=["tenant"], set_={"version": team_versions.c.version + 1}
        )
        return int((await connection.execute(more.returning(team_versions.c.version))).scalar_one())

    async def _write(self, connection: AsyncConnection, entries: list[Row], changes: list[Row]) -> None:
        statement = self._insert(team_entries)
        changed = {name: statement.excluded[name] for name in ("content", "version", "by", "at", "retired")}
        upsert = statement.on_conflict_do_update(index_elements=["tenant", "kind", "id"], set_=changed)
        for start in range(0, len(changes), MANY):
            if entries[start:]:
                await connection.execute(upsert, entries[start : start + MANY])
            await connection.execute(sa.insert(team_changes), changes[start : start + MANY])


def _live(tenant: str) -> sa.Select[Any]:
    query = sa.select(team_entries).where(_entries.tenant == tenant, ~_entries.retired)
    return query.order_by(_entries.since, _entries.nth)


async def _find_entries(
    connection: AsyncConnection, tenant: str, keys: Sequence[tuple[EntryKind, str]]
) -> dict[tuple[EntryKind, str], TeamEntry]:
    ids = sorted({entry_id for _, entry_id in keys})
    present: dict[tuple[EntryKind, str], TeamEntry] = {}
    for start in range(0, len(ids), MANY):
        query = sa.select(team_entries).where(
            _entries.tenant == tenant, _entries.id.in_(ids[start : start + MANY])
        )
        entries: Iterable[TeamEntry] = map(entry_of, await connection.execute(query))
        present |= {(entry.kind, entry.id): entry for entry in entries}
    return present
