"""Reads, changes and stores: what a press does, and what is done once a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

from bot.core.background import Failures
from bot.core.chat import Person
from bot.features.checkin.consent import counts, within_retention
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.instrument import CheckinContent
from bot.features.checkin.model import (
    CheckinEntry,
    Submitted,
    Terms,
    TermsChange,
    changed_terms,
    shown_periods,
)
from bot.features.checkin.period import Cadence, Period, is_over, parse_period
from bot.features.checkin.ports import Change, CheckinStores
from bot.features.checkin.publish import unit_results
from bot.features.checkin.record import CheckinRecord, Consent
from bot.features.checkin.scoring import Score
from bot.features.checkin.units import frozen_units

T = TypeVar("T")
_ITSELF = "Calma"  # signs what nobody set
_MOST_DUE = 60  # periods that nobody closed, at most: of a year, where they are weeks


class CheckinService:
    """What is stored of one person: whatever they do is one write of their whole record."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def record(self, person: Person) -> CheckinRecord:
        """Returns all that is stored of the person."""
        return await self._deps.stores.records.find_record(person.tenant, person.user_id)

    async def note_offered(self, person: Person) -> CheckinRecord:
        """Stores that the person was offered the self-check; returns what is stored of them."""
        record = await self.record(person)
        if record.offered:
            return record
        return await self._stored(person, lambda record: record)

    async def note_press(self, person: Person) -> None:
        """Writes what is stored anew: a press that changes nothing is none that can be told from others."""
        await self._stored(person, lambda record: record)

    async def agree(self, person: Person, consent: Consent) -> None:
        """Lets the person take part, under what they agreed to."""
        # Reminders stay as they are: were they turned on here, this would tell who takes part.
        await self._stored(person, lambda record: replace(record, consent=consent, taking_part=True))

    async def stop(self, person: Person) -> CheckinRecord:
        """Ends taking part and reminders, and leaves what there is; returns it."""
        return await self._stored(person, lambda record: replace(record, taking_part=False, reminders=False))

    async def erase(self, person: Person) -> None:
        """Destroys all that the person answered and agreed to."""
        await self._deps.stores.records.erase_record(person.tenant, person.user_id)

    async def submit(
        self, person: Person, period: Period, answers: Mapping[str, int], score: Score
    ) -> tuple[Submitted, CheckinRecord]:
        """Stores what the person answered in a period; returns what became of it, and all there is then."""
        instrument, today = self._deps.content.instrument, self._deps.today()
        entry = CheckinEntry(
            period.id, instrument.id, instrument.version, answers, score.indices, score.exposures
        )

        def change(record: CheckinRecord) -> tuple[CheckinRecord, tuple[Submitted, CheckinRecord]]:
            done = _submitted(record, entry, today)
            stored = done in (Submitted.KEPT, Submitted.CORRECTED)
            record = record.with_entry(entry) if stored else record
            return record, (done, record)

        return await self._change(person, change)

    async def stop_reminders(self, person: Person) -> None:
        """Ends the person's reminders."""
        await self._stored(person, lambda record: replace(record, reminders=False))

    async def set_reminders(self, person: Person, cadence: Cadence | None) -> CheckinRecord:
        """Reminds the person that often from now on; None: never. Returns what is stored then."""

        def change(record: CheckinRecord) -> CheckinRecord:
            return replace(record, reminders=cadence is not None, every=cadence or record.every)

        return await self._stored(person, change)

    async def _stored(
        self, person: Person, change: Callable[[CheckinRecord], CheckinRecord]
    ) -> CheckinRecord:
        def changed(record: CheckinRecord) -> tuple[CheckinRecord, CheckinRecord]:
            record = change(record)
            return record, record

        return await self._change(person, changed)

    async def _change(self, person: Person, change: Change[T]) -> T:
        today = self._deps.today()

        def known(record: CheckinRecord) -> tuple[CheckinRecord, T]:
            known = replace(record, platform=person.platform, offered=record.offered or today)
            return change(known)

        return await self._deps.stores.records.change_record(person.tenant, person.user_id, known)


def _submitted(record: CheckinRecord, entry: CheckinEntry, today: date) -> Submitted:
    if not record.taking_part:
        return Submitted.NOT_CONSENTED
    agreed = record.consent
    if agreed and (agreed.instrument, agreed.version) != (entry.instrument, entry.version):
        return Submitted.ASKED_ANEW
    if is_over(entry.period, today):
        return Submitted.OVER
    return Submitted.CORRECTED if record.entry_of(entry.period) else Submitted.KEPT


class TermsService:
    """A tenant's terms: every change of them stands in the change log."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def save(self, person: Person, before: Terms, terms: Terms, staff: str = "") -> bool:
        """Stores terms in place of those before. Returns False if somebody else changed them.

        `staff` is what whoever switches it on says of those who represent the staff.
        """
        deps, tenant = self._deps, person.tenant
        if terms.on and not before.on:
            # Whoever switches it on from older terms is refused here, before anything of theirs is erased.
            if not await deps.stores.terms.keep_terms(tenant, replace(terms, on=False)):
                return False
            await _erase_left(deps.stores, tenant, before)
            terms = replace(terms, version=terms.version + 1)
        if not await deps.stores.terms.keep_terms(tenant, terms):
            return False
        if terms.on and not before.on:
            # Before this it was offered to nobody: that period has no figure, and not even a reason for it.
            last = terms.period_before(deps.period(terms))
            await deps.stores.results.publish_results(tenant, last.id, ())
        said = (("confirmed", "", "all"), ("staff", "", staff)) if staff else ()
        await self._log(person, (*changed_terms(before, terms), *said))
        return True

    async def turn_off(self, person: Person) -> bool:
        """Turns it off and erases all of it but the terms. Returns False if they were changed meanwhile."""
        before = await self._deps.terms(person.tenant)
        terms = replace(before, on=False)
        if not await turn_off(self._deps.stores, person.tenant, terms):
            return False
        await self._log(person, changed_terms(before, terms))
        return True

    async def hold_cadence(self, tenant: str) -> Terms:
        """Returns the terms; where the questions may not be asked so often, it is from the next period on."""
        terms, instrument = await self._deps.terms(tenant), self._deps.content.instrument
        if not terms.on or instrument.allows(terms.cadence):
            return terms
        slower = terms.asked_every(instrument.allowed(terms.cadence), self._deps.today())
        if await self._deps.stores.terms.keep_terms(tenant, slower):
            await self._log(
                Person(tenant, "", _ITSELF.casefold(), "", name=_ITSELF), changed_terms(terms, slower)
            )
        return await self._deps.terms(tenant)

    async def _log(self, person: Person, changes: Sequence[TermsChange]) -> None:
        if changes:
            await self._deps.log_change(person, changes)


async def turn_off(stores: CheckinStores, tenant: str, terms: Terms) -> bool:
    """Turns the self-check off, and erases all of it but the terms. Returns False if the terms have changed.

    Works without any key.
    """
    if not await stores.terms.keep_terms(tenant, terms):
        return False
    await _erase_answers(stores, tenant)
    await stores.units.wipe_units(tenant)
    return True


async def _erase_left(stores: CheckinStores, tenant: str, terms: Terms) -> None:
    """Erases what is left of records where it was turned off.

    Turning it off may have been cut off in the middle, and somebody may have agreed just then.
    """
    # Terms of version 0 were never stored: nobody turned anything off. Units may be made while it is off.
    if terms.version and not terms.on and tenant in await stores.records.tenants_with_records():
        await _erase_answers(stores, tenant)


async def _erase_answers(stores: CheckinStores, tenant: str) -> None:
    await stores.results.wipe_results(tenant)
    await stores.records.wipe_records(tenant)


class PeriodClosing:
    """The daily job: closes what is over, then deletes what is older than its people agreed to.

    A period is closed also where nobody answered: that there is no figure must not tell whether anybody did.
    What was published is there once and stays, whoever else closes at the same moment; whatever was done when
    the process ended is not done again, and the rest is done the next time.
    """

    def __init__(self, stores: CheckinStores, content: Callable[[], CheckinContent]) -> None:
        self._stores = stores
        self._content = content

    async def __call__(self, now: datetime) -> int:
        """Returns how many entries were deleted. Raises what failed, such as VaultClosed, after the rest."""
        today, deleted, failures = now.astimezone(UTC).date(), 0, Failures()
        tenants = {
            *await self._stores.terms.known_tenants(),
            *await self._stores.records.tenants_with_records(),
        }
        for tenant in sorted(tenants):
            with failures.apart():
                deleted += await self._do_tenant(tenant, today)
        failures.raise_any()
        return deleted

    async def _do_tenant(self, tenant: str, today: date) -> int:
        terms = await self._stores.terms.find_terms(tenant)
        await _erase_left(self._stores, tenant, terms)
        records = await self._stores.records.all_records(tenant)
        if terms.on:
            await self._close(tenant, terms, records, today)
        return await self._delete_old(tenant, terms, records, today)

    async def _close(
        self, tenant: str, terms: Terms, records: Collection[CheckinRecord], today: date
    ) -> None:
        # Oldest first: whether a unit changed is seen from its figures of before.
        for period in await self._due(tenant, terms, records, today):
            await self.close_period(tenant, terms, records, period)

    async def close_period(
        self, tenant: str, terms: Terms, records: Collection[CheckinRecord], period: Period
    ) -> bool:
        """Publishes the results of a period that is over. Returns False if they were there already."""
        content, results = self._content(), self._stores.results
        offered = {record.user_id: record.offered for record in records}
        units = (await self._stores.units.find_plan(tenant, period.first)).units
        shown = {unit.id: shown_periods(await results.results_of_unit(tenant, unit.id)) for unit in units}
        memberships = await self._stores.units.memberships(tenant)
        frozen = frozen_units(period, units, memberships, offered, shown, terms.period_before)
        entries = {
            record.user_id: entry
            for record in records
            if counts(record, terms, content.instrument, content.about)
            and (entry := record.entry_of(period.id))
        }
        published = unit_results(content.instrument, period.id, frozen, entries, terms.minimum)
        return await results.publish_results(tenant, period.id, published)

    async def _due(
        self, tenant: str, terms: Terms, records: Collection[CheckinRecord], today: date
    ) -> list[Period]:
        # Back from the last one to one that is closed: of all before that, those that somebody answered.
        last, due = terms.period_before(terms.period(today)), list[Period]()
        while len(due) < _MOST_DUE and not await self._stores.results.is_published(tenant, last.id):
            due.append(last)
            last = terms.period_before(last)
        known = {period.id for period in due}
        for id in {entry.period for record in records for entry in record.entries} - known:
            period = parse_period(id)
            over = period is not None and period.closed(today)
            if period and over and not await self._stores.results.is_published(tenant, id):
                due.append(period)
        return sorted(due)

    async def _delete_old(
        self, tenant: str, terms: Terms, records: Collection[CheckinRecord], today: date
    ) -> int:
        def left(record: CheckinRecord) -> CheckinRecord:
            return within_retention(record, terms, today)

        await self._stores.records.rewrite_records(tenant, left)
        return sum(len(record.entries) - len(left(record).entries) for record in records)
