"""All that teachings do, for whoever wires them."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.features.teaching.deps import TeachingDeps
from bot.features.teaching.handlers import TeachingHandlers


def handlers(deps: TeachingDeps) -> tuple[Handlers, ...]:
    """Returns what people can do."""
    return (TeachingHandlers(deps),)
