"""How a team's Spanish speaks, chosen by its managers."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Person, Press, Reply, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.limits import FormLimits
from bot.core.phrasebook import CHANNELS
from bot.core.speech import ADDRESS_FORMS, USTED, Speech
from bot.features.team import cards, speech_cards
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.model import (
    SPEECH_ID,
    Edit,
    EntryKind,
    PhraseSettings,
    StaleEntry,
    TeamEntry,
    signature,
)
from bot.features.team.review import settings_in

MOST = 8  # characters of a value
LIMITS = FormLimits(otherwise=MOST)


class SpeechHandlers:
    """Shows what is chosen, and takes what is chosen anew."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        least = Role.MANAGER
        return Routes(
            presses=(
                PressRoute(speech_cards.SHOW, self.show, least),
                PressRoute(speech_cards.EDIT, self.edit, least),
            ),
            submits=(SubmitRoute(speech_cards.SAVE, self.save, least, LIMITS),),
        )

    async def show(self, ask: Press) -> Answer:
        """Returns what is chosen, in place."""
        return await self._shown(ask.person)

    async def edit(self, ask: Press) -> c.Form:
        """Returns the form with what is chosen."""
        viewer, entry = self._deps.viewer(ask.person.language), await self._entry(ask.person)
        ref = EntryReference(SPEECH_ID, entry.version if entry else 0)
        return speech_cards.speech_form(viewer, settings_in([entry] if entry else []), ref.encode())

    async def save(self, ask: Submit) -> Reply:
        """Stores what was chosen, unless somebody else chose something in the meantime."""
        deps, person = self._deps, ask.person
        ref = EntryReference.decode(ask.value) or EntryReference()
        edit = Edit(EntryKind.SPEECH, SPEECH_ID, self._read(ask), ref.version)
        try:
            await deps.store.write_entries(person.tenant, [edit], signature(person), deps.clock())
        except StaleEntry as error:
            return FieldErrors(
                {f"form_{CHANNELS[0]}": deps.say(person)(error.words, **error.values_in(person.zone))}
            )
        deps.changed(person.tenant)
        return await self._shown(person, deps.say(person)("team.saved"))

    def _read(self, ask: Submit) -> PhraseSettings:
        # What this version does not know counts as not chosen.
        chosen = {name: ask.text(f"form_{name}") for name in CHANNELS}
        forms = {name: form for name, form in chosen.items() if form in ADDRESS_FORMS and form != USTED}
        country = ask.text("country")
        country = country if country in self._deps.phrasebook.book.numbers else ""
        speech = Speech(forms, ask.text("words") == speech_cards.SPAINS_WORDS, country)
        days = ask.text("days")
        known = days.isascii() and days.isdecimal() and 1 <= int(days) <= speech_cards.DAYS[-1]
        return PhraseSettings(speech, int(days)) if known else PhraseSettings(speech)

    async def _shown(self, person: Person, status: str = "") -> Answer:
        deps, entry = self._deps, await self._entry(person)
        viewer = deps.viewer(person.language)
        elements = (
            *cards.status_note(status),
            *speech_cards.speech_elements(viewer, settings_in([entry] if entry else [])),
            c.Divider(),
            c.Buttons((cards.back_button(deps, person),)),
        )
        return cards.updated(person, viewer.say("team.speech"), elements)

    async def _entry(self, person: Person) -> TeamEntry | None:
        return await self._deps.store.find_entry(person.tenant, EntryKind.SPEECH, SPEECH_ID)
