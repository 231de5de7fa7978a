"""`/calm settings`: language, channel and industry of one's own."""

from __future__ import annotations

from bot.core.card import Button, Form
from bot.core.chat import Answer, Command, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
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
            commands=(CommandRoute("calm", self.open, ("settings",)),),
            presses=(PressRoute(SETTINGS, self.open),),
            submits=(SubmitRoute(SETTINGS, self.save),),
        )

    async def open(self, ask: Command | Press) -> Form:
        """Returns the form, filled in with what was chosen before."""
        chosen = await self._deps.people.chosen_preferences(ask.person)
        book = self._deps.book(ask.person.tenant)
        more = self._more(book.words.speaker(ask.person.language))
        return settings_form(book, ask.person, chosen, more)

    async def save(self, ask: Submit) -> Answer:
        """Stores what was chosen, and returns it."""
        book = self._deps.book(ask.person.tenant)
        preferences = read_settings(ask, book)
        await self._deps.people.keep_preferences(ask.person, preferences)
        language = preferences.language or ask.person.language
        more = self._more(book.words.speaker(language))
        return Answer(settings_card(book, ask.person, preferences, language, more), Placement.UPDATE)

    def _more(self, say: Say) -> tuple[Button, ...]:
        return tuple(button(say) for button in self._deps.more_settings)
