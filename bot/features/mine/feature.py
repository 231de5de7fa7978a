"""The door of what is a person's own, for whoever wires it."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.features.mine.deps import MineDeps
from bot.features.mine.handlers import HomeHandlers, SavedHandlers
from bot.features.mine.settings_handlers import SettingsHandlers


def handlers(deps: MineDeps) -> tuple[Handlers, ...]:
    """Returns what a person can do with their settings, their saved phrases and their home page."""
    return (SettingsHandlers(deps), SavedHandlers(deps), HomeHandlers(deps))
