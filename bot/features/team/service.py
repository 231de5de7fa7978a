"""What is read and stored for a whole team at once: files that come and go, and what the look-up asks for."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.background import Seen
from bot.core.chat import Person
from bot.core.people import Clock
from bot.core.phrasebook import Additions, Phrasebook
from bot.features.team.alike import folded
from bot.features.team.model import (
    Content,
    Edit,
    EntryKind,
    OwnItem,
    OwnPhrase,
    OwnTrigger,
    TeamContent,
    TeamEntry,
)
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import Exchange, TeamStore

_log = logging.getLogger("calma.team")
MOST_REMEMBERED = 10_000  # ids remembered at most
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TeamFileService:
    """Imports and exports the file of a team; it is held against the shipped `book` and what the team has."""

    def __init__(
        self, book: Phrasebook, store: TeamStore, exchange: Exchange, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._book, self._store, self._exchange = book, store, exchange
        self._clock, self._new_id = clock, new_id

    async def export_file(self, tenant: str, table: str = "") -> str:
        """Returns the file that holds the team's phrases, triggers and questions.

        It is YAML, or where a language is given a `table` with the names of its columns in that.
        """
        entries = (await self._store.find_content(tenant)).entries
        if table:
            # Excel takes a file for Unicode by its mark alone.
            return "\ufeff" + self._exchange.write_table((e.content for e in entries), self._book, table)
        return self._exchange.write(entry.content for entry in entries)

    async def import_file(self, tenant: str, data: bytes, name: str, by: str) -> int:
        """Imports a file and returns how many entries it changed.

        Raises UnreadableFile, StaleEntry or TooMany; then nothing was changed.
        """
        present = await self._store.find_content(tenant)
        edits = await asyncio.to_thread(self._edits, data, name, present)
        if edits:
            await self._store.write_entries(tenant, edits, by, self._clock(), imported=True)
        return len(edits)

    def _edits(self, data: bytes, name: str, present: TeamContent) -> list[Edit]:
        book = self._book.with_added(present.additions())
        return edits_for(self._exchange.read(data, name, book), present, self._new_id)


class StoredAdditions:
    """What teams added, with the version that tells whether there is anything newer."""

    def __init__(self, store: TeamStore) -> None:
        self._store = store

    async def versions(self) -> Mapping[str, int]:
        return await self._store.content_versions()

    async def additions(self, tenant: str) -> tuple[int, Additions]:
        content = await self._store.find_content(tenant)
        return content.version, content.additions()


def edits_for(contents: Sequence[Content], present: TeamContent, new_id: Callable[[], str]) -> list[Edit]:
    """Returns what has to change so that the team has `contents` too; what it has besides stays."""
    entries = {(entry.kind, entry.id): entry for entry in present.entries}
    triggers = {_as_compared(entry.content) for entry in present.entries}
    edits: list[Edit] = []
    for content in contents:
        match content:
            case OwnPhrase(_, phrase):
                edits += _edits_of(EntryKind.PHRASE, phrase.id, content, entries)
            case OwnItem(item):
                edits += _edits_of(EntryKind.ITEM, item.id, content, entries)
            case OwnScenario():
                edits += _edits_of(EntryKind.SCENARIO, content.newest.id, content, entries)
            case OwnTrigger():
                if _as_compared(content) not in triggers:
                    edits.append(Edit(EntryKind.TRIGGER, new_id(), content))
    return edits


def _edits_of(
    kind: EntryKind, id: str, content: Content, entries: Mapping[tuple[EntryKind, str], TeamEntry]
) -> list[Edit]:
    entry = entries.get((kind, id))
    if entry:
        content = _completed(content, entry.content)
    if entry and entry.content == content:
        return []
    return [Edit(kind, id, content, entry.version if entry else 0)]


def _completed(content: Content, before: Content) -> Content:
    if isinstance(content, OwnScenario) and isinstance(before, OwnScenario):
        return before.written_anew(content.newest)
    # A table has no column for when somebody looked at a phrase, nor for the card of a question.
    if isinstance(content, OwnItem) and isinstance(before, OwnItem):
        return OwnItem(replace(content.item, card=content.item.card or before.item.card))
    if not (isinstance(content, OwnPhrase) and isinstance(before, OwnPhrase)):
        return content
    was, now = before.phrase, content.phrase
    whole = replace(
        now,
        reviewed_on=now.reviewed_on or was.reviewed_on,
        review_after=now.review_after or was.review_after,
    )
    return replace(content, phrase=whole)


def _as_compared(content: Content) -> tuple[str, ...]:
    return (content.situation, folded(content.text)) if isinstance(content, OwnTrigger) else ()


class KnownIds:
    """Tells an id that a team never had from one that it has no more, since somebody pressed twice.

    In memory: after a restart, a second press on what was removed before is logged.
    """

    def __init__(self) -> None:
        self._known: Seen[tuple[str, str]] = Seen(MOST_REMEMBERED)

    def note(self, person: Person, id: str) -> None:
        """Remembers an id that the person's team has until now."""
        self._known.is_new((person.tenant, id))

    def log_if_foreign(self, person: Person, kind: str, id: str) -> None:
        """Logs an id that the person's team never had, once."""
        if self._known.is_new((person.tenant, id)):
            log_foreign_id(person, kind, id)


def log_foreign_id(person: Person, kind: EntryKind | str, id: str) -> None:
    """Logs that somebody came with an id that their team does not have: it may be another team's."""
    shown = id if _ID.fullmatch(id) and len(id) <= 64 else "(malformed)"
    name = kind.value if isinstance(kind, EntryKind) else kind
    _log.warning("tenant %r asked for the %s %s, which is not theirs", person.tenant, name, shown)
