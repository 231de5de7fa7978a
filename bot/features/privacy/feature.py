"""All that a person's rights over their data bring, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.core.desk import Handlers
from bot.core.installations import InstallationStore
from bot.core.ledger import DeliveryOutcome
from bot.features.privacy.departures import Departures, departures_in
from bot.features.privacy.deps import PrivacyDeps
from bot.features.privacy.handlers import PrivacyHandlers
from bot.features.privacy.service import LeaverErasing, TenantErasing


def handlers(deps: PrivacyDeps) -> tuple[Handlers, ...]:
    """Returns what everybody can do with what is kept of them."""
    return (PrivacyHandlers(deps),)


def departures(outcomes: Sequence[DeliveryOutcome]) -> Departures:
    """Returns who has gone, by what became of messages."""
    return departures_in(outcomes)


async def note_departures(deps: PrivacyDeps, gone: Departures) -> None:
    """Notes who has gone."""
    now = deps.clock()
    await deps.leavers.note_left(gone.subjects, now)
    for tenant in gone.tenants:
        await deps.leavers.note_tenant_left(tenant, now)


def leavers(deps: PrivacyDeps) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job that erases people who have gone."""
    return LeaverErasing(deps)


def departed_tenants(
    deps: PrivacyDeps, installations: InstallationStore, platform: str
) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job that erases tenants which took the app out."""
    return TenantErasing(deps, installations, platform)
