"""The door of the safety cards."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.core.safety import SafetyAnswers
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.handlers import SafetyHandlers
from bot.features.safety.service import SafetyService


def handlers(deps: SafetyDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do."""
    return (SafetyHandlers(deps, SafetyService(deps)),)


def answers(deps: SafetyDeps) -> SafetyAnswers:
    """Returns what answers a text that may mean danger, for the look-up."""
    return SafetyService(deps)
