"""The door of help."""

from __future__ import annotations

from bot.core.desk import FallbackHandlers, Handlers
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers


def handlers(deps: HelpDeps) -> tuple[Handlers, ...]:
    """Returns what explains."""
    return (HelpHandlers(deps),)


def fallback(deps: HelpDeps) -> FallbackHandlers:
    """Returns what answers whatever no other feature takes, for the desk."""
    return HelpHandlers(deps)
