"""Twins of the ports that forget at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.coach.checkin.order import by_time, in_order, over, results_in_order
from bot.coach.checkin.ports import (
    Entry,
    GroupResult,
    Kept,
    Mine,
    Standing,
    Submitted,
    Terms,
)


class AnswersInMemory:
    """`Answers` without keys: what is in memory alone needs none."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], bool] = {}
        self._entries: dict[tuple[str, str], dict[str, Entry]] = {}

    async def consented(self, tenant: str, user_id: str) -> bool:
        """Returns whether the person takes part now."""
        return self._open.get((tenant, user_id), False)

    async def consent(self, tenant: str, user_id: str) -> None:
        """Lets the person take part."""
        self._open[tenant, user_id] = True

    async def submit(self, tenant: str, user_id: str, entry: Entry, today: date) -> Submitted:
        """Keeps an entry, the first one of its period."""
        if not self._open.get((tenant, user_id)):
            return Submitted.NOT_CONSENTED
        if over(entry.period, today):
            return Submitted.OVER
        mine = self._entries.setdefault((tenant, user_id), {})
        if entry.period in mine:
            return Submitted.ALREADY
        mine[entry.period] = entry
        return Submitted.KEPT

    async def mine(self, tenant: str, user_id: str) -> Mine:
        """Returns all that is kept of the person."""
        return Mine(in_order(self._entries.get((tenant, user_id), {}).values()))

    async def stop(self, tenant: str, user_id: str) -> None:
        """Ends taking part."""
        if (tenant, user_id) in self._open:
            self._open[tenant, user_id] = False

    async def erase(self, tenant: str, user_id: str) -> None:
        """Forgets the person."""
        self._open.pop((tenant, user_id), None)
        self._entries.pop((tenant, user_id), None)

    async def of_period(self, tenant: str, period: str, people: Collection[str]) -> Mapping[str, Entry]:
        """Returns the entries of a period by user id."""
        found = {user_id: self._entries.get((tenant, user_id), {}).get(period) for user_id in people}
        return {user_id: entry for user_id, entry in found.items() if entry}

    async def periods(self, tenant: str) -> tuple[str, ...]:
        """Returns the periods that anybody answered in, oldest first."""
        return by_time({p for (owner, _), mine in self._entries.items() if owner == tenant for p in mine})

    async def purge(self, tenant: str, before: date) -> int:
        """Deletes the entries of periods that ended before a date."""
        deleted = 0
        for (owner, _), mine in self._entries.items():
            if owner == tenant:
                for period in [period for period in mine if over(period, before)]:
                    del mine[period]
                    deleted += 1
        return deleted

    async def wipe(self, tenant: str) -> None:
        """Forgets the tenant."""
        self._open = {key: open for key, open in self._open.items() if key[0] != tenant}
        self._entries = {key: mine for key, mine in self._entries.items() if key[0] != tenant}


class StandingsInMemory:
    """`Standings` that forget."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, Standing]] = {}

    async def of(self, tenant: str, user_id: str) -> Standing:
        """Returns the person's standing."""
        return self._kept.get((tenant, user_id), ("", Standing()))[1]

    async def put(self, tenant: str, user_id: str, platform: str, standing: Standing) -> None:
        """Keeps the person's standing."""
        self._kept[tenant, user_id] = (platform, standing)

    async def reminded(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all who are to be reminded."""
        found = await self.all(tenant)
        standings = {user_id: await self.of(tenant, user_id) for user_id, _ in found}
        return tuple(one for one in found if standings[one[0]].offered and standings[one[0]].reminders)

    async def all(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all who have a standing."""
        mine = [(user_id, kept[0]) for (owner, user_id), kept in self._kept.items() if owner == tenant]
        return tuple(sorted(mine))

    def tenants(self) -> frozenset[str]:
        """Returns the tenants that anybody has a standing in."""
        return frozenset(tenant for tenant, _ in self._kept)

    async def wipe(self, tenant: str) -> None:
        """Forgets the tenant's."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != tenant}


class TenantsInMemory:
    """`Tenants` that forget. They learn of tenants without terms from `standings`."""

    def __init__(self, standings: StandingsInMemory) -> None:
        self._standings = standings
        self._kept: dict[str, Terms] = {}

    async def terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms, or the defaults."""
        return self._kept.get(tenant, Terms())

    async def put(self, tenant: str, terms: Terms) -> bool:
        """Keeps the terms, unless they are out of date."""
        if terms.version != self._kept.get(tenant, Terms()).version:
            return False
        self._kept[tenant] = replace(terms, version=terms.version + 1)
        return True

    async def all(self) -> tuple[str, ...]:
        """Returns the tenants that have terms, or anybody with a standing."""
        return tuple(sorted({*self._kept, *self._standings.tenants()}))


class ResultsInMemory:
    """`Results` that forget."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[GroupResult, ...]] = {}

    async def published(self, tenant: str, period: str) -> bool:
        """Returns whether the period's results are there."""
        return (tenant, period) in self._kept

    async def publish(self, tenant: str, period: str, results: Sequence[GroupResult]) -> bool:
        """Keeps the results of a period, once."""
        if (tenant, period) in self._kept:
            return False
        self._kept[tenant, period] = tuple(results)
        return True

    async def of_group(self, tenant: str, group: str) -> tuple[GroupResult, ...]:
        """Returns a group's results, by period and figure."""
        mine = [r for (owner, _), kept in self._kept.items() if owner == tenant for r in kept]
        return results_in_order(r for r in mine if r.group == group)

    async def wipe(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != tenant}


def in_memory() -> Kept:
    """Returns one that forgets at the end of the process."""
    standings = StandingsInMemory()
    return Kept(AnswersInMemory(), standings, TenantsInMemory(standings), ResultsInMemory())
