"""*Say it your way*: a reply in one's own words, read by rules and stored nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.chat import Answer, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.scenarios import Scenario
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
        self._shown, self._deps = shown, deps
        self._service = RoleplayService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            presses=(PressRoute(forms.OWN, self.form, reads=True),),
            submits=(SubmitRoute(forms.OWN, self.typed, limits=forms.LIMITS, reads=True),),
        )

    async def form(self, ask: Press) -> Reply:
        """Returns the form for the moment of a play; elsewhere, where the play is."""
        current = await self._current(ask)
        if isinstance(current, Answer):
            return current
        play, scenario = current
        viewer = Viewer(self._service.book(ask.person), ask.person.language)
        customer = RoleplayCards(viewer.book, viewer.language).customer(scenario, play.state)
        return forms.own_form(viewer, TurnReference(play.id, play.state.turn), customer)

    async def typed(self, ask: Submit) -> Reply:
        """Returns what the reply has and has not, above the replies to choose from."""
        current = await self._current(ask)
        if isinstance(current, Answer):
            return current
        play, scenario = current
        book, language = self._service.book(ask.person), ask.person.language
        viewer, text = Viewer(book, language), forms.typed_reply(ask)
        if not text:
            return FieldErrors({forms.TEXT: viewer.say("own.empty")})
        if distress := await self._deps.distress(ask.person, text):
            return distress
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

    async def _current(self, ask: Press | Submit) -> tuple[Play, Scenario] | Answer:
        """Returns the play that a form is about, while it is at that turn; else where that play is."""
        reference = decode_turn(ask.value)
        play = await self._service.own_play(ask.person, reference.play) if reference else None
        scenario = await self._service.scenario(ask.person, play) if play else None
        current = play and reference and play.open and play.state.turn == reference.turn
        if play and scenario and current and scenario.nodes[play.state.node].own:
            return play, scenario
        return await self._shown(ask.person, play)
