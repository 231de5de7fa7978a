"""All that the drills do, for whoever wires them."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.core.practice import DrillStarter
from bot.core.retention import DRILL_ANSWERS, DRILL_MEMORIES, DRILLS, Retention
from bot.features.drill.deps import DrillDeps
from bot.features.drill.handlers import DrillHandlers
from bot.features.drill.manager_handlers import PracticeStatsHandlers
from bot.features.drill.own_handlers import ProgressHandlers
from bot.features.drill.ports import DrillStore


def handlers(deps: DrillDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do, and what managers see."""
    return (DrillHandlers(deps), ProgressHandlers(deps), PracticeStatsHandlers(deps))


def drill_starter(deps: DrillDeps) -> DrillStarter:
    """Returns what starts drills for whoever schedules."""
    return DrillHandlers(deps)


def retention(drills: DrillStore) -> Retention:
    """Returns the daily job: it deletes what is older than anybody needs it."""
    return Retention(drills.purge_drills, DRILLS, DRILL_ANSWERS, DRILL_MEMORIES)
