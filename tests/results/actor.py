"""A manager who reads the figures of practice, of a team that nobody else is of."""

from __future__ import annotations

from datetime import datetime

from bot.core.figures import FourWeeks, period_at
from bot.core.groups import Group
from tests.harness import PLATFORM
from tests.results.floor import answers
from tests.team.actor import Member


class Manager(Member):
    """A manager, and what the people practised whose figures they see."""

    async def group(self, name: str, *people: str, conversation: str = "") -> None:
        """Makes a group that counted in the four weeks that are over."""
        groups = self.app.stores.groups
        group = Group(self.tenant, f"own-{name.casefold()}", name, PLATFORM, conversation, people)
        assert await groups.keep_group(group)
        assert await groups.count_people(self.tenant, self.over.first, group.id, people)

    @property
    def over(self) -> FourWeeks:
        """The last four weeks that are over, which figures are of."""
        return period_at(self.app.now).before()

    async def answered(
        self, user: str, item: str, *places: int, key: int = 0, at: datetime | None = None
    ) -> None:
        """Has somebody answer an item in those weeks, once with each of these options; `key` is right."""
        given = [(item, place, place == key) for place in places]
        situation = self.app.book.quiz[item].situation
        await answers(self.app.stores.drills, self.tenant, user, at or self.over.start, given, situation)

    async def reads(self, group: str = "") -> str:
        """Returns what the figures say."""
        spanish = self.person.language == "es"
        await self.types("resultados" if spanish else "results", "drill")
        if group:
            await self.chooses(group, of="Grupo" if spanish else "Group")
        return self.text
