"""`/calm settings`: language, channel, industry, country and shift of one's own."""

from __future__ import annotations

from dataclasses import replace

from bot.core.card import Button, Form
from bot.core.chat import Answer, Command, FieldErrors, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.people import Preferences
from bot.core.words import Say
from bot.features.mine.cards import SETTINGS, settings_card
from bot.features.mine.deps import MineDeps
from bot.features.mine.forms import read_settings, settings_form


class SettingsHandlers:
    """What a person chooses for all their look-ups."""

    def __init__(self, deps: MineDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what the settings answer."""
        return Routes(
            commands=(CommandRoute("calm", self.open, ("settings", "stop")),),
            presses=(PressRoute(SETTINGS, self.open),),
            submits=(SubmitRoute(SETTINGS, self.save),),
        )

    async def open(self, ask: Command | Press) -> Form:
        """Returns the form, filled in with what was chosen before."""
        chosen = await self._deps.people.chosen_preferences(ask.person)
        viewer = self._deps.viewer(ask.person)
        return settings_form(viewer, ask.person, chosen, self._more(viewer.say))

    async def save(self, ask: Submit) -> Reply:
        """Stores what was chosen, and returns it; or tells what to mend."""
        viewer = self._deps.viewer(ask.person)
        before = await self._deps.people.chosen_preferences(ask.person)
        preferences = read_settings(viewer.say, ask, viewer.book, before)
        if not isinstance(preferences, Preferences):
            return FieldErrors(preferences)
        await self._deps.people.keep_preferences(ask.person, preferences)
        viewer = replace(viewer, language=preferences.language or viewer.language)
        card = settings_card(viewer, ask.person, preferences, self._more(viewer.say))
        return Answer(card, Placement.UPDATE)

    def _more(self, say: Say) -> tuple[Button, ...]:
        return tuple(button(say) for button in self._deps.more_settings)
