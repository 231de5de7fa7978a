"""When a period is over: its groups' figures, worked out once. And what a day does to old answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from bot.coach.checkin.instrument import Instrument, Item
from bot.coach.checkin.order import over
from bot.coach.checkin.ports import INDEX, Entry, GroupResult, Kept, Terms, Withheld
from bot.coach.checkin.publish import REACH, figures
from bot.coach.checkin.scoring import TOP

Members = Callable[[str], Awaitable[Mapping[str, Collection[str]]]]  # a tenant's groups: user ids by group id


def results(
    instrument: Instrument,
    period: str,
    groups: Mapping[str, Collection[str]],
    entries: Mapping[str, Entry],
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
        found += _results(period, item.id, figures(groups, values, minimum, reach(item)))
    return found


def reach(item: Item) -> float:
    """Returns how many points a missing answer has to stay open: as many as two answers are apart, at least.

    Otherwise one of the few answers there are would be left.
    """
    return max(REACH, TOP / (len(item.scale) - 1))


async def close(
    kept: Kept, instrument: Instrument, tenant: str, period: str, groups: Mapping[str, Collection[str]]
) -> bool:
    """Publishes a period's results. Returns False if they were there already."""
    if await kept.results.published(tenant, period):
        return False
    terms = await kept.tenants.terms(tenant)
    people = sorted({user_id for members in groups.values() for user_id in members})
    entries = await kept.answers.of_period(tenant, period, people)
    return await kept.results.publish(
        tenant, period, results(instrument, period, groups, entries, terms.minimum)
    )


class Daily:
    """The daily job: closes what is over, then deletes what is older than its tenant keeps it."""

    def __init__(self, kept: Kept, instrument: Instrument, members: Members) -> None:
        self._kept = kept
        self._instrument = instrument
        self._members = members

    async def __call__(self, now: datetime) -> int:
        """Returns how many entries were deleted. After that, VaultClosed comes if nothing could be closed."""
        today, deleted = now.astimezone(UTC).date(), 0
        terms = {tenant: await self._kept.tenants.terms(tenant) for tenant in await self._kept.tenants.all()}
        try:
            for tenant, mine in terms.items():
                if mine.on:
                    await self._close(tenant, today)
        finally:  # deleting needs no key, so it never waits for one
            for tenant, mine in terms.items():
                old = today - timedelta(days=mine.retention)
                deleted += await self._kept.answers.purge(tenant, old)
        return deleted

    async def _close(self, tenant: str, today: date) -> None:
        due = [period for period in await self._kept.answers.periods(tenant) if over(period, today)]
        due = [period for period in due if not await self._kept.results.published(tenant, period)]
        groups = await self._members(tenant) if due else {}
        for period in due:
            await close(self._kept, self._instrument, tenant, period, groups)


async def turn_off(kept: Kept, tenant: str, terms: Terms) -> bool:
    """Turns the self-check off, and erases all of it but the terms. Returns False if the terms have changed.

    Works without any key.
    """
    if not await kept.tenants.put(tenant, terms):
        return False
    await kept.answers.wipe(tenant)
    await kept.standings.wipe(tenant)
    await kept.results.wipe(tenant)
    return True


def _results(period: str, figure: str, found: Mapping[str, int | Withheld]) -> tuple[GroupResult, ...]:
    return tuple(
        GroupResult(period, group, figure, None, value)
        if isinstance(value, Withheld)
        else GroupResult(period, group, figure, value)
        for group, value in sorted(found.items())
    )
