"""All that role-plays do, for whoever wires it."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.core.retention import ROLEPLAYS, Retention
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.handlers import RoleplayHandlers
from bot.features.roleplay.own_handlers import OwnReplyHandlers
from bot.features.roleplay.ports import PlayStore
from bot.features.roleplay.swap_handlers import SwapHandlers


def handlers(deps: RoleplayDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do."""
    plays = RoleplayHandlers(deps)
    return (plays, OwnReplyHandlers(deps, plays.shown), SwapHandlers(deps))


def retention(plays: PlayStore) -> Retention:
    """Returns the daily job: it deletes the plays that nobody has touched for long."""
    return Retention(plays.purge_plays, ROLEPLAYS)
