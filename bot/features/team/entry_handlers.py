"""Keeps one kind of thing for the team: a paged list, a form to add and edit, a way to retire."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Person, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.features.team import cards
from bot.features.team.buttons import EntryReference, page_in
from bot.features.team.cards import at_fields
from bot.features.team.deps import TeamDeps, signed, stranger
from bot.features.team.forms import Sheet
from bot.features.team.model import (
    Content,
    Edit,
    EntryKind,
    OwnTrigger,
    StaleEntry,
    TeamEntry,
    additions,
    told_at,
)

FORM_ENDS = 24  # characters of a form's title


class EntryHandlers:
    """The part of the room for one kind of thing."""

    def __init__(self, office: TeamDeps, sheet: Sheet) -> None:
        self._office, self._sheet, self.kind = office, sheet, sheet.kind
        self._name = f"team.{sheet.kind.value}"
        # What is saved is in the next look-up, or in the next drill.
        self._done = self._name if sheet.kind is EntryKind.ITEM else "team"

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        name, least = self._name, Role.MANAGER
        return Routes(
            presses=(
                PressRoute(name, self.listed, least),
                PressRoute(f"{name}.new", self.new, least),
                PressRoute(f"{name}.edit", self.edit, least),
                PressRoute(f"{name}.retire", self.asked, least),
                PressRoute(f"{name}.retired", self.retire, least),
            ),
            submits=(SubmitRoute(f"{name}.save", self.save, least),),
        )

    async def listed(self, ask: Press) -> Answer:
        """Returns a page of the list, in place."""
        return await self._list(ask.person, page_in(ask.value))

    async def first(self, person: Person) -> Answer:
        """Returns the first page of the list."""
        return await self._list(person, 0)

    async def new(self, ask: Press) -> c.Form | Answer:
        """Returns the empty form; for a miss, its text is filled in."""
        ref = EntryReference.decode(ask.value)
        if ref is None or not ref.miss:
            return self._form(ask.person, EntryReference(), None)
        miss = await self._office.misses.find_miss(ask.person.tenant, ref.miss)
        if miss is None:
            stranger(ask.person, "miss", ref.miss)
            return await self._list(ask.person, 0, self._say(ask.person, "team.gone"))
        nearest = self._office.nearest(ask.person.tenant, miss.text)
        return self._form(
            ask.person, EntryReference(miss=ref.miss), OwnTrigger(nearest, miss.language, miss.text)
        )

    def filled(self, person: Person, content: Content) -> c.Form:
        """Returns the form for something new, filled in with what others wrote."""
        return self._form(person, EntryReference(), content)

    async def edit(self, ask: Press) -> c.Form | Answer:
        """Returns the form with the entry as it is now."""
        entry, told = await self._entry(ask.person, ask.value)
        if entry is None:
            return await self._list(ask.person, 0, told)
        return self._form(ask.person, EntryReference(entry.id, entry.version), entry.content)

    async def asked(self, ask: Press) -> Answer:
        """Returns the question whether to retire this entry."""
        entry, told = await self._entry(ask.person, ask.value)
        if entry is None:
            return await self._list(ask.person, 0, told)
        say = self._office.say(ask.person)
        ref = EntryReference(entry.id, entry.version).encode()
        buttons = (
            c.Button(say("team.retire.yes"), f"{self._name}.retired", ref, c.Tone.DANGER),
            c.Button(say("team.back"), self._name),
        )
        shown = self._sheet.shown(entry.content, self._office, ask.person.language)
        return cards.answer(ask.person, say("team.retire.title"), (*shown, c.Buttons(buttons)))

    async def retire(self, ask: Press) -> Answer:
        """Retires the entry, unless somebody changed it in the meantime."""
        ref = EntryReference.decode(ask.value)
        entry, told = await self._entry(ask.person, ask.value)
        if entry is None or ref is None:
            return await self._list(ask.person, 0, told)
        stale = await self._write(ask.person, Edit(self._sheet.kind, ref.id, None, ref.version))
        return await self._list(ask.person, 0, stale or self._say(ask.person, f"{self._done}.retired"))

    async def save(self, ask: Submit) -> Answer | FieldErrors:
        """Keeps what was written, or says at the fields what to mend."""
        ref = EntryReference.decode(ask.value)
        if ref is None:
            return self._refused(ask.person, "team.gone")
        if ref.id:
            entry, told = await self._entry(ask.person, ask.value)
            if entry is None:
                return FieldErrors({self._fields(ask.person)[0]: told})
        name = ref.id or self._office.new_id()
        content = self._sheet.read(ask, name)
        errors = await self._errors(ask.person, ref, content)
        if errors:
            return FieldErrors(errors)
        stale = await self._write(ask.person, Edit(self._sheet.kind, name, content, ref.version))
        if stale:
            return FieldErrors({self._fields(ask.person)[0]: stale})
        if ref.miss:
            await self._office.misses.put_miss_away(ask.person.tenant, ref.miss)
        return await self._list(ask.person, 0, self._say(ask.person, f"{self._done}.saved"))

    async def _errors(self, person: Person, ref: EntryReference, content: Content) -> dict[str, str]:
        office, kind = self._office, self._sheet.kind
        kept = await office.records.find_content(person.tenant)
        if not ref.id and sum(entry.kind is kind for entry in kept.entries) >= self._sheet.most:
            return {self._fields(person)[0]: self._say(person, "team.full", most=self._sheet.most)}
        others = additions(e.content for e in kept.entries if (e.kind, e.id) != (kind, ref.id))
        faults = self._sheet.faults(content, office.library.book.with_added(others), office)
        return at_fields(faults, office, person.language, self._fields(person))

    async def _write(self, person: Person, edit: Edit) -> str:
        """Makes an edit. Returns "", or why not: whose change it met."""
        office = self._office
        try:
            await office.records.write_entries(person.tenant, [edit], signed(person), office.clock())
        except StaleEntry as stale:
            return self._say(person, stale.words, **stale.values)
        office.changed(person.tenant)
        return ""

    async def _entry(self, person: Person, value: str) -> tuple[TeamEntry | None, str]:
        """Returns the entry that is not retired, or None and why."""
        ref = EntryReference.decode(value)
        found = (
            await self._office.records.find_entry(person.tenant, self._sheet.kind, ref.id) if ref else None
        )
        if found is None:
            stranger(person, self._sheet.kind, ref.id if ref else "")
            return None, self._say(person, "team.gone")
        return (None, self._stale(person, found)) if found.retired else (found, "")

    def _stale(self, person: Person, entry: TeamEntry) -> str:
        key = "team.stale_retired" if entry.retired else "team.stale"
        return self._say(person, key, who=entry.by, when=told_at(entry.at))

    async def _list(self, person: Person, page: int, told: str = "") -> Answer:
        entries = (await self._office.records.find_entries(person.tenant, self._sheet.kind))[::-1]
        return cards.listed(self._office, self._sheet, person, entries, page, told)

    def _form(self, person: Person, ref: EntryReference, content: Content | None) -> c.Form:
        say = self._office.say(person)
        return c.Form(
            title=c.clip(say(f"{self._name}.{'edit' if ref.id else 'add'}"), FORM_ENDS),
            action=f"{self._name}.save",
            send=say("team.save"),
            fields=self._sheet.fields(self._office, person.language, content),
            value=ref.encode(),
            intro=(c.Note(say(f"{self._name}.intro")),),
            language=person.language,
        )

    def _fields(self, person: Person) -> list[str]:
        return [field.name for field in self._sheet.fields(self._office, person.language, None)]

    def _refused(self, person: Person, key: str) -> FieldErrors:
        return FieldErrors({self._fields(person)[0]: self._say(person, key)})

    def _say(self, person: Person, key: str, **values: object) -> str:
        return self._office.say(person)(key, **values)
