"""One kind of thing that a team adds: a paged list, a form to add and edit, a way to retire."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.core import card as c
from bot.core.caps import TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.pages import FIRST, ListHandlers, Page
from bot.core.phrasebook import Additions
from bot.core.viewer import moment_at
from bot.features.team import cards
from bot.features.team.buttons import EntryReference
from bot.features.team.cards import field_faults
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import Sheet
from bot.features.team.model import (
    Content,
    Edit,
    EntryKind,
    OwnTrigger,
    StaleEntry,
    TeamEntry,
    additions,
    carried_over,
    signature,
    signer,
)
from bot.features.team.ports import Fault
from bot.features.team.reviewed import due_ids, every_reviewed
from bot.features.team.service import log_foreign_id

LONGEST_TITLE = 24  # characters of a form's


class EntryHandlers:
    """Lists, adds, edits and retires one kind of thing."""

    def __init__(self, deps: TeamDeps, sheet: Sheet) -> None:
        self._deps, self._sheet, self.kind = deps, sheet, sheet.kind
        self._name = f"team.{sheet.kind.value}"
        self._turning = ListHandlers(self._name, deps.say, self._list)
        # What is saved is in the next look-up, or in the next drill.
        self._done_words = self._name if sheet.kind in (EntryKind.ITEM, EntryKind.SCENARIO) else "team"

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        name, least, turning = self._name, Role.MANAGER, self._turning.routes()
        return Routes(
            presses=(
                *turning.presses,
                PressRoute(f"{name}.new", self.new, least),
                PressRoute(f"{name}.edit", self.edit, least),
                PressRoute(f"{name}.retire", self.confirm, least),
                PressRoute(f"{name}.retired", self.retire, least),
            ),
            submits=(SubmitRoute(f"{name}.save", self.save, least, self._sheet.limits), *turning.submits),
        )

    async def first_page(self, person: Person) -> Answer:
        """Returns the first page of the list."""
        return await self._list(person, FIRST)

    async def new(self, ask: Press) -> c.Form | Answer:
        """Returns the empty form; for a miss, its text is filled in."""
        ref = EntryReference.decode(ask.value)
        if ref is None or not ref.miss:
            return self._form(ask.person, EntryReference(), None)
        miss = await self._deps.misses.find_miss(ask.person.tenant, ref.miss)
        if miss is None:
            log_foreign_id(ask.person, "miss", ref.miss)
            return await self._list(ask.person, FIRST, self._say(ask.person, "team.gone"))
        nearest = self._deps.nearest(ask.person.tenant, miss.text)
        return self._form(
            ask.person, EntryReference(miss=ref.miss), OwnTrigger(nearest, miss.language, miss.text)
        )

    def filled_form(self, person: Person, content: Content) -> c.Form:
        """Returns the form for something new, filled in with what others wrote."""
        return self._form(person, EntryReference(), content)

    async def edit(self, ask: Press) -> c.Form | Answer:
        """Returns the form with the entry as it is now."""
        entry, refusal = await self._entry(ask.person, ask.value)
        if entry is None:
            return await self._list(ask.person, FIRST, refusal)
        return self._form(ask.person, EntryReference(entry.id, entry.version), entry.content)

    async def confirm(self, ask: Press) -> Answer:
        """Returns the question whether to retire this entry."""
        entry, refusal = await self._entry(ask.person, ask.value)
        if entry is None:
            return await self._list(ask.person, FIRST, refusal)
        return cards.retire_question(self._deps, self._sheet, ask.person, entry)

    async def retire(self, ask: Press) -> Answer:
        """Retires the entry, unless somebody changed it in the meantime."""
        ref = EntryReference.decode(ask.value)
        entry, refusal = await self._entry(ask.person, ask.value)
        if entry is None or ref is None:
            return await self._list(ask.person, FIRST, refusal)
        stale = await self._write(ask.person, Edit(self._sheet.kind, ref.id, None, ref.version))
        status = stale or self._say(ask.person, f"{self._done_words}.retired")
        return await self._list(ask.person, FIRST, status)

    async def save(self, ask: Submit) -> Answer | FieldErrors:
        """Stores what was written, or says at the fields what to mend."""
        ref = EntryReference.decode(ask.value)
        if ref is None:
            return self._refusal(ask.person, "team.gone")
        name = ref.id or self._deps.new_id()
        content = self._sheet.read(ask, name)
        if ref.id:
            entry, refusal = await self._entry(ask.person, ask.value)
            if entry is None:
                return FieldErrors({self._field_names(ask.person)[0]: refusal})
            content = carried_over(content, entry.content)
        errors = await self._errors(ask.person, ref, content)
        if errors:
            return FieldErrors(errors)
        stale = await self._write(ask.person, Edit(self._sheet.kind, name, content, ref.version))
        if stale:
            return FieldErrors({self._field_names(ask.person)[0]: stale})
        if ref.miss:
            await self._deps.misses.put_miss_away(ask.person.tenant, ref.miss)
        asks = cards.missing_text(self._deps.say(ask.person), cards.missing(content))
        status = self._say(ask.person, f"{self._done_words}.saved")
        return await self._list(ask.person, FIRST, f"{status} {asks}".strip())

    async def _errors(self, person: Person, ref: EntryReference, content: Content) -> dict[str, str]:
        deps, kind = self._deps, self._sheet.kind
        content_now = await deps.store.find_content(person.tenant)
        others = additions(e.content for e in content_now.entries if (e.kind, e.id) != (kind, ref.id))
        faults = await asyncio.to_thread(self._faults, content, others)  # it is held against all there is
        return field_faults(faults, deps, person.language, self._field_names(person))

    def _faults(self, content: Content, others: Additions) -> list[Fault]:
        book = self._deps.phrasebook.book.with_added(others)
        return list(self._sheet.faults(content, book, self._deps))

    async def _write(self, person: Person, edit: Edit) -> str:
        """Makes an edit. Returns "", or why not: whose change it met, or that there are too many."""
        deps = self._deps
        try:
            await deps.store.write_entries(person.tenant, [edit], signature(person), deps.clock())
        except StaleEntry as error:
            return self._say(person, error.words, **error.values_in(person.zone))
        except TooMany as error:
            return self._say(person, error.words, **error.values)
        deps.changed(person.tenant)
        return ""

    async def _entry(self, person: Person, value: str) -> tuple[TeamEntry | None, str]:
        """Returns the entry that is not retired, or None and why."""
        ref = EntryReference.decode(value)
        entry = await self._deps.store.find_entry(person.tenant, self._sheet.kind, ref.id) if ref else None
        if entry is None:
            log_foreign_id(person, self._sheet.kind, ref.id if ref else "")
            return None, self._say(person, "team.gone")
        return (None, self._stale(person, entry)) if entry.retired else (entry, "")

    def _stale(self, person: Person, entry: TeamEntry) -> str:
        key = "team.stale_retired" if entry.retired else "team.stale"
        return self._say(person, key, who=signer(entry.by), when=moment_at(entry.at, person.zone))

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        entries = (await self._deps.store.find_entries(person.tenant, self._sheet.kind))[::-1]
        due = frozenset[str]()
        if self._sheet.kind is EntryKind.PHRASE:
            due = due_ids(self._deps, person, await every_reviewed(self._deps, person))
        return cards.entries_card(self._deps, self._sheet, person, entries, page, status, due)

    def _form(self, person: Person, ref: EntryReference, content: Content | None) -> c.Form:
        say = self._deps.say(person)
        return c.Form(
            title=c.clip(say(f"{self._name}.{'edit' if ref.id else 'add'}"), LONGEST_TITLE),
            action=f"{self._name}.save",
            send=say("team.save"),
            fields=self._sheet.fields(self._deps, person.language, content),
            value=ref.encode(),
            intro=(c.Note(say(f"{self._name}.intro")),),
            language=person.language,
        )

    def _field_names(self, person: Person) -> list[str]:
        return [field.name for field in self._sheet.fields(self._deps, person.language, None)]

    def _refusal(self, person: Person, key: str) -> FieldErrors:
        return FieldErrors({self._field_names(person)[0]: self._say(person, key)})

    def _say(self, person: Person, key: str, **values: object) -> str:
        return self._deps.say(person)(key, **values)


class ItemHandlers:
    """`/drill items`: the list of own questions."""

    def __init__(self, items: EntryHandlers) -> None:
        self._items = items

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(commands=(CommandRoute("drill", self.open, ("items",), least=Role.MANAGER),))

    async def open(self, ask: Command) -> Answer:
        """Returns the first page of the list."""
        return replace(await self._items.first_page(ask.person), how=Placement.PRIVATE)
