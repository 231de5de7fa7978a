"""What a round sends: its card to the channel; and to whoever posted it, that the channel takes none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core import card as c
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Fate, Receipt
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
MOMENT = timedelta(seconds=5)


def post_notice(team_round: Round) -> Notice:
    """Returns the notice that brings a round's card to its channel."""
    to = Address(team_round.tenant, team_round.platform, team_round.channel, channel=True)
    limited, by = ROUNDS.at(team_round.opened), team_round.by
    key = f"{POST}:{team_round.id}"
    return Notice(key, to, POST, (team_round.id,), team_round.opened, by=by, limited=limited)


def refused_key(id: str) -> str:
    """Returns the key of the notice that a round was refused."""
    return f"{REFUSED}:{id}"


def refused_notice(team_round: Round, reason: str, now: datetime) -> Notice:
    """Returns the notice to whoever posted a round that its channel takes none, for the platform's reason.

    It waits a little: whoever still has the form open is told there.
    """
    to = Address(team_round.tenant, team_round.platform, team_round.by)
    about, due = (team_round.id, reason), now + MOMENT
    return Notice(refused_key(team_round.id), to, REFUSED, about, due, by=team_round.by)


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
        reason = notice.about[1] if len(notice.about) > 1 else ""  # earlier ones told none
        return refused_card(Viewer(self._phrasebook.book, reader.language), reason)

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns the notice to whoever posted a round that its channel does not take."""
        if notice.subject != POST or receipt.fate is not Fate.REFUSED:
            return ()
        team_round = await self._rounds.find_round(notice.to.tenant, notice.about[0])
        if team_round is None:
            return ()
        await self._rounds.close_round(team_round.tenant, team_round.id)  # nobody can reply to it
        return (refused_notice(team_round, receipt.reason, now),)
