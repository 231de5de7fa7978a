"""*Say it your way*: a reply in one's own words, read by rules and stored nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.chat import Answer, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.viewer import Viewer
from bot.features.roleplay import forms, model
from bot.features.roleplay.buttons import TurnReference, decode_turn
from bot.features.roleplay.cards import RoleplayCards
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.model import Play
from bot.features.roleplay.own_cards import own_elements
from bot.features.roleplay.own_words import read_reply
from bot.features.roleplay.service import RoleplayService

ShownPlay = Callable[[Person, Play | None], Awaitable[Answer]]  # where a play is


class OwnReplyHandlers:
    """Opens the form, and tells what is in a reply. A stale form shows where the contact is."""

    def __init__(self, deps: RoleplayDeps, shown: ShownPlay) -> None:
        self._deps, self._shown = deps, shown
        self._service = RoleplayService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            presses=(PressRoute(forms.OWN, self.form, reads=True),),
            submits=(SubmitRoute(forms.OWN, self.typed, limits=forms.LIMITS, reads=True),),
        )

    async def form(self, ask: Press) -> Reply:
        """Returns the form for the moment of a play; elsewhere, where the play is."""
        play = await self._play(ask)
        if isinstance(play, Answer):
            return play
        scenario = self._deps.phrasebook.book.scenarios[play.scenario]
        viewer = Viewer(self._deps.phrasebook.book, ask.person.language)
        customer = RoleplayCards(viewer.book, viewer.language).customer(scenario, play.state)
        return forms.own_form(viewer, TurnReference(play.id, play.state.turn), customer)

    async def typed(self, ask: Submit) -> Reply:
        """Returns what the reply has and has not, above the replies to choose from."""
        play = await self._play(ask)
        if isinstance(play, Answer):
            return play
        book, language = self._deps.phrasebook.book, ask.person.language
        viewer, text = Viewer(book, language), forms.typed_reply(ask)
        if not text:
            return FieldErrors({forms.TEXT: viewer.say("own.empty")})
        scenario = book.scenarios[play.scenario]
        own = scenario.nodes[play.state.node].own
        assert own, "the play is where one's own words are asked for"
        turn = {
            code: " ".join(part.get(code, "") for part in model.turn(scenario, play.state))
            for code in book.replies
        }
        findings = read_reply(text, turn, own, book.replies, language)
        card = RoleplayCards(book, language).play_card(
            play, scenario, above=own_elements(viewer, text, findings)
        )
        return Answer(card, Placement.UPDATE)

    async def _play(self, ask: Press | Submit) -> Play | Answer:
        """Returns the play that a form is about, while it is at that turn; else where that play is."""
        reference = decode_turn(ask.value)
        play = await self._service.own_play(ask.person, reference.play) if reference else None
        scenario = self._service.scenario(play) if play else None
        current = play and reference and play.open and play.state.turn == reference.turn
        if play and scenario and current and scenario.nodes[play.state.node].own:
            return play
        return await self._shown(ask.person, play)
