"""All that the drills do, for whoever wires them."""

from __future__ import annotations

from datetime import timedelta

from bot.core.desk import Handlers
from bot.core.practice import DrillStarter
from bot.core.retention import Retention
from bot.features.drill.deps import DrillDeps
from bot.features.drill.handlers import DrillHandlers
from bot.features.drill.manager_handlers import PracticeStatsHandlers
from bot.features.drill.own_handlers import ProgressHandlers
from bot.features.drill.ports import DrillStore

DRILLS = timedelta(days=90)  # a card is rarely pressed after a day
ANSWERS = timedelta(days=400)  # a year of figures
MEMORIES = timedelta(days=730)  # nobody misses what was not practised for two years


def handlers(deps: DrillDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do, and what managers see."""
    return (DrillHandlers(deps), ProgressHandlers(deps), PracticeStatsHandlers(deps))


def drill_starter(deps: DrillDeps) -> DrillStarter:
    """Returns what starts drills for whoever schedules."""
    return DrillHandlers(deps)


def retention(drills: DrillStore) -> Retention:
    """Returns the daily job: it deletes what is older than anybody needs it."""
    return Retention(drills.purge_drills, DRILLS, ANSWERS, MEMORIES)
