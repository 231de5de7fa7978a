"""Reads, changes and stores: what a press does, and what is done once a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.chat import Person
from bot.core.groups import Group, GroupStore, Rosters
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import CheckinEntry, ReminderState, Submitted, Terms, comparable_entries
from bot.features.checkin.period import Cadence, Period, is_over, period_of, previous_period
from bot.features.checkin.ports import CheckinStores, TermsStore
from bot.features.checkin.publish import unit_results
from bot.features.checkin.scoring import Score
from bot.features.checkin.units import FrozenUnit, Unit

Members = Callable[[str], Awaitable[Mapping[str, Collection[str]]]]  # a tenant's groups: user ids by group id


class OfferedGroups:
    """The groups of a tenant that its managers offer the self-check to."""

    def __init__(self, groups: GroupStore, terms: TermsStore, rosters: Rosters) -> None:
        self._groups = groups
        self._terms = terms
        self._rosters = rosters

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        """Returns the groups, by name; none where the self-check is off."""
        terms = await self._terms.find_terms(tenant)
        if not terms.on:
            return ()
        return tuple(group for group in await self._groups.all_groups(tenant) if group.id in terms.groups)

    async def people(self, tenant: str) -> Mapping[str, str]:
        """Returns the platform of everybody in them, by user id."""
        platforms: dict[str, str] = {}
        for group in await self.all_groups(tenant):
            platforms |= dict.fromkeys(await self._user_ids(group), group.platform)
        return platforms

    async def members(self, tenant: str) -> Mapping[str, frozenset[str]]:
        """Returns the members' user ids by group id; of a channel that cannot be read, those it had last."""
        return {group.id: frozenset(await self._user_ids(group)) for group in await self.all_groups(tenant)}

    async def _user_ids(self, group: Group) -> Collection[str]:
        members = await self._rosters.members(group)
        return group.people if members is None else [member.user_id for member in members]


class CheckinService:
    """What is stored of one person, and of a tenant's terms."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def entries(self, person: Person) -> tuple[CheckinEntry, ...]:
        """Returns the person's entries that answer the questions of now, oldest first."""
        mine = await self._deps.stores.answers.own_checkins(person.tenant, person.user_id)
        return comparable_entries(self._deps.content.instrument.id, mine.entries)

    async def submit(
        self, person: Person, period: Period, answers: Mapping[str, int], score: Score
    ) -> Submitted:
        """Stores what the person answered in a period; returns what became of it."""
        instrument = self._deps.content.instrument
        entry = CheckinEntry(
            period.id, instrument.id, instrument.version, answers, score.indices, score.exposures
        )
        return await self._deps.stores.answers.submit_entry(
            person.tenant, person.user_id, entry, self._deps.today()
        )

    async def reminder_state(self, person: Person) -> ReminderState:
        """Returns whether and how often the person is reminded."""
        return await self._deps.stores.reminders.find_reminder_state(person.tenant, person.user_id)

    async def note_offered(self, person: Person) -> None:
        """Stores that the person was offered the self-check."""
        state = await self.reminder_state(person)
        if not state.offered:
            await self._store(person, state)

    async def stop_reminders(self, person: Person) -> None:
        """Ends the person's reminders."""
        await self._store(person, replace(await self.reminder_state(person), reminders=False))

    async def set_reminders(self, person: Person, cadence: Cadence | None) -> None:
        """Reminds the person that often from now on; None: never."""
        state = await self.reminder_state(person)
        every = cadence or state.every
        await self._store(person, replace(state, reminders=cadence is not None, every=every))

    async def save_terms(self, tenant: str, before: Terms, terms: Terms) -> bool:
        """Stores terms in place of those before. Returns False if somebody else changed them."""
        stores = self._deps.stores
        if not await stores.terms.keep_terms(tenant, terms):
            return False
        if terms.groups and not before.groups:
            # Before this it was offered to nobody: that period has no figure, and not even a reason for it.
            last = previous_period(self._deps.period(terms))
            await stores.results.publish_results(tenant, last.id, ())
        return True

    async def _store(self, person: Person, state: ReminderState) -> None:
        await self._deps.stores.reminders.keep_reminder_state(
            person.tenant, person.user_id, person.platform, replace(state, offered=True)
        )


async def turn_off(stores: CheckinStores, tenant: str, terms: Terms) -> bool:
    """Turns the self-check off, and erases all of it but the terms. Returns False if the terms have changed.

    Works without any key.
    """
    if not await stores.terms.keep_terms(tenant, terms):
        return False
    await stores.answers.wipe_tenant(tenant)
    await stores.reminders.wipe_reminders(tenant)
    await stores.results.wipe_results(tenant)
    return True


async def close_period(
    stores: CheckinStores,
    instrument: Instrument,
    tenant: str,
    period: str,
    groups: Mapping[str, Collection[str]],
) -> bool:
    """Publishes a period's results. Returns False if they were there already."""
    if await stores.results.is_published(tenant, period):
        return False
    terms = await stores.terms.find_terms(tenant)
    people = sorted({user_id for members in groups.values() for user_id in members})
    entries = await stores.answers.entries_of_period(tenant, period, people)
    units = [FrozenUnit(Unit(id, id), frozenset(m), frozenset(m)) for id, m in groups.items()]
    return await stores.results.publish_results(
        tenant, period, unit_results(instrument, period, units, entries, terms.minimum)
    )


class PeriodClosing:
    """The daily job: closes what is over, then deletes what is older than its tenant stores it.

    The period before the one that runs now is closed also where nobody answered: that there is no figure must
    not tell whether anybody did.
    """

    def __init__(self, stores: CheckinStores, instrument: Callable[[], Instrument], members: Members) -> None:
        self._stores = stores
        self._instrument = instrument
        self._members = members

    async def __call__(self, now: datetime) -> int:
        """Returns how many entries were deleted. After that, VaultClosed comes if nothing could be closed."""
        today, deleted = now.astimezone(UTC).date(), 0
        tenants = {
            tenant: await self._stores.terms.find_terms(tenant)
            for tenant in await self._stores.terms.known_tenants()
        }
        try:
            for tenant, terms in tenants.items():
                if terms.on:
                    await self._close(tenant, terms, today)
        finally:  # deleting needs no key, so it never waits for one
            for tenant, terms in tenants.items():
                oldest = today - timedelta(days=terms.retention)
                deleted += await self._stores.answers.purge_entries(tenant, oldest)
        return deleted

    async def _close(self, tenant: str, terms: Terms, today: date) -> None:
        due = [period for period in await self._stores.answers.periods(tenant) if is_over(period, today)]
        last = previous_period(period_of(today, terms.cadence)).id
        due += [last] if terms.groups and last not in due else []
        due = [period for period in due if not await self._stores.results.is_published(tenant, period)]
        groups = await self._members(tenant) if due else {}
        for period in due:
            await close_period(self._stores, self._instrument(), tenant, period, groups)
