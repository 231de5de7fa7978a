"""Whom the self-check is offered to, by the units that hold; what managers make of units."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from bot.core.background import Failures
from bot.core.chat import Person
from bot.core.ledger import Notice
from bot.core.retention import UNITS_LEFT
from bot.features.checkin.deps import CheckinDeps, UnitDeps
from bot.features.checkin.model import Terms, shown_periods
from bot.features.checkin.ports import TermsStore, UnitStore
from bot.features.checkin.publish import first_figure
from bot.features.checkin.unit_change import UnitFacts, UnitState, concerned, preview, same
from bot.features.checkin.unit_draft import digest, without_empty
from bot.features.checkin.unit_notices import notices_of
from bot.features.checkin.units import (
    STEADY,
    Membership,
    Unit,
    UnitPlan,
    frozen_units,
    members_on,
    moved_on,
    moves_people,
    settled_by,
)

DRAFTS = timedelta(days=14)  # how long a draft is there that nobody goes on with


class OfferedUnits:
    """The units of a tenant: who is offered the self-check, and whose answers make which figure."""

    def __init__(self, units: UnitStore, terms: TermsStore, today: Callable[[], date]) -> None:
        self._units = units
        self._terms = terms
        self._today = today

    async def plan(self, tenant: str) -> UnitPlan:
        """Returns the partition that holds today, whether or not the self-check is on."""
        return await self._units.find_plan(tenant, self._today())

    async def people(self, tenant: str) -> Mapping[str, str]:
        """Returns the platform of everybody it is offered to today, by user id; nobody where it is off."""
        if not (await self._terms.find_terms(tenant)).on:
            return {}
        return {user_id: platform for user_id, (platform, _) in (await self.plan(tenant)).people.items()}

    async def unit_of(self, tenant: str, user_id: str) -> Unit | None:
        """Returns the unit that a person is in today."""
        return await self._units.find_unit(tenant, user_id, self._today())


class UnitVerdict(Enum):
    """What became of a plan that was to be used."""

    DONE = "used"
    NOTHING = "nothing"  # there is nothing to use, or to take back
    STALE = "stale"  # others stored something meanwhile
    OTHER = "other"  # it is not what was looked at
    UNSETTLED = "unsettled"  # somebody may be in two units
    LATE = "late"  # it holds already, or from tomorrow on


class UnitDrafts:
    """What managers make of units: a draft, which holds from the next period on once it is used."""

    def __init__(self, deps: UnitDeps) -> None:
        self._deps = deps
        self._checkin = deps.checkin
        self._units = deps.checkin.stores.units

    async def units_now(self, person: Person) -> UnitState:
        """Returns the units as a manager finds them. A draft of theirs that is out of date is dropped."""
        tenant, today = person.tenant, self._checkin.today()
        terms = await self._checkin.terms(tenant)
        newest, previous = await _newest_plans(self._units, tenant, today)
        holding = newest if newest.first <= today else await self._units.find_plan(tenant, today)
        draft = await self._units.find_draft(tenant, person.user_id)
        stale = draft is not None and draft.edition != newest.edition
        if stale:
            await self._units.drop_draft(tenant, person.user_id)
        drafting = draft is not None and not stale
        soonest = begins_on(terms, today)
        begins, moved = await self._begins(tenant, terms, newest, draft if drafting else None)
        first = newest.first if newest.first > today and not drafting else begins
        return UnitState(
            today,
            begins,
            terms.period(terms.period(first).next).next,
            first_figure(first, terms).first,
            terms.minimum,
            holding,
            previous,
            newest,
            draft if drafting else None,
            stale,
            terms.on,
            moved,
            joins=soonest < begins == newest.first,
        )

    async def _begins(
        self, tenant: str, terms: Terms, newest: UnitPlan, draft: UnitPlan | None
    ) -> tuple[date, date | None]:
        """Returns from when on a change holds; and when people were moved, if it has to wait for that."""
        begins = begins_on(terms, self._checkin.today())
        if newest.first > begins:
            return newest.first, None  # it becomes part of what is to come
        if draft is None:
            return begins, None
        memberships = await self._units.memberships(tenant)
        if not moves_people(newest.people, draft.people, memberships):
            return begins, None
        later = steady_from(terms, begins, memberships)
        return later, moved_on(memberships) if later > begins else None

    async def keep_draft(self, person: Person, now: UnitState, draft: UnitPlan) -> None:
        """Stores what a manager is at; nothing where it is what there is anyway."""
        if same(draft, now.newest):
            await self._units.drop_draft(person.tenant, person.user_id)
            return
        whole = replace(draft, edition=now.newest.edition)
        await self._units.keep_draft(person.tenant, person.user_id, whole, now.today)

    async def discard(self, person: Person) -> None:
        """Drops what a manager was at."""
        await self._units.drop_draft(person.tenant, person.user_id)

    async def use(self, person: Person, seen: str) -> UnitVerdict:
        """Stores the draft, so that it holds from the next period on; `seen` names what was looked at."""
        now = await self.units_now(person)
        if now.draft is None:
            return UnitVerdict.STALE if now.stale else UnitVerdict.NOTHING
        if digest(now.draft) != seen:
            return UnitVerdict.OTHER
        if now.draft.unsettled:
            return UnitVerdict.UNSETTLED
        return await self._store(person, now, replace(without_empty(now.draft), first=now.begins))

    async def take_back(self, person: Person, edition: str) -> UnitVerdict:
        """Has what holds before it hold on, in place of a plan that does not hold yet."""
        now = await self.units_now(person)
        if str(now.newest.edition) != edition:
            return UnitVerdict.STALE
        if now.pending is None or not now.retractable:
            return UnitVerdict.LATE
        plan = replace(now.previous, first=now.newest.first, edition=now.newest.edition)
        return await self._store(person, now, plan)

    async def _store(self, person: Person, now: UnitState, plan: UnitPlan) -> UnitVerdict:
        terms = await self._checkin.terms(person.tenant)
        closed = terms.period(plan.first).id
        if await self._checkin.stores.results.is_published(person.tenant, closed):
            return UnitVerdict.LATE  # by a clock that is far behind
        # First those who are told, then the log, then the plan: a message of a plan that was never stored
        # does not go, and a change that was made is never missing in the log.
        told = concerned(now.before, plan) | concerned(now.newest, plan)
        at = self._checkin.clock()
        stored = replace(plan, edition=plan.edition + 1)
        await self._deps.add_notices(notices_of(person.tenant, stored, now.newest, told, at, person.user_id))
        changes = preview(now.newest, plan, now.minimum).changes
        await self._deps.log_change(person, changes, plan.first)
        if not await self._units.keep_plan(person.tenant, plan):
            # Somebody else was a moment sooner. The log must not tell of what never came to be.
            undone = preview(plan, now.newest, now.minimum).changes
            await self._deps.log_change(person, undone, plan.first)
            return UnitVerdict.STALE
        await self._units.drop_draft(person.tenant, person.user_id)
        return UnitVerdict.DONE

    async def unit_facts(self, person: Person, now: UnitState, unit: Unit) -> UnitFacts:
        """Returns what keeps a unit from having a figure in the period that runs."""
        tenant = person.tenant
        terms = await self._checkin.terms(tenant)
        period = self._checkin.period(terms)
        memberships = await self._units.memberships(tenant, unit.id)
        results = await self._checkin.stores.results.results_of_unit(tenant, unit.id)
        known = {unit.id: shown_periods(results)}
        [frozen] = frozen_units(period, [unit], memberships, {}, known, terms.period_before)
        settled = settled_by(period, terms.period_before)
        where = members_on(memberships, period.first)
        new = sum(where[who].first > settled for who in frozen.members)
        return UnitFacts(now.minimum, len(frozen.members), new, frozen.changed)


class UnitUpdating:
    """The daily job: tells of units that do not hold yet whoever was not told, and forgets old plans."""

    def __init__(self, deps: CheckinDeps, add: Callable[[Iterable[Notice]], Awaitable[None]]) -> None:
        self._deps, self._add = deps, add

    async def __call__(self, now: datetime) -> int:
        """Returns how many were told; those who had been already count too.

        Raises what failed for a tenant, after all others.
        """
        today, count, failures = now.astimezone(UTC).date(), 0, Failures()
        for tenant in await self._deps.stores.terms.known_tenants():
            with failures.apart():
                count += await self._tell(tenant, today, now)
        await self._deps.stores.units.purge_plans(today - UNITS_LEFT)
        await self._deps.stores.units.purge_drafts(today - DRAFTS)
        failures.raise_any()
        return count

    async def _tell(self, tenant: str, today: date, now: datetime) -> int:
        units = self._deps.stores.units
        if not (await self._deps.terms(tenant)).on:
            return 0
        count, plan = 0, await units.newest_plan(tenant)
        while plan.edition and plan.first > today:  # each that is to come is told by itself
            before = await units.find_plan(tenant, plan.first - timedelta(days=1))
            told = concerned(before, plan)
            await self._add(notices_of(tenant, plan, before, told, now))
            count, plan = count + len(told), before
        return count


async def _newest_plans(units: UnitStore, tenant: str, today: date) -> tuple[UnitPlan, UnitPlan]:
    """Returns the plan that was stored last, and what holds before it does, if it is to come.

    What was taken back is as good as not there: a plan that changes nothing of what holds before it. But what
    is stored next comes after it, by its edition.
    """
    newest = await units.newest_plan(tenant)
    while newest.first > today:
        previous = await units.find_plan(tenant, newest.first - timedelta(days=1))
        if not same(newest, previous):
            return newest, previous
        before_all = previous if previous.edition else UnitPlan(date.min)
        newest = replace(before_all, edition=newest.edition)
    return newest, newest


def begins_on(terms: Terms, today: date) -> date:
    """Returns from when on a change holds: the next period. One that begins tomorrow has begun already.

    By a clock that is a little ahead, that is.
    """
    return terms.period(today + timedelta(days=1)).next


def steady_from(terms: Terms, begins: date, memberships: Collection[Membership]) -> date:
    """Returns from when on a change holds that moves people, if `begins` is the next period.

    Until the first figure there can be, there is nothing to compare. After that, half a year lies between.
    """
    last = moved_on(memberships)
    known = first_figure(min(at.first for at in memberships), terms).first if memberships else begins
    if last is None or last <= known or begins <= known:
        return begins
    earliest = max(begins, last + STEADY)
    period = terms.period(earliest)
    return period.first if period.first == earliest else period.next
