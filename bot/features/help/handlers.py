"""Greets, explains, and receives whatever no other capability takes."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Ask, Command, Placement, Press, Submit
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.errors import CalmaError
from bot.core.keywords import Keywords
from bot.core.viewer import Viewer
from bot.features.help import cards


class HelpHandlers:
    """The capability `home`, and the desk's reception."""

    def __init__(self, library: CurrentPhrasebook) -> None:
        self._library = library

    @property
    def keywords(self) -> Keywords:
        """What people type, as the phrasebook has it now."""
        return self._library.keywords

    def routes(self) -> Routes:
        """Returns what the front door answers."""
        helps = (CommandRoute(command, self.help, ("help",)) for command in ("calm", "drill"))
        return Routes(
            commands=(*helps, CommandRoute("hello", self.welcome)),
            presses=(PressRoute("home.help", self.help_pressed),),
        )

    async def welcome(self, ask: Command) -> Answer:
        """Returns the short welcome."""
        return Answer(cards.welcome(self._viewer(ask.person.language)))

    async def help(self, ask: Command) -> Answer:
        """Returns the help card."""
        return Answer(cards.help_card(self._viewer(ask.person.language)))

    async def help_pressed(self, ask: Press) -> Answer:
        """Returns the help card in place of the card that offered it."""
        return Answer(cards.help_card(self._viewer(ask.person.language)), Placement.UPDATE)

    async def unknown_command(self, ask: Command) -> Answer:
        """Returns the help card, saying that this command is not known."""
        viewer = self._viewer(ask.person.language)
        return Answer(cards.help_card(viewer, viewer.say("unknown.title")))

    async def unknown_press(self, ask: Press | Submit) -> Answer:
        """Returns a friendly card for a button that this version does not have."""
        return Answer(cards.old_card(self._viewer(ask.person.language)), Placement.UPDATE)

    async def not_allowed(self, ask: Ask) -> Answer:
        """Returns the help card: what this person can do."""
        return Answer(cards.help_card(self._viewer(ask.person.language)))

    def mend(self, language: str, error: CalmaError) -> Card:
        """Returns what a person sees who can mend it by themselves: what happened, and what to do."""
        return cards.mend(self._viewer(language), error)

    def sorry(self, language: str, reference: str) -> Card:
        """Returns what a person sees when something broke on our side."""
        return cards.sorry(self._viewer(language), reference)

    def _viewer(self, language: str) -> Viewer:
        return Viewer(self._library.book, language)
