"""How a channel and one person see a round: reads what is stored, and hands it to the cards."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Person
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.features.round.ballot_cards import BallotCards
from bot.features.round.cards import RoundCards
from bot.features.round.model import Round, RoundStage, Verdict
from bot.features.round.ports import RoundStore


class RoundViewer:
    """The cards of rounds, as things are now."""

    def __init__(self, book: Phrasebook, rounds: RoundStore) -> None:
        self._book = book
        self._rounds = rounds

    async def channel_card(self, team_round: Round) -> Card:
        """Returns what everybody sees."""
        replies = await self._rounds.replies_of(team_round.tenant, team_round.id)
        voters = await self._rounds.count_voters(team_round.tenant, team_round.id)
        return RoundCards(self._book, team_round).card(replies, voters)

    async def ballot_card(
        self, team_round: Round, person: Person, page: int, verdict: Verdict | None = None
    ) -> Card:
        """Returns a page of the replies as one person sees it; none before they are revealed."""
        tenant, id = team_round.tenant, team_round.id
        is_open = team_round.stage is RoundStage.OPEN
        replies = () if is_open else await self._rounds.replies_of(tenant, id)
        mine = await self._rounds.own_ballot(tenant, id, person.user_id)
        viewer = Viewer(self._book, person.language)
        return BallotCards(viewer, team_round).card(replies, mine, page, verdict)
