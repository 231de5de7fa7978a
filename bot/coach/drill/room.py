"""Everything the drills do, for whoever wires them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.desk import Capability
from bot.coach.drill.capability import Practice
from bot.coach.drill.kept import Drills
from bot.coach.drill.kit import Kit
from bot.coach.drill.me import Me
from bot.coach.drills import Drills as Starter

DRILLS = timedelta(days=90)  # a card is rarely pressed after a day
ANSWERS = timedelta(days=400)  # a year of figures
MEMORIES = timedelta(days=730)  # nobody misses what was not practised for two years


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what a person can do."""
    return (Practice(kit), Me(kit))


def starter(kit: Kit) -> Starter:
    """Returns what starts drills for whoever schedules."""
    return Practice(kit)


class Retention:
    """The daily job: forgets drills, answers and memories that are older than anybody needs them."""

    def __init__(self, drills: Drills) -> None:
        self._drills = drills

    async def __call__(self, now: datetime) -> int:
        """Returns how many rows were deleted."""
        return await self._drills.purge(now - DRILLS, now - ANSWERS, now - MEMORIES)
