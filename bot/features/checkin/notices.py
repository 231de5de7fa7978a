"""Reminders: to everybody who was offered it and wants them, since nobody may know who has answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core import card as c
from bot.core.chat import Person
from bot.core.edge import Address, Receipt
from bot.core.ledger import Notice
from bot.core.people import PlatformProfile
from bot.features.checkin import cards
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.period import Cadence, is_over, period_of, reminder_time
from bot.features.checkin.service import CheckinService, OfferedGroups
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
    """The daily job: offers it to who is new in a group, and writes reminders that are due by tomorrow."""

    def __init__(self, deps: CheckinDeps, offered: OfferedGroups, add: AddNotices) -> None:
        self._deps = deps
        self._service = CheckinService(deps)
        self._offered = offered
        self._add = add

    async def __call__(self, now: datetime) -> int:
        """Returns how many reminders were written; those that were there already count too."""
        written = 0
        for tenant in await self._deps.stores.terms.known_tenants():
            terms = await self._deps.terms(tenant)
            if terms.on:
                await self._offer(tenant)
                written += await self._remind(tenant, terms.cadence, now)
        return written

    async def _offer(self, tenant: str) -> None:
        known = {user_id for user_id, _ in await self._deps.stores.reminders.known_people(tenant)}
        for user_id, platform in (await self._offered.people(tenant)).items():
            if user_id not in known:
                await self._service.note_offered(Person(tenant, platform, user_id, ""))

    async def _remind(self, tenant: str, usual: Cadence, now: datetime) -> int:
        people = await self._deps.stores.reminders.people_to_remind(tenant)
        profiles = await self._deps.people.find_profiles(tenant, [user_id for user_id, _, _ in people])
        notices = []
        for user_id, platform, every in people:
            cadence = every if every and self._deps.content.instrument.allows(every) else usual
            period = period_of(now.astimezone(UTC).date(), cadence)
            profile = profiles.get(user_id, PlatformProfile())
            due = reminder_time(period, profile.zone, now, profile.shift)
            if due and due - now <= AHEAD:
                key, about = f"{REMINDER}:{user_id}:{period.id}", CheckinReminder(period.id).encode()
                notices.append(Notice(key, Address(tenant, platform, user_id), REMINDER, about, due))
        await self._add(notices)
        return len(notices)


class CheckinNoticeWriter:
    """The `NoticeWriter` of the reminders, and of what becomes of units."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the reminder or the news of a unit; None where it is not wanted any more, or too late."""
        if notice.subject == TELLING:
            return await news_card(self._deps, notice)
        deps, to = self._deps, notice.to
        state = await deps.stores.reminders.find_reminder_state(to.tenant, to.id)
        wanted = state.offered and state.reminders and (await deps.terms(to.tenant)).on
        if not wanted or is_over(CheckinReminder.decode(notice.about).period, deps.today()):
            return None
        person = await deps.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
        return cards.reminder_card(deps.viewer(person.language))

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns nothing: a reminder is said once."""
        return ()
