"""Everything the self-check does, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.desk import Handlers
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.handlers import CareHandlers, CheckinHandlers
from bot.features.checkin.manager_handlers import GroupOverviewHandlers
from bot.features.checkin.notices import AddNotices, CheckinNoticeWriter, CheckinReminders
from bot.features.checkin.own_handlers import OwnCheckinHandlers
from bot.features.checkin.own_record import OwnRecords
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.service import OfferedGroups, PeriodClosing
from bot.features.checkin.setup_handlers import CheckinSettingsHandlers

FEATURE = "checkin"  # what its notices' `what` begins with


def handlers(deps: CheckinDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (
        CheckinHandlers(deps),
        OwnCheckinHandlers(deps),
        CareHandlers(deps),
        GroupOverviewHandlers(deps, _offered(deps)),
        CheckinSettingsHandlers(deps),
    )


def own_records(stores: CheckinStores) -> OwnRecords:
    """Returns what exports and erases all that the self-check keeps of somebody."""
    return OwnRecords(stores)


def notice_writer(deps: CheckinDeps) -> CheckinNoticeWriter:
    """Returns who writes the reminders."""
    return CheckinNoticeWriter(deps)


def reminding(deps: CheckinDeps, add: AddNotices) -> CheckinReminders:
    """Returns the daily job that writes reminders; `add` stores them until they are sent."""
    return CheckinReminders(deps, add)


def closing(deps: CheckinDeps) -> PeriodClosing:
    """Returns the daily job that closes periods and deletes what is old."""
    return PeriodClosing(deps.stores, lambda: deps.content, _offered(deps).members)


def compacting(deps: CheckinDeps) -> Callable[[datetime], Awaitable[None]]:
    """Returns the daily job that has the database give up what was replaced, so also what was erased."""

    async def compact(_: datetime) -> None:
        await deps.stores.records.compact_records()

    return compact


def _offered(deps: CheckinDeps) -> OfferedGroups:
    return OfferedGroups(deps.groups, deps.stores.terms, deps.rosters)
