"""`/drill team`, the card in the channel, and the dialogs that each person has of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.core.caps import TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.round import cards, forms
from bot.features.round.ballot_cards import UNVOTE, VOTE
from bot.features.round.buttons import RoundReference
from bot.features.round.cards import RoundCards
from bot.features.round.deps import RoundDeps
from bot.features.round.model import FEW, Round, RoundReply, RoundStage, Verdict, may_lead
from bot.features.round.service import RoundService
from bot.features.round.viewer import RoundViewer

RoundPress = Callable[[Press, Round, RoundReference], Awaitable[Reply]]


class RoundHandlers:
    """Leads a team through a round. What changes for everybody changes the card in the channel."""

    def __init__(self, deps: RoundDeps) -> None:
        self._deps = deps
        self._service = RoundService(deps)

    def routes(self) -> Routes:
        """Returns what is answered; a round is begun, and its winner saved, by managers."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("drill", self.form, ("team", "round"), least=least),),
            presses=(
                PressRoute(cards.START, self.start, least),
                PressRoute(cards.KEEP, self._of_round(self.keep), least),
                PressRoute(cards.REPLY, self._of_round(self.reply), outsiders=True),
                PressRoute(cards.COUNT, self._of_round(self.count), outsiders=True),
                PressRoute(cards.REVEAL, self._of_round(self.reveal)),
                PressRoute(cards.CLOSE, self._of_round(self.close)),
                PressRoute(cards.BALLOT, self._of_round(self.ballot), outsiders=True),
                PressRoute(VOTE, self._of_round(self.vote), outsiders=True),
                PressRoute(UNVOTE, self._of_round(self.vote), outsiders=True),
            ),
            submits=(
                SubmitRoute(forms.BEGIN, self.begin, least, forms.LIMITS),
                SubmitRoute(forms.REPLIED, self.replied, limits=forms.LIMITS, outsiders=True),
                SubmitRoute(forms.PREPARED, self.prepared, limits=forms.LIMITS, outsiders=True),
            ),
        )

    async def form(self, ask: Command) -> Reply:
        """Returns the form for a round in the channel that the command was typed in."""
        return forms.begin_form(self._deps.viewer(ask.person), ask.where)

    async def start(self, ask: Press) -> Reply:
        """Does what the command does."""
        return forms.begin_form(self._deps.viewer(ask.person), ask.where)

    async def begin(self, ask: Submit) -> Reply:
        """Opens the round, and has its card posted."""
        draft = forms.filled_round(self._deps.viewer(ask.person), ask)
        if not isinstance(draft, forms.RoundDraft):
            return FieldErrors(draft)
        try:
            reason = await self._service.open_by_form(ask.person, draft)
        except TooMany as error:
            return FieldErrors({"own": self._deps.viewer(ask.person).say(error.words, **error.values)})
        if reason is not None:
            return Answer(cards.refused_card(self._deps.viewer(ask.person), reason), Placement.UPDATE)
        return self._status(ask.person, "round.begun", Placement.UPDATE, stripped=draft.stripped)

    async def reply(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Returns the form for the person's reply; once they are revealed, the replies."""
        if team_round.stage is not RoundStage.OPEN:
            return await self.ballot(ask, team_round, ref)
        viewer = self._deps.viewer(ask.person)
        mine = await self._deps.rounds.own_ballot(team_round.tenant, team_round.id, ask.person.user_id)
        if team_round.prepares:
            return forms.prepare_form(viewer, team_round, mine)
        return forms.reply_form(viewer, team_round, mine.text)

    async def replied(self, ask: Submit) -> Reply:
        """Stores a reply before it says so."""
        return await self._keep_reply(ask, forms.filled_reply(self._deps.viewer(ask.person), ask))

    async def prepared(self, ask: Submit) -> Reply:
        """Stores what somebody expects and would say, before it says so."""
        return await self._keep_reply(ask, forms.filled_preparation(self._deps.viewer(ask.person), ask))

    async def _keep_reply(self, ask: Submit, draft: forms.ReplyDraft | Mapping[str, str]) -> Reply:
        if not isinstance(draft, forms.ReplyDraft):
            return FieldErrors(draft)
        person, ref = ask.person, RoundReference.decode(ask.value)
        language = person.language if draft.line else ""
        entry = RoundReply(self._deps.new_id(), draft.text, line=draft.line, language=language)
        stored = ref is not None and await self._deps.rounds.keep_reply(
            person.tenant, ref.id, person.user_id, entry, self._deps.now()
        )
        if not stored:
            return self._status(person, "round.prepare.too_late" if draft.line else "round.too_late")
        kept = "round.prepare.kept" if draft.line else "round.kept"
        return self._status(person, kept, stripped=draft.stripped)

    async def count(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Shows everybody how things are."""
        return await self._channel_card(team_round)

    async def reveal(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Shows the replies; with few of them, only when pressed once more."""
        if not may_lead(ask.person, team_round):
            return self._status(ask.person, "round.not_yours", Placement.PRIVATE)
        entries = await self._deps.rounds.replies_of(team_round.tenant, team_round.id)
        if team_round.stage is RoundStage.OPEN and len(entries) < FEW and not ref.page:
            return Answer(
                RoundCards(self._deps.phrasebook.book, team_round).card(entries, few=True), Placement.EVERYONE
            )
        await self._deps.rounds.reveal_round(team_round.tenant, team_round.id)
        if team_round.prepares:  # nobody votes: what people wrote is shown, and whose it was is forgotten
            await self._deps.rounds.close_round(team_round.tenant, team_round.id)
        return await self._channel_card(team_round)

    async def close(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Ends the vote, and shows what came of it."""
        if not may_lead(ask.person, team_round):
            return self._status(ask.person, "round.not_yours", Placement.PRIVATE)
        await self._deps.rounds.close_round(team_round.tenant, team_round.id)
        return await self._channel_card(team_round)

    async def ballot(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Returns a page of the replies, for the person alone."""
        return await self._ballot(ask.person, team_round, ref.page)

    async def vote(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Gives a vote or takes it back, and returns the page with what became of it."""
        verdict = await self._deps.rounds.keep_vote(
            team_round.tenant, team_round.id, ask.person.user_id, ref.reply, wanted=ask.action == VOTE
        )
        return await self._ballot(ask.person, team_round, ref.page, verdict)

    async def keep(self, ask: Press, team_round: Round, ref: RoundReference) -> Reply:
        """Returns the team's form for a phrase, with the reply filled in."""
        entries = await self._deps.rounds.replies_of(team_round.tenant, team_round.id)
        entry = next((entry for entry in entries if entry.id == ref.reply), None)
        if entry is None or team_round.stage is not RoundStage.CLOSED:
            return self._status(ask.person, "round.gone", Placement.PRIVATE)
        language = entry.language or team_round.language
        return self._deps.phrase_form(ask.person, team_round.situation, language, entry.text, entry.line)

    async def _ballot(
        self, person: Person, team_round: Round, page: int, verdict: Verdict | None = None
    ) -> Answer:
        current = await self._reread(team_round)
        card = await self._viewer().ballot_card(current, person, page, verdict)
        return Answer(card, Placement.DIALOG)

    async def _channel_card(self, team_round: Round) -> Answer:
        current = await self._reread(team_round)
        return Answer(await self._viewer().channel_card(current), Placement.EVERYONE)

    async def _reread(self, team_round: Round) -> Round:
        # Its stage may have changed meanwhile.
        return await self._deps.rounds.find_round(team_round.tenant, team_round.id) or team_round

    def _viewer(self) -> RoundViewer:
        return RoundViewer(self._deps.phrasebook.book, self._deps.rounds)

    def _of_round(self, handler: RoundPress) -> Callable[[Press], Awaitable[Reply]]:
        async def pressed(ask: Press) -> Reply:
            ref = RoundReference.decode(ask.value)
            team_round = await self._deps.rounds.find_round(ask.person.tenant, ref.id) if ref else None
            if ref is None or team_round is None:
                return self._status(ask.person, "round.gone", Placement.PRIVATE)
            return await handler(ask, team_round, ref)

        return pressed

    def _status(
        self, person: Person, key: str, how: Placement = Placement.DIALOG, *, stripped: bool = False
    ) -> Answer:
        return Answer(cards.status_card(self._deps.viewer(person), key, stripped=stripped), how)
