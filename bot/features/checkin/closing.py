"""When a period is over: its groups' figures, worked out once. And what a day does to old answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.core.groups import Group, GroupStore, Rosters
from bot.features.checkin.instrument import Instrument, Item
from bot.features.checkin.model import INDEX, CheckinEntry, GroupResult, Terms, Withheld, over
from bot.features.checkin.period import before, period_of
from bot.features.checkin.ports import CheckinStores, TermsStore
from bot.features.checkin.publish import REACH, figures, many
from bot.features.checkin.scoring import TOP

Members = Callable[[str], Awaitable[Mapping[str, Collection[str]]]]  # a tenant's groups: user ids by group id


class OfferedGroups:
    """The groups of a tenant that its managers chose."""

    def __init__(self, groups: GroupStore, tenants: TermsStore, rosters: Rosters) -> None:
        self._groups = groups
        self._tenants = tenants
        self._rosters = rosters

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        """Returns the groups, by name; none where the self-check is off."""
        terms = await self._tenants.find_terms(tenant)
        if not terms.on:
            return ()
        return tuple(group for group in await self._groups.all_groups(tenant) if group.id in terms.groups)

    async def people(self, tenant: str) -> Mapping[str, str]:
        """Returns the platform of everybody in them, by user id."""
        found: dict[str, str] = {}
        for group in await self.all_groups(tenant):
            members = await self._rosters.members(group)
            ids = group.people if members is None else [member.user_id for member in members]
            found |= dict.fromkeys(ids, group.platform)
        return found


class GroupLister(Protocol):
    """Some groups of a tenant."""

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        """Returns them."""


class PeriodMembers:
    """The members of a tenant's groups, by user id; of a channel that cannot be read, those it had last."""

    def __init__(self, groups: GroupLister, rosters: Rosters) -> None:
        self._groups = groups
        self._rosters = rosters

    async def __call__(self, tenant: str) -> Mapping[str, frozenset[str]]:
        """Returns the user ids by group id."""
        found = {}
        for group in await self._groups.all_groups(tenant):
            members = await self._rosters.members(group)
            ids = group.people if members is None else [member.user_id for member in members]
            found[group.id] = frozenset(ids)
        return found


def results(
    instrument: Instrument,
    period: str,
    groups: Mapping[str, Collection[str]],
    entries: Mapping[str, CheckinEntry],
    minimum: int,
) -> tuple[GroupResult, ...]:
    """Returns the index and each exposure of each group, or why there is none.

    `entries` are by user id; those of another instrument do not count. A figure is of those who answered it.
    """
    ours = {who: entry for who, entry in entries.items() if entry.instrument == instrument.id}
    indices = {who: entry.index for who, entry in ours.items() if entry.index is not None}
    found = _results(period, INDEX, figures(groups, indices, minimum))
    for item in instrument.exposures:
        values = {who: entry.exposures[item.id] for who, entry in ours.items() if item.id in entry.exposures}
        found += _results(period, item.id, figures(groups, values, minimum, reach(item), many))
    return found


def reach(item: Item) -> float:
    """Returns how many points a missing answer has to stay open: as many as two answers are apart, at least.

    Otherwise one of the few answers there are would be left.
    """
    return max(REACH, TOP / (len(item.scale) - 1))


async def close(
    kept: CheckinStores,
    instrument: Instrument,
    tenant: str,
    period: str,
    groups: Mapping[str, Collection[str]],
) -> bool:
    """Publishes a period's results. Returns False if they were there already."""
    if await kept.results.is_published(tenant, period):
        return False
    terms = await kept.tenants.find_terms(tenant)
    people = sorted({user_id for members in groups.values() for user_id in members})
    entries = await kept.answers.entries_of_period(tenant, period, people)
    return await kept.results.publish_results(
        tenant, period, results(instrument, period, groups, entries, terms.minimum)
    )


class PeriodClosing:
    """The daily job: closes what is over, then deletes what is older than its tenant keeps it.

    The period before the one that runs now is closed also where nobody answered: that there is no figure must
    not tell whether anybody did.
    """

    def __init__(self, kept: CheckinStores, instrument: Callable[[], Instrument], members: Members) -> None:
        self._kept = kept
        self._instrument = instrument
        self._members = members

    async def __call__(self, now: datetime) -> int:
        """Returns how many entries were deleted. After that, VaultClosed comes if nothing could be closed."""
        today, deleted = now.astimezone(UTC).date(), 0
        terms = {
            tenant: await self._kept.tenants.find_terms(tenant)
            for tenant in await self._kept.tenants.all_terms()
        }
        try:
            for tenant, mine in terms.items():
                if mine.on:
                    await self._close(tenant, mine, today)
        finally:  # deleting needs no key, so it never waits for one
            for tenant, mine in terms.items():
                old = today - timedelta(days=mine.retention)
                deleted += await self._kept.answers.purge_entries(tenant, old)
        return deleted

    async def _close(self, tenant: str, terms: Terms, today: date) -> None:
        due = [period for period in await self._kept.answers.periods(tenant) if over(period, today)]
        last = before(period_of(today, terms.cadence)).id
        due += [last] if terms.groups and last not in due else []
        due = [period for period in due if not await self._kept.results.is_published(tenant, period)]
        groups = await self._members(tenant) if due else {}
        for period in due:
            await close(self._kept, self._instrument(), tenant, period, groups)


async def turn_off(kept: CheckinStores, tenant: str, terms: Terms) -> bool:
    """Turns the self-check off, and erases all of it but the terms. Returns False if the terms have changed.

    Works without any key.
    """
    if not await kept.tenants.keep_terms(tenant, terms):
        return False
    await kept.answers.wipe_tenant(tenant)
    await kept.standings.wipe_reminders(tenant)
    await kept.results.wipe_results(tenant)
    return True


def _results(period: str, figure: str, found: Mapping[str, int | Withheld]) -> tuple[GroupResult, ...]:
    return tuple(
        GroupResult(period, group, figure, None, value)
        if isinstance(value, Withheld)
        else GroupResult(period, group, figure, value)
        for group, value in sorted(found.items())
    )
