"""The door of the start, for whoever wires it."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.features.home.deps import HomeDeps
from bot.features.home.handlers import HomeHandlers


def handlers(deps: HomeDeps) -> tuple[Handlers, ...]:
    """Returns what shows the start, and greets."""
    return (HomeHandlers(deps),)
