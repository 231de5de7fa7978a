"""All that a person's rights over their data bring, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.desk import Handlers
from bot.features.privacy.deps import PrivacyDeps
from bot.features.privacy.handlers import PrivacyHandlers
from bot.features.privacy.service import LeaverErasing


def handlers(deps: PrivacyDeps) -> tuple[Handlers, ...]:
    """Returns what everybody can do with what is kept of them."""
    return (PrivacyHandlers(deps),)


def leavers(deps: PrivacyDeps) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job that erases people who have gone."""
    return LeaverErasing(deps)
