"""What a round sends: its card to the channel; and to whoever posted it, that the channel takes none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Fate
from bot.core.ledger import Notice
from bot.core.people import PeopleStore
from bot.core.send_limits import SendLimit
from bot.core.viewer import Viewer
from bot.features.round.cards import refused_card
from bot.features.round.model import Round
from bot.features.round.ports import RoundStore
from bot.features.round.viewer import RoundViewer

ROUNDS = SendLimit("round.posts", 20)
POST, REFUSED = "round.post", "round.refused"


def post_notice(team_round: Round) -> Notice:
    """Returns the notice that brings a round's card to its channel."""
    to = Address(team_round.tenant, team_round.platform, team_round.channel, channel=True)
    limited, by = ROUNDS.at(team_round.opened), team_round.by
    key = f"{POST}:{team_round.id}"
    return Notice(key, to, POST, (team_round.id,), team_round.opened, by=by, limited=limited)


def refused_notice(team_round: Round, now: datetime) -> Notice:
    """Returns the notice to whoever posted a round that its channel takes none."""
    to = Address(team_round.tenant, team_round.platform, team_round.by)
    return Notice(f"{REFUSED}:{team_round.id}", to, REFUSED, (team_round.id,), now, by=team_round.by)


class RoundNoticeWriter:
    """Writes the cards of rounds that go out unasked."""

    def __init__(self, phrasebook: CurrentPhrasebook, rounds: RoundStore, people: PeopleStore) -> None:
        self._phrasebook = phrasebook
        self._rounds = rounds
        self._people = people

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card as things are now, or None where the round is gone."""
        team_round = await self._rounds.find_round(notice.to.tenant, notice.about[0])
        if team_round is None:
            return None
        if notice.subject == POST:
            return await RoundViewer(self._phrasebook.book, self._rounds).channel_card(team_round)
        reader = await self._people.complete_person(
            Person(team_round.tenant, team_round.platform, notice.to.id, language=team_round.language)
        )
        return refused_card(Viewer(self._phrasebook.book, reader.language))

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns the notice to whoever posted a round that its channel does not take."""
        if notice.subject != POST or fate is not Fate.REFUSED:
            return ()
        team_round = await self._rounds.find_round(notice.to.tenant, notice.about[0])
        return (refused_notice(team_round, now),) if team_round else ()
