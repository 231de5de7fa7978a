"""The door of groups."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.features.group.deps import GroupDeps
from bot.features.group.handlers import GroupHandlers


def handlers(deps: GroupDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do with groups."""
    return (GroupHandlers(deps),)
