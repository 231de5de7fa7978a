"""Reminders: to everybody who was offered it and wants them, since nobody may know who has answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.core import card as c
from bot.core.background import Failures
from bot.core.chat import Person
from bot.core.edge import Address, Receipt
from bot.core.ledger import Notice
from bot.core.people import PlatformProfile
from bot.features.checkin import cards
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import Terms
from bot.features.checkin.period import Period, is_over, period_of, reminder_time
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.service import TermsService
from bot.features.checkin.unit_notices import TELLING, news_card

REMINDER = "checkin.reminder"
AHEAD = timedelta(days=1)  # how long before it is due a notice is written
AddNotices = Callable[[Iterable[Notice]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class CheckinReminder:
    """What a reminder is about: a period, by its name."""

    period: str

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice stores it."""
        return (self.period,)

    @classmethod
    def decode(cls, about: Sequence[str]) -> CheckinReminder:
        """Returns what a notice is about."""
        return cls(about[0])


class CheckinReminders:
    """The daily job: offers it to who is new in a unit, and writes reminders that are due by tomorrow."""

    def __init__(self, deps: CheckinDeps, add: AddNotices) -> None:
        self._deps = deps
        self._terms = TermsService(deps)
        self._add = add

    async def __call__(self, now: datetime) -> int:
        """Returns how many reminders were written; those that were there already count too.

        Raises what failed for a tenant, after all others.
        """
        written, failures = 0, Failures()
        for tenant in await self._deps.stores.terms.known_tenants():
            with failures.apart():
                terms = await self._terms.hold_cadence(tenant)
                if terms.on:
                    written += await self._remind(tenant, terms, now)
        failures.raise_any()
        return written

    async def _remind(self, tenant: str, terms: Terms, now: datetime) -> int:
        deps, today = self._deps, now.astimezone(UTC).date()
        people = (await deps.stores.units.find_plan(tenant, today)).people
        # Whoever is in no unit and asked to be reminded is reminded too.
        records = [
            record
            for record in await self._offered(tenant, people, today)
            if record.offered and record.reminders and (record.user_id in people or record.every)
        ]
        profiles = await deps.people.find_profiles(tenant, [record.user_id for record in records])
        notices = []
        for record in records:
            period = self._period(terms, record, today)
            profile = profiles.get(record.user_id, PlatformProfile())
            due = reminder_time(period, profile.zone, now, profile.shift, record.offered)
            if due and due - now <= AHEAD:
                key, about = f"{REMINDER}:{record.user_id}:{period.id}", CheckinReminder(period.id).encode()
                to = Address(tenant, record.platform, record.user_id)
                notices.append(Notice(key, to, REMINDER, about, due))
        await self._add(notices)
        return len(notices)

    async def _offered(
        self, tenant: str, people: Mapping[str, tuple[str, str]], today: date
    ) -> list[CheckinRecord]:
        """Stores that it is offered to those of whom nothing is stored yet; returns all records, by id."""
        records = self._deps.stores.records
        stored = await records.all_records(tenant)
        known = {record.user_id for record in stored}
        new = [
            CheckinRecord(user_id, platform, offered=today)
            for user_id, (platform, _) in people.items()
            if user_id not in known
        ]
        if new:
            await records.add_records(tenant, new)
        return sorted([*stored, *new], key=lambda record: record.user_id)

    def _period(self, terms: Terms, record: CheckinRecord, today: date) -> Period:
        every = record.every
        if every is None or every is terms.cadence or not self._deps.content.instrument.allows(every):
            return terms.period(today)
        return period_of(today, every)


class CheckinNoticeWriter:
    """The `NoticeWriter` of the reminders, and of what becomes of units."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the reminder or the news of a unit; None where it is not wanted any more, or too late."""
        if notice.subject == TELLING:
            return await news_card(self._deps, notice)
        deps, to = self._deps, notice.to
        on = (await deps.terms(to.tenant)).on
        record = await deps.stores.records.find_record(to.tenant, to.id) if on else None
        wanted = record and record.offered and record.reminders
        if not wanted or is_over(CheckinReminder.decode(notice.about).period, deps.today()):
            return None
        person = await deps.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
        return cards.reminder_card(deps.viewer(person.language))

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns nothing: a reminder is said once."""
        return ()
