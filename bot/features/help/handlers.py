"""Explains, and answers whatever no other feature takes."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Ask, Command, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.errors import CalmaError
from bot.core.keyword_routes import behind_each
from bot.core.keywords import Keywords
from bot.features.help import cards
from bot.features.help.deps import HelpDeps


class HelpHandlers:
    """Help, and the desk's fallback."""

    def __init__(self, deps: HelpDeps) -> None:
        self._deps = deps

    @property
    def keywords(self) -> Keywords:
        """What people type, as the phrasebook has it now."""
        return self._deps.phrasebook.keywords

    def routes(self) -> Routes:
        """Returns the ways to help."""
        helps = (CommandRoute(command, self.help, ("help",), reads=True) for command in ("calm", "drill"))
        return Routes(
            commands=(*helps, *behind_each(self.thanked, "thanks", reads=True)),
            presses=(PressRoute(cards.HELP, self.help_pressed, reads=True),),
            outsiders=True,
        )

    async def thanked(self, ask: Command) -> Answer:
        """Returns a kind word, and the ways on."""
        return Answer(cards.thanked_card(self._deps.viewer(ask.person.language)))

    async def help(self, ask: Command) -> Answer:
        """Returns the help card."""
        return Answer(cards.help_card(self._deps.viewer(ask.person.language), ask.person))

    async def help_pressed(self, ask: Press) -> Answer:
        """Returns the help card in place of the card that offered it."""
        return Answer(cards.help_card(self._deps.viewer(ask.person.language), ask.person), Placement.UPDATE)

    async def unknown_command(self, ask: Command) -> Answer:
        """Returns the help card, saying that this command is not known."""
        viewer = self._deps.viewer(ask.person.language)
        return Answer(cards.help_card(viewer, ask.person, viewer.say("unknown.title")))

    async def unknown_press(self, ask: Press | Submit) -> Answer:
        """Returns a friendly card for a button that this version does not have."""
        return Answer(cards.old_card(self._deps.viewer(ask.person.language)), Placement.UPDATE)

    async def not_allowed(self, ask: Ask) -> Answer:
        """Returns why this person may not do it, and who may."""
        return Answer(cards.refusal_card(self._deps.viewer(ask.person.language), ask.person))

    def mend(self, language: str, error: CalmaError) -> Card:
        """Returns what a person sees who can mend it by themselves: what happened, and what to do."""
        return cards.mend_card(self._deps.viewer(language), error)

    def told(self, language: str, error: CalmaError) -> str:
        """Returns the same in one line, for the foot of a field."""
        return self._deps.viewer(language).say(error.words, **error.values)

    def sorry(self, language: str, reference: str) -> Card:
        """Returns what a person sees when something broke on our side."""
        return cards.sorry_card(self._deps.viewer(language), reference)
