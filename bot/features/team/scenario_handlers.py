"""Role-plays that managers write: as a file, tried as a draft, published and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.caps import TooMany
from bot.core.chat import Answer, FieldErrors, Person, Press, Role, Submit
from bot.core.copying import COPY_LIMITS
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.pages import FIRST, Page
from bot.features.team import cards
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.entry_handlers import EntryHandlers
from bot.features.team.forms import FILE
from bot.features.team.model import Content, Edit, EntryKind, TeamContent
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import UnreadableFile
from bot.features.team.scenario_cards import COPY, NAME, PUBLISH, TAKE_BACK, scenarios_card
from bot.features.team.scenario_forms import (
    COPIED,
    TEMPLATE,
    ScenarioSheet,
    copy_form,
    page_of_copy,
    scenario_form,
)


class ScenarioHandlers(EntryHandlers):
    """Lists, takes in, publishes, takes back and retires own role-plays."""

    def __init__(self, deps: TeamDeps) -> None:
        self._scenarios = ScenarioSheet()
        super().__init__(deps, self._scenarios)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        routes, least = super().routes(), Role.MANAGER
        presses = (
            PressRoute(PUBLISH, self.publish, least),
            PressRoute(TAKE_BACK, self.take_back, least),
            PressRoute(COPY, self.copy, least, reads=True),
        )
        copied = SubmitRoute(COPIED, self.copied, least, COPY_LIMITS, reads=True)
        return replace(routes, presses=(*routes.presses, *presses), submits=(*routes.submits, copied))

    async def save(self, ask: Submit) -> Answer | FieldErrors:
        """Stores the role-play of a file as a draft, or says what to mend in it, by line and field."""
        deps, person, ref = self._deps, ask.person, EntryReference.decode(ask.value)
        data = next(iter(ask.many(FILE)), "").encode(errors="replace")
        if ref is None or not data.strip():
            return self._refusal(person, "lint.missing" if ref else "team.gone")
        present = await deps.store.find_content(person.tenant)
        try:
            read = await asyncio.to_thread(self._read, data, present)
        except UnreadableFile as unreadable:
            return FieldErrors({FILE: cards.file_faults_text(unreadable.faults, deps, person.language)})
        except TooMany:
            return self._refusal(person, f"{NAME}.not_one")
        match read:
            case [OwnScenario() as own]:
                return await self._saved(person, ref, own, present)
            case _:
                return self._refusal(person, f"{NAME}.not_one")

    async def publish(self, ask: Press) -> Answer:
        """Puts the draft in the place of what people play, or beside the shipped ones."""
        return await self._moved(ask, "published", OwnScenario.put_out)

    async def take_back(self, ask: Press) -> Answer:
        """Hides it from everybody; what is played of it ends where it is."""
        return await self._moved(ask, "taken_back", OwnScenario.taken_back)

    async def copy(self, ask: Press) -> c.Form | Answer:
        """Returns the text of a role-play, or the template, to be copied."""
        id, page = page_of_copy(ask.value)
        return await self._copy(ask.person, id, page)

    async def copied(self, ask: Submit) -> c.Form | Answer:
        """Returns the next parts; behind the last one the form that takes the file, or the list."""
        id, page = page_of_copy(ask.value)
        if page:
            return await self._copy(ask.person, id, page)
        if id == TEMPLATE:
            return self._form(ask.person, EntryReference(), None)
        return await self._list(ask.person, FIRST)

    async def _copy(self, person: Person, id: str, page: int) -> c.Form | Answer:
        deps, say = self._deps, self._deps.say(person)
        if id == TEMPLATE:
            return copy_form(say, person.language, id, deps.phrasebook.book.scenario_template, page)
        entry, refusal = await self._entry(person, EntryReference(id).encode())
        if entry is None:
            return await self._list(person, FIRST, refusal)
        return copy_form(say, person.language, id, deps.exchange.write([entry.content]), page)

    def _read(self, data: bytes, present: TeamContent) -> Sequence[Content]:
        book = self._deps.phrasebook.book.with_added(present.additions())
        return self._deps.exchange.read(data, FILE, book)

    async def _saved(
        self, person: Person, ref: EntryReference, own: OwnScenario, present: TeamContent
    ) -> Answer | FieldErrors:
        entries = {entry.id: entry for entry in present.entries if entry.kind is EntryKind.SCENARIO}
        text = own.newest
        if ref.id and text.id not in entries:  # its writer left the id out, or thought of another
            text = replace(text, id=ref.id)
        entry = entries.get(text.id)
        before = entry.content if entry else OwnScenario(draft=text)
        after = before.written_anew(text) if isinstance(before, OwnScenario) else own
        version = ref.version if text.id == ref.id else entry.version if entry else 0
        edit = Edit(EntryKind.SCENARIO, text.id, after, version)
        changed = entry is None or after != before
        if changed and (trouble := await self._write(person, edit)):
            return FieldErrors({FILE: trouble})
        hints = await asyncio.to_thread(self._deps.thumbs, text)
        told = [cards.fault_text(hint, self._deps, person.language) for hint in hints]
        status = self._say(person, f"{NAME}.saved" if after.draft else f"{NAME}.same")
        return await self._shown(person, FIRST, status, told)

    async def _moved(self, ask: Press, done: str, move: Callable[[OwnScenario], OwnScenario]) -> Answer:
        ref = EntryReference.decode(ask.value)
        entry, refusal = await self._entry(ask.person, ask.value)
        if entry is None or ref is None or not isinstance(entry.content, OwnScenario):
            return await self._list(ask.person, FIRST, refusal)
        after, stale = move(entry.content), ""
        if after != entry.content:  # else somebody pressed twice
            stale = await self._write(ask.person, Edit(EntryKind.SCENARIO, ref.id, after, ref.version))
        return await self._list(ask.person, FIRST, stale or self._say(ask.person, f"{NAME}.{done}"))

    def _form(self, person: Person, ref: EntryReference, content: Content | None) -> c.Form:
        return scenario_form(self._deps.say(person), person.language, ref)

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        return await self._shown(person, page, status, ())

    async def _shown(self, person: Person, page: Page, status: str, hints: Sequence[str]) -> Answer:
        entries = (await self._deps.store.find_entries(person.tenant, EntryKind.SCENARIO))[::-1]
        return scenarios_card(self._deps, self._scenarios, person, entries, page, status, hints)
