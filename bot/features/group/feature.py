"""The door of groups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.desk import Handlers
from bot.core.groups import GroupStore
from bot.core.retention import GROUP_COUNTED, Retention
from bot.features.group.deps import GroupDeps
from bot.features.group.handlers import GroupHandlers


def handlers(deps: GroupDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do with groups."""
    return (GroupHandlers(deps),)


def counting(deps: GroupDeps) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job: it has every group counted that is not yet, in the four weeks that go on."""
    return deps.counting.count_all


def retention(groups: GroupStore) -> Retention:
    """Returns the daily job: it forgets who counted in figures that nobody sees any more."""

    async def purge(before: datetime) -> int:
        return await groups.purge_counted(before.date())

    return Retention(purge, GROUP_COUNTED)
