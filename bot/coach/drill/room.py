"""Everything the drills do, for whoever wires them."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.desk import Capability
from bot.coach.drill.capability import Practice
from bot.coach.drill.kept import Drills
from bot.coach.drill.kit import Kit
from bot.coach.drill.me import Me
from bot.coach.drill.results import Floor, Results
from bot.coach.drills import Drills as Starter
from bot.coach.retention import Retention

DRILLS = timedelta(days=90)  # a card is rarely pressed after a day
ANSWERS = timedelta(days=400)  # a year of figures
MEMORIES = timedelta(days=730)  # nobody misses what was not practised for two years


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what a person can do."""
    return (Practice(kit), Me(kit))


def results(kit: Kit, floor: Floor) -> Capability:
    """Returns what managers see."""
    return Results(kit, floor)


def starter(kit: Kit) -> Starter:
    """Returns what starts drills for whoever schedules."""
    return Practice(kit)


def retention(drills: Drills) -> Retention:
    """Returns the daily job: it forgets what is older than anybody needs it."""
    return Retention(drills.purge, DRILLS, ANSWERS, MEMORIES)
