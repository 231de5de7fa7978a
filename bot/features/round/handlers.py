"""`/drill team`, the card in the channel, and the dialogs that each person has of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.round import cards, forms
from bot.features.round.ballot_cards import UNVOTE, VOTE, BallotCards
from bot.features.round.buttons import RoundReference, read
from bot.features.round.cards import RoundCards
from bot.features.round.deps import RoundDeps, leads
from bot.features.round.model import FEW, Round, RoundReply, RoundStage, Verdict
from bot.features.round.service import RoundService

START = "round.start"
Found = Callable[[Press, Round, RoundReference], Awaitable[Reply]]


class RoundHandlers:
    """Leads a team through a round. What changes for everybody changes the card in the channel."""

    def __init__(self, deps: RoundDeps) -> None:
        self._deps = deps
        self._opening = RoundService(deps)

    def routes(self) -> Routes:
        """Returns what is answered; a round is begun, and its winner kept, by managers."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("drill", self.form, ("team", "round"), least=least),),
            presses=(
                PressRoute(START, self.start, least),
                PressRoute(cards.KEEP, self._found(self.keep), least),
                PressRoute(cards.REPLY, self._found(self.reply)),
                PressRoute(cards.COUNT, self._found(self.count)),
                PressRoute(cards.REVEAL, self._found(self.reveal)),
                PressRoute(cards.CLOSE, self._found(self.close)),
                PressRoute(cards.BALLOT, self._found(self.ballot)),
                PressRoute(VOTE, self._found(self.vote)),
                PressRoute(UNVOTE, self._found(self.vote)),
            ),
            submits=(
                SubmitRoute(forms.BEGIN, self.begin, least),
                SubmitRoute(forms.REPLIED, self.replied),
            ),
        )

    async def form(self, ask: Command) -> Reply:
        """Returns the form for a round in the channel that the command was typed in."""
        return forms.begin(self._deps.viewer(ask.person), ask.where)

    async def start(self, ask: Press) -> Reply:
        """Does what the command does."""
        return forms.begin(self._deps.viewer(ask.person), ask.where)

    async def begin(self, ask: Submit) -> Reply:
        """Opens the round, and has its card posted."""
        begun = forms.begun(self._deps.viewer(ask.person), ask)
        if not isinstance(begun, forms.RoundDraft):
            return FieldErrors(begun)
        await self._opening.by_form(ask.person, begun)
        return self._told(ask.person, "round.begun", Placement.UPDATE, stripped=begun.stripped)

    async def reply(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Returns the form for the person's reply; once they are revealed, the replies."""
        if found.stage is not RoundStage.OPEN:
            return await self.ballot(ask, found, ref)
        mine = await self._deps.records.own_ballot(found.tenant, found.id, ask.person.user_id)
        return forms.reply(self._deps.viewer(ask.person), found, mine.text)

    async def replied(self, ask: Submit) -> Reply:
        """Keeps a reply before it says so."""
        written = forms.written(self._deps.viewer(ask.person), ask)
        if not isinstance(written, forms.ReplyDraft):
            return FieldErrors(written)
        person, ref = ask.person, read(ask.value)
        entry = RoundReply(self._deps.new_id(), written.text)
        kept = ref is not None and await self._deps.records.keep_reply(
            person.tenant, ref.id, person.user_id, entry, self._deps.now()
        )
        if not kept:
            return self._told(person, "round.too_late")
        return self._told(person, "round.kept", stripped=written.stripped)

    async def count(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Shows everybody how things are."""
        return await self._board(found)

    async def reveal(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Shows the replies; with few of them, only when pressed once more."""
        if not leads(ask.person, found):
            return self._told(ask.person, "round.not_yours", Placement.PRIVATE)
        entries = await self._deps.records.replies_of(found.tenant, found.id)
        if found.stage is RoundStage.OPEN and len(entries) < FEW and not ref.page:
            return Answer(
                RoundCards(self._deps.library.book, found).shown(entries, few=True), Placement.EVERYONE
            )
        await self._deps.records.reveal_round(found.tenant, found.id)
        return await self._board(found)

    async def close(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Ends the vote, and shows what came of it."""
        if not leads(ask.person, found):
            return self._told(ask.person, "round.not_yours", Placement.PRIVATE)
        await self._deps.records.close_round(found.tenant, found.id)
        return await self._board(found)

    async def ballot(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Returns a page of the replies, for the person alone."""
        return await self._page(ask.person, found, ref)

    async def vote(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Gives a vote or takes it back, and returns the page with what became of it."""
        verdict = await self._deps.records.keep_vote(
            found.tenant, found.id, ask.person.user_id, ref.reply, wanted=ask.action == VOTE
        )
        return await self._page(ask.person, found, ref, verdict)

    async def keep(self, ask: Press, found: Round, ref: RoundReference) -> Reply:
        """Returns the team's form for a phrase, with the reply filled in."""
        entries = await self._deps.records.replies_of(found.tenant, found.id)
        entry = next((entry for entry in entries if entry.id == ref.reply), None)
        if entry is None or found.stage is not RoundStage.CLOSED:
            return self._told(ask.person, "round.gone", Placement.PRIVATE)
        return self._deps.keep(ask.person, found.situation, found.language, entry.text)

    async def _page(
        self, person: Person, found: Round, ref: RoundReference, verdict: Verdict | None = None
    ) -> Answer:
        records = self._deps.records
        found = (
            await records.find_round(found.tenant, found.id) or found
        )  # its stage may have changed meanwhile
        entries = () if found.stage is RoundStage.OPEN else await records.replies_of(found.tenant, found.id)
        mine = await records.own_ballot(found.tenant, found.id, person.user_id)
        ballot = BallotCards(self._deps.viewer(person), found)
        return Answer(ballot.page(entries, mine, ref.page, verdict), Placement.DIALOG)

    async def _board(self, found: Round) -> Answer:
        records = self._deps.records
        found = await records.find_round(found.tenant, found.id) or found
        entries = await records.replies_of(found.tenant, found.id)
        voters = await records.count_voters(found.tenant, found.id)
        return Answer(RoundCards(self._deps.library.book, found).shown(entries, voters), Placement.EVERYONE)

    def _found(self, handler: Found) -> Callable[[Press], Awaitable[Reply]]:
        async def pressed(ask: Press) -> Reply:
            ref = read(ask.value)
            found = await self._deps.records.find_round(ask.person.tenant, ref.id) if ref else None
            if ref is None or found is None:
                return self._told(ask.person, "round.gone", Placement.PRIVATE)
            return await handler(ask, found, ref)

        return pressed

    def _told(
        self, person: Person, key: str, how: Placement = Placement.DIALOG, *, stripped: bool = False
    ) -> Answer:
        viewer = self._deps.viewer(person)
        title, text = viewer.say(key), viewer.say(f"{key}_text")
        noted = (c.Note(viewer.say("round.stripped")),) if stripped else ()
        return Answer(viewer.card(title, c.Heading(title), c.Text(text), *noted), how)
