"""What a round sends: its card to the channel; and word to whoever posted it, if the channel takes none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Fate
from bot.core.ledger import Notice
from bot.core.people import PeopleStore
from bot.core.viewer import Viewer
from bot.features.round.cards import RoundCards
from bot.features.round.ports import RoundStore

POST, REFUSED = "round.post", "round.refused"


class RoundNoticeWriter:
    """`Author` of the notices of rounds."""

    def __init__(self, library: CurrentPhrasebook, records: RoundStore, people: PeopleStore) -> None:
        self._library = library
        self._records = records
        self._people = people

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card as things are now, or None where the round is gone."""
        found = await self._records.find_round(notice.to.tenant, notice.about[0])
        if found is None:
            return None
        if notice.what == POST:
            entries = await self._records.replies_of(found.tenant, found.id)
            voters = await self._records.count_voters(found.tenant, found.id)
            return RoundCards(self._library.book, found).shown(entries, voters)
        reader = await self._people.complete_person(
            Person(found.tenant, found.platform, notice.to.id, language=found.language)
        )
        viewer = Viewer(self._library.book, reader.language)
        title = viewer.say("round.refused")
        return viewer.card(title, c.Heading(title), c.Text(viewer.say("round.refused_text")))

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns word to whoever posted a round that its channel does not take."""
        found = await self._records.find_round(notice.to.tenant, notice.about[0])
        if found is None or notice.what != POST or fate is not Fate.REFUSED:
            return ()
        to = Address(found.tenant, found.platform, found.by)
        return (Notice(f"{REFUSED}:{found.id}", to, REFUSED, (found.id,), now),)
