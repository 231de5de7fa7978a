"""Everything the self-check does, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.core.card import Button, Buttons, Element, Table, Text
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.home import HomeElements
from bot.features.checkin.cards import START
from bot.features.checkin.deps import CheckinDeps, UnitDeps
from bot.features.checkin.handlers import CareHandlers, CheckinHandlers
from bot.features.checkin.manager_handlers import UnitOverviewHandlers
from bot.features.checkin.model import comparable_results
from bot.features.checkin.notices import AddNotices, CheckinNoticeWriter, CheckinReminders
from bot.features.checkin.own_handlers import OwnCheckinHandlers
from bot.features.checkin.own_record import OwnRecords
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.published import published_tables
from bot.features.checkin.service import PeriodClosing
from bot.features.checkin.setup_handlers import CheckinSettingsHandlers
from bot.features.checkin.unit_draft_handlers import UnitDraftHandlers
from bot.features.checkin.unit_handlers import UnitHandlers
from bot.features.checkin.unit_service import OfferedUnits, UnitUpdating

FEATURE = "checkin"  # what its notices' `what` begins with


def handlers(deps: CheckinDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (
        CheckinHandlers(deps),
        OwnCheckinHandlers(deps),
        CareHandlers(deps),
        UnitOverviewHandlers(deps),
        CheckinSettingsHandlers(deps),
    )


def unit_handlers(deps: UnitDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do with units."""
    return UnitHandlers(deps), UnitDraftHandlers(deps)


def telling_of_units(deps: CheckinDeps, add: AddNotices) -> UnitUpdating:
    """Returns the daily job that tells of units that do not hold yet, and forgets old ones."""
    return UnitUpdating(deps, add)


def own_records(stores: CheckinStores) -> OwnRecords:
    """Returns what exports and erases all that the self-check keeps of somebody."""
    return OwnRecords(stores)


def offer_elements(deps: CheckinDeps) -> HomeElements:
    """Returns what offers the self-check at the start, where it is on.

    It is the same for everybody of a tenant, word for word: nothing that is stored of a person is read.
    """

    async def elements(person: Person) -> Sequence[Element]:
        if not (await deps.terms(person.tenant)).on:
            return ()
        say = deps.viewer(person.language).say
        return (Text(say("home.checkin")), Buttons((Button(say("home.checkin.open"), START, form=True),)))

    return elements


def notice_writer(deps: CheckinDeps) -> CheckinNoticeWriter:
    """Returns who writes the reminders."""
    return CheckinNoticeWriter(deps)


def reminding(deps: CheckinDeps, add: AddNotices) -> CheckinReminders:
    """Returns the daily job that writes reminders; `add` stores them until they are sent."""
    return CheckinReminders(deps, add)


def closing(deps: CheckinDeps) -> PeriodClosing:
    """Returns the daily job that closes periods and deletes what is old."""
    return PeriodClosing(deps.stores, lambda: deps.content)


def compacting(deps: CheckinDeps) -> Callable[[datetime], Awaitable[None]]:
    """Returns the daily job that has the database give up what was replaced, so also what was erased."""

    async def compact(_: datetime) -> None:
        await deps.stores.records.compact_records()

    return compact


def published(deps: CheckinDeps) -> Callable[[Person], Awaitable[tuple[Table, ...]]]:
    """Returns what tells a manager the published figures of all units that there are now, and no others."""

    async def tables(person: Person) -> tuple[Table, ...]:
        plan, instrument = await _offered(deps).plan(person.tenant), deps.content.instrument.id
        of_unit = deps.stores.results.results_of_unit
        results = {
            unit.name: comparable_results(instrument, await of_unit(person.tenant, unit.id))
            for unit in sorted(plan.units, key=lambda unit: (unit.name.casefold(), unit.id))
        }
        return published_tables(deps.viewer(person.language), results)

    return tables


def _offered(deps: CheckinDeps) -> OfferedUnits:
    return OfferedUnits(deps.stores.units, deps.stores.terms, deps.today)
