"""Reminders: to everybody who was offered it and wants them, since nobody may know who has answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.core import card as c
from bot.core.chat import Person
from bot.core.edge import Address, Fate
from bot.core.ledger import Notice
from bot.core.viewer import zone_of
from bot.features.checkin import cards
from bot.features.checkin.closing import OfferedGroups
from bot.features.checkin.deps import CheckinDeps, allows
from bot.features.checkin.model import over
from bot.features.checkin.period import Cadence, Period, period_of
from bot.features.checkin.viewer import CheckinViewer

WHAT = "checkin.reminder"
BEFORE_END = timedelta(days=3)  # a period ends on a Sunday: on its last Thursday
HOUR = time(10)
AHEAD = timedelta(days=1)  # how long before it is due a notice is written
Add = Callable[[Iterable[Notice]], Awaitable[None]]


class CheckinReminders:
    """The daily job: offers it to who is new in a group, and writes reminders that are due by tomorrow."""

    def __init__(self, deps: CheckinDeps, offered: OfferedGroups, add: Add) -> None:
        self._deps = deps
        self._offered = offered
        self._add = add

    async def __call__(self, now: datetime) -> int:
        """Returns how many reminders were written; those that were there already count too."""
        written = 0
        for tenant in await self._deps.kept.tenants.all_terms():
            terms = await self._deps.terms(tenant)
            if terms.on:
                await self._offer(tenant)
                written += await self._remind(tenant, terms.cadence, now)
        return written

    async def _offer(self, tenant: str) -> None:
        standings = self._deps.kept.standings
        known = {user_id for user_id, _ in await standings.all_reminder_states(tenant)}
        for user_id, platform in (await self._offered.people(tenant)).items():
            if user_id not in known:
                standing = await standings.find_reminder_state(tenant, user_id)
                await standings.keep_reminder_state(
                    tenant, user_id, platform, replace(standing, offered=True)
                )

    async def _remind(self, tenant: str, usual: Cadence, now: datetime) -> int:
        wanting = await self._deps.kept.standings.note_reminded(tenant)
        met = await self._deps.people.find_profiles(tenant, [user_id for user_id, _, _ in wanting])
        notices = []
        for user_id, platform, every in wanting:
            cadence = every if every and allows(self._deps.guide.content, every) else usual
            period = period_of(now.astimezone(UTC).date(), cadence)
            due = slot(period, met[user_id].zone if user_id in met else "", now)
            if due and due - now <= AHEAD:
                key = f"{WHAT}:{user_id}:{period.id}"
                notices.append(Notice(key, Address(tenant, platform, user_id), WHAT, (period.id,), due))
        await self._add(notices)
        return len(notices)


class CheckinNoticeWriter:
    """`Author` of the reminders."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the reminder, or None where it is not wanted any more, or its period is over."""
        deps, to = self._deps, notice.to
        standing = await deps.kept.standings.find_reminder_state(to.tenant, to.id)
        wanted = standing.offered and standing.reminders and (await deps.terms(to.tenant)).on
        if not wanted or over(notice.about[0], deps.today()):
            return None
        person = await deps.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
        return reminder(deps.viewer(person.language))

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns nothing: a reminder is said once."""
        return ()


def slot(period: Period, zone: str, now: datetime) -> datetime | None:
    """Returns when to remind in a period, by the person's zone: not before now, nor after its end."""
    place = zone_of(zone)
    day: date = period.last - BEFORE_END
    while day <= period.last:
        due = datetime.combine(day, HOUR, place).astimezone(UTC)
        if due >= now:
            return due
        day += timedelta(days=1)
    return None


def reminder(viewer: CheckinViewer) -> c.Card:
    """Returns the reminder, the same for everybody: it knows nothing of who answered."""
    say, instrument = viewer.say, viewer.content.instrument
    title = say("checkin.title")
    text = say("checkin.reminder.text", count=len(instrument.items), days=instrument.recall_days)
    buttons = (
        cards.start_button(say),
        c.Button(say("checkin.reminder.later"), cards.LATER),
        c.Button(say("checkin.reminder.quiet"), cards.QUIET),
    )
    note = c.Note(say("checkin.reminder.note"))
    return viewer.card(title, c.Heading(title), c.Text(text), note, c.Buttons(buttons))
