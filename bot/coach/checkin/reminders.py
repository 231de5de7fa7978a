"""Reminders: to everybody who was offered it and wants them, since nobody may know who has answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.kit import Kit, allows
from bot.coach.checkin.offered import Offered
from bot.coach.checkin.order import over
from bot.coach.checkin.period import Cadence, Period, period_of
from bot.coach.checkin.sight import Sight
from bot.coach.edge import Address, Fate
from bot.coach.ledger import Notice
from bot.coach.talk import Person

WHAT = "checkin.reminder"
BEFORE_END = timedelta(days=3)  # a period ends on a Sunday: on its last Thursday
HOUR = time(10)
AHEAD = timedelta(days=1)  # how long before it is due a notice is written
_SOMEWHERE = "UTC"
Add = Callable[[Iterable[Notice]], Awaitable[None]]


class Reminding:
    """The daily job: offers it to who is new in a group, and writes reminders that are due by tomorrow."""

    def __init__(self, kit: Kit, offered: Offered, add: Add) -> None:
        self._kit = kit
        self._offered = offered
        self._add = add

    async def __call__(self, now: datetime) -> int:
        """Returns how many reminders were written; those that were there already count too."""
        written = 0
        for tenant in await self._kit.kept.tenants.all():
            terms = await self._kit.terms(tenant)
            if terms.on:
                await self._offer(tenant)
                written += await self._remind(tenant, terms.cadence, now)
        return written

    async def _offer(self, tenant: str) -> None:
        standings = self._kit.kept.standings
        known = {user_id for user_id, _ in await standings.all(tenant)}
        for user_id, platform in (await self._offered.people(tenant)).items():
            if user_id not in known:
                standing = await standings.of(tenant, user_id)
                await standings.put(tenant, user_id, platform, replace(standing, offered=True))

    async def _remind(self, tenant: str, usual: Cadence, now: datetime) -> int:
        wanting = await self._kit.kept.standings.reminded(tenant)
        met = await self._kit.people.met(tenant, [user_id for user_id, _, _ in wanting])
        notices = []
        for user_id, platform, every in wanting:
            cadence = every if every and allows(self._kit.guide.content, every) else usual
            period = period_of(now.astimezone(UTC).date(), cadence)
            due = slot(period, met[user_id].zone if user_id in met else "", now)
            if due and due - now <= AHEAD:
                key = f"{WHAT}:{user_id}:{period.id}"
                notices.append(Notice(key, Address(tenant, platform, user_id), WHAT, (period.id,), due))
        await self._add(notices)
        return len(notices)


class CheckinAuthor:
    """`Author` of the reminders."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the reminder, or None where it is not wanted any more, or its period is over."""
        kit, to = self._kit, notice.to
        standing = await kit.kept.standings.of(to.tenant, to.id)
        wanted = standing.offered and standing.reminders and (await kit.terms(to.tenant)).on
        if not wanted or over(notice.about[0], kit.today()):
            return None
        person = await kit.people.known(Person(to.tenant, to.platform, to.id, ""))
        return reminder(kit.sight(person.language))

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns nothing: a reminder is said once."""
        return ()


def slot(period: Period, zone: str, now: datetime) -> datetime | None:
    """Returns when to remind in a period, by the person's zone: not before now, nor after its end."""
    place = _zone(zone)
    day: date = period.last - BEFORE_END
    while day <= period.last:
        due = datetime.combine(day, HOUR, place).astimezone(UTC)
        if due >= now:
            return due
        day += timedelta(days=1)
    return None


def reminder(sight: Sight) -> c.Card:
    """Returns the reminder, the same for everybody: it knows nothing of who answered."""
    say, instrument = sight.say, sight.content.instrument
    title = say("checkin.title")
    text = say("checkin.reminder.text", count=len(instrument.items), days=instrument.recall_days)
    buttons = (
        actions.start(say),
        c.Button(say("checkin.reminder.later"), actions.LATER),
        c.Button(say("checkin.reminder.quiet"), actions.QUIET),
    )
    note = c.Note(say("checkin.reminder.note"))
    return c.Card(title, (c.Heading(title), c.Text(text), note, c.Buttons(buttons)), sight.language)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or _SOMEWHERE)
    except (KeyError, ValueError, OSError):  # a name that no database knows
        return ZoneInfo(_SOMEWHERE)
