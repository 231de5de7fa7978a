"""A file of phrases, triggers and questions, taken in whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.errors import CalmaError
from bot.core.people import Clock
from bot.core.phrasebook import Phrasebook
from bot.features.team import cards
from bot.features.team.alike import folded
from bot.features.team.cards import of_file
from bot.features.team.deps import TeamDeps, signed
from bot.features.team.item_forms import ItemSheet
from bot.features.team.model import (
    Content,
    Edit,
    EntryKind,
    OwnItem,
    OwnPhrase,
    OwnTrigger,
    StaleEntry,
    TeamContent,
    TeamEntry,
)
from bot.features.team.phrase_forms import PhraseSheet, TriggerSheet
from bot.features.team.ports import Exchange, TeamStore, UnreadableFile

NAME, FILE, LONGEST = cards.IMPORT, "file", 1_000_000


class TooMany(CalmaError):
    """A team would keep more than it may of one kind."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"A team may keep {most} of these at most: retire some first.", words="team.full", most=most
        )


@dataclass(frozen=True, slots=True)
class TeamImport:
    """What it takes to bring a file in: the shipped `book` it is held against, and where it goes."""

    book: Phrasebook
    records: TeamStore
    exchange: Exchange
    clock: Clock
    new_id: Callable[[], str]


class ImportHandlers:
    """The part of the room for files."""

    def __init__(self, office: TeamDeps) -> None:
        self._office = office

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(
            presses=(PressRoute(NAME, self.form, Role.MANAGER),),
            submits=(SubmitRoute(NAME, self.take, Role.MANAGER),),
        )

    async def form(self, ask: Press) -> c.Form:
        """Returns the form that takes a file."""
        say = self._office.say(ask.person)
        field = c.Input(
            FILE, say("team.import.file"), c.InputKind.FILE, hint=say("team.import.hint"), limit=LONGEST
        )
        intro, language = (c.Text(say("team.import.text")),), ask.person.language
        return c.Form(say("team.import"), NAME, say("team.import"), (field,), intro=intro, language=language)

    async def take(self, ask: Submit) -> Answer | FieldErrors:
        """Takes the file in, or says what to mend in it, by line and field."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        data = next(iter(ask.many(FILE)), "").encode(errors="replace")
        if not data.strip():
            return FieldErrors({FILE: say("lint.missing")})
        try:
            count = await taken_in(self._intake(), person.tenant, data, FILE, signed(person))
        except UnreadableFile as unreadable:
            return FieldErrors({FILE: of_file(unreadable.faults, office, person.language)})
        except (StaleEntry, TooMany) as error:
            return FieldErrors({FILE: say(error.words, **error.values)})
        office.changed(person.tenant)
        elements = (c.Text(say("team.import.done", count=count)), c.Buttons((cards.back(office, person),)))
        return cards.answer(person, say("team.import"), elements)

    def _intake(self) -> TeamImport:
        office = self._office
        return TeamImport(office.library.book, office.records, office.exchange, office.clock, office.new_id)


async def exported(intake: TeamImport, tenant: str) -> str:
    """Returns the file that holds the team's phrases, triggers and questions."""
    kept = await intake.records.find_content(tenant)
    return intake.exchange.write(entry.content for entry in kept.entries)


async def taken_in(intake: TeamImport, tenant: str, data: bytes, name: str, by: str) -> int:
    """Takes a file in and returns how many entries it changed.

    Raises Unreadable, Stale or TooMany; then nothing was changed.
    """
    kept = await intake.records.find_content(tenant)
    book = intake.book.with_added(kept.additions())
    contents = await asyncio.to_thread(intake.exchange.read, data, name, book)
    found = edits(contents, kept, intake.new_id)
    for sheet in (PhraseSheet, TriggerSheet, ItemSheet):
        new = sum(edit.kind is sheet.kind and not edit.version for edit in found)
        if new and new + sum(entry.kind is sheet.kind for entry in kept.entries) > sheet.most:
            raise TooMany(sheet.most)
    if found:
        await intake.records.write_entries(tenant, found, by, intake.clock(), imported=True)
    return len(found)


def edits(contents: Sequence[Content], kept: TeamContent, new_id: Callable[[], str]) -> list[Edit]:
    """Returns what has to change so that the team keeps `contents` too; what it keeps besides stays."""
    named = {(entry.kind, entry.id): entry for entry in kept.entries}
    triggers = {_same(entry.content) for entry in kept.entries}
    found: list[Edit] = []
    for content in contents:
        match content:
            case OwnPhrase(_, phrase):
                found += _edited(EntryKind.PHRASE, phrase.id, content, named)
            case OwnItem(item):
                found += _edited(EntryKind.ITEM, item.id, content, named)
            case OwnTrigger():
                if _same(content) not in triggers:
                    found.append(Edit(EntryKind.TRIGGER, new_id(), content))
    return found


def _edited(
    kind: EntryKind, id: str, content: Content, kept: Mapping[tuple[EntryKind, str], TeamEntry]
) -> list[Edit]:
    entry = kept.get((kind, id))
    if entry and entry.content == content:
        return []
    return [Edit(kind, id, content, entry.version if entry else 0)]


def _same(content: Content) -> tuple[str, ...]:
    return (content.situation, folded(content.text)) if isinstance(content, OwnTrigger) else ()
