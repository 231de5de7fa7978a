"""`/drill settings`: a person's quiet hours, and whether drills come to them at all."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.schedule.agent_cards import SETTINGS, DrillClock, preferences_card
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import DeliveryPreferences
from bot.features.schedule.preference_forms import KEEP, filled_preferences, preferences_form


class PreferenceHandlers:
    """A person's own settings. They win over whatever a manager set up."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered to everybody."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("settings", "stop")),),
            presses=(PressRoute(SETTINGS, self.open),),
            submits=(SubmitRoute(KEEP, self.save),),
        )

    async def open(self, ask: Command | Press) -> c.Form:
        """Returns the form, filled in with what holds now."""
        person = ask.person
        preferences = await self._deps.preferences_of(person.tenant, person.user_id)
        return preferences_form(self._deps.viewer(person.language), preferences, self._clock(person))

    async def save(self, ask: Submit) -> Reply:
        """Stores what was chosen, and returns it."""
        person, now = ask.person, self._deps.now()
        viewer = self._deps.viewer(person.language)
        before = await self._deps.preferences_of(person.tenant, person.user_id)
        filled = filled_preferences(viewer.say, ask, before, now)
        if not isinstance(filled, DeliveryPreferences):
            return FieldErrors(filled)
        await self._deps.preferences.keep_preferences(person.tenant, person.user_id, filled)
        card = preferences_card(viewer, filled, self._clock(person))
        return Answer(card, Placement.UPDATE)

    def _clock(self, person: Person) -> DrillClock:
        return DrillClock(self._deps.now(), person.zone, person.shift)
