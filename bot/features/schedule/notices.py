"""What goes out by schedule: how its notices are made, and what they say at the moment they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core import card as c
from bot.core.activity import ActivityKind
from bot.core.chat import Person
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Notice
from bot.core.names import known_as
from bot.core.reasons import reason_of
from bot.core.send_limits import SendLimit
from bot.core.shift import Shift
from bot.features.schedule import agent_cards
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_cards import problem_card, refused_card, topic_name
from bot.features.schedule.model import (
    Schedule,
    ScheduleState,
    SlotAttendance,
    delivery_key,
    slot_campaign,
)
from bot.features.schedule.onboarding import onboarding_day
from bot.features.schedule.preferences import preferred_time
from bot.features.schedule.recurrence import WINDOW, zone_or

TRIALS, LATERS = SendLimit("schedule.trials", 20), SendLimit("schedule.laters", 30)
DRILL, TEST = "schedule.drill", "schedule.test"
MISSED, EXPIRED, UNREADABLE = "schedule.missed", "schedule.expired", "schedule.unreadable"
REFUSED = "schedule.refused"
CHANNEL, PERSON = "channel", "person"  # who does not get what a schedule sends


@dataclass(frozen=True, slots=True)
class SlotNotice:
    """What a notice is about: a schedule and its slot; of a drill, also its zone and language."""

    schedule: str
    day: date
    zone: str = ""
    language: str = ""

    def encode(self) -> tuple[str, ...]:
        """Returns it as it is stored."""
        drill = (self.zone, self.language) if self.zone else ()
        return (self.schedule, self.day.isoformat(), *drill)

    @classmethod
    def decode(cls, about: Sequence[str]) -> SlotNotice:
        """Returns what a stored notice is about. Raises ValueError where it is none of a slot."""
        schedule, day, *drill = about
        return cls(schedule, date.fromisoformat(day), *drill)


def drill_notice(about: SlotNotice, to: Address, due: datetime, until: datetime, by: str = "") -> Notice:
    """Returns the notice of a slot's drill to a person, or of its round to a channel; `by` set it up."""
    campaign = slot_campaign(about.schedule, about.day)
    key = delivery_key(about.schedule, about.day, to.id)
    return Notice(key, to, DRILL, about.encode(), due, until, campaign=campaign, by=by)


def postponed_prefix(schedule: str, day: date, user: str) -> str:
    """Returns what the keys of a drill begin with that its person put off."""
    return f"{delivery_key(schedule, day, user)}:later:"


def postponed_notice(about: SlotNotice, to: Address, due: datetime, now: datetime) -> Notice:
    """Returns the notice of a drill that its person put off, now, until `due`."""
    key = f"{postponed_prefix(about.schedule, about.day, to.id)}{int(due.timestamp())}"
    campaign = f"later:{slot_campaign(about.schedule, about.day)}"
    limited, until = LATERS.at(now), due + WINDOW
    return Notice(key, to, DRILL, about.encode(), due, until, campaign=campaign, by=to.id, limited=limited)


def postponed_by_settings(notice: Notice, due: datetime) -> Notice:
    """Returns the notice of a drill that comes after its person's quiet hours, or in their next shift.

    It is of no slot's campaign: who has quiet hours is not to be read from what managers see of one.
    """
    return replace(moved_notice(notice, due), key=f"{notice.key}:loud", campaign=_later(notice))


def moved_notice(notice: Notice, due: datetime) -> Notice:
    """Returns the notice of a drill with another time. Past its window, it is of no slot's campaign."""
    if notice.until is None or due < notice.until:
        return replace(notice, due=due)
    return replace(notice, due=due, until=due + WINDOW, campaign=_later(notice))


def _later(notice: Notice) -> str:
    return f"later:{notice.campaign.removeprefix('later:')}"


def trial_notice(schedule: Schedule, person: Person, id: str, now: datetime) -> Notice:
    """Returns the notice by which a manager sees a schedule's drill at once."""
    to = Address(person.tenant, person.platform, person.user_id)
    key, about, limited = f"test:{schedule.id}:{id}", (schedule.id, id), TRIALS.at(now)
    return Notice(key, to, TEST, about, now, now + WINDOW, by=person.user_id, limited=limited)


def problem_notice(schedule: Schedule, problem: str, day: date, now: datetime) -> Notice:
    """Returns the notice to whoever set a schedule up that a slot is MISSED, EXPIRED or UNREADABLE."""
    to = Address(schedule.tenant, schedule.platform, schedule.by)
    key = f"{problem}:{schedule.id}:{day.isoformat()}:{schedule.edition}"
    return Notice(key, to, problem, SlotNotice(schedule.id, day).encode(), now)


def refused_notice(schedule: Schedule, refused: Notice, word: str, now: datetime) -> Notice | None:
    """Returns the notice to whoever set a schedule up that a platform refuses what it sends, by its `word`.

    Once for each reason, until the schedule is changed. None where there is nothing that they can mend.
    """
    reason = reason_of(word, channel=refused.to.channel)
    if not reason.can_be_mended:
        return None
    to = Address(schedule.tenant, schedule.platform, schedule.by)
    key = f"{REFUSED}:{schedule.id}:{reason.value}:{schedule.edition}"
    about = (*refused.about[:2], CHANNEL if refused.to.channel else PERSON, word)
    return Notice(key, to, REFUSED, about, now)


class ScheduleNoticeWriter:
    """Writes the cards of scheduled drills, and of what managers are told about them."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card as things are now, or None where it is not wanted any more."""
        schedule = await self._schedule(notice)
        if schedule is None:
            return None
        if notice.subject == TEST:
            return await self._test(notice, schedule)
        if notice.subject != DRILL:
            reader = await self._deps.reader(notice.to, schedule.language)
            if notice.subject == REFUSED:
                return self._refused(reader, schedule, notice)
            day = SlotNotice.decode(notice.about).day
            return problem_card(self._deps.viewer(reader.language), schedule, notice.subject, day)
        if schedule.state not in (ScheduleState.ACTIVE, ScheduleState.ENDED):
            return None
        return await (self._round if notice.to.channel else self._drill)(notice, schedule)

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Takes the drill before this one back, if it was not opened; tells a manager what is refused."""
        if notice.subject != DRILL:
            return ()
        if receipt.fate is not Fate.SENT:
            schedule = await self._schedule(notice)
            told = refused_notice(schedule, notice, receipt.reason, now) if schedule else None
            return (told,) if told else ()
        if notice.to.channel:
            await self._note_announced(notice)
        else:
            await self._note_arrival(notice)
        return ()

    async def _schedule(self, notice: Notice) -> Schedule | None:
        # All its notices, those of a test too, name the schedule first.
        return await self._deps.schedules.find_schedule(notice.to.tenant, notice.about[0])

    def _refused(self, reader: Person, schedule: Schedule, notice: Notice) -> c.Card:
        _, day, to, word = notice.about
        viewer = self._deps.viewer(reader.language)
        topic = topic_name(viewer, self._deps.drills, schedule.topic)
        return refused_card(viewer, schedule, topic, date.fromisoformat(day), word, channel=to == CHANNEL)

    async def _test(self, notice: Notice, schedule: Schedule) -> c.Card:
        reader = await self._deps.reader(notice.to, schedule.language)
        return self._drill_card(reader, schedule, SlotReference(schedule.id, None), first=False)

    async def _drill(self, notice: Notice, schedule: Schedule) -> c.Card | None:
        about = SlotNotice.decode(notice.about)
        reader = await self._deps.reader(notice.to, about.language)
        if not await self._is_wanted(notice, zone_or(reader.zone, about.zone), reader.shift):
            return None
        attendance, ref = await self._attendance(notice), SlotReference(schedule.id, about.day)
        # Of one that was put off, a later one may have come meanwhile.
        if attendance.asked or (attendance.day is not None and attendance.day > about.day):
            return None
        if attendance.is_due_to_ask(about.day):
            return agent_cards.ask_card(self._deps.viewer(reader.language), ref)
        return self._drill_card(reader, schedule, ref, first=attendance.day is None)

    def _drill_card(self, reader: Person, schedule: Schedule, ref: SlotReference, *, first: bool) -> c.Card:
        viewer, zone = self._deps.viewer(reader.language), zone_or(reader.zone, schedule.recurrence.zone)
        today = self._deps.day_topic(schedule, ref.day)
        topic = topic_name(viewer, self._deps.drills, today) if today else ""
        clock = agent_cards.DrillClock(self._deps.now(), zone, reader.shift)
        number = onboarding_day(schedule, ref.day, self._deps.is_holiday)
        return agent_cards.drill_card(viewer, schedule, ref, topic, clock, first=first, onboarding=number)

    async def _is_wanted(self, notice: Notice, zone: str, shift: Shift | None) -> bool:
        """Returns whether the person wants it now; where they do later, it is added once more for then."""
        preferences = await self._deps.preferences_of(notice.to.tenant, notice.to.id)
        now = self._deps.now()
        best = preferred_time(preferences, now, notice.until or now, zone, shift)
        if best is not None and best > now:
            await self._deps.ledger.add_notices([postponed_by_settings(notice, best)])
        return best == now

    async def _round(self, notice: Notice, schedule: Schedule) -> c.Card:
        # The key of the slot names the round, whichever delivery brings it.
        card = await self._deps.rounds.posted(
            notice.to, notice.key, schedule.topic, schedule.by, schedule.language
        )
        if schedule.announced:
            return card
        say = self._deps.viewer(schedule.language).say
        by = c.Quote(say("schedule.set_up_by"), known_as(say, {schedule.by: schedule.name}, schedule.by))
        return replace(card, elements=(*card.elements, by, c.Note(say("schedule.turn_down_round"))))

    async def _note_announced(self, notice: Notice) -> None:
        schedule = await self._schedule(notice)
        if schedule and not schedule.announced:
            await self._deps.schedules.keep_schedule(replace(schedule, announced=True))

    async def _note_arrival(self, notice: Notice) -> None:
        to, about = notice.to, SlotNotice.decode(notice.about)
        asked = (await self._attendance(notice)).is_due_to_ask(about.day)
        before = await self._deps.attendance.note_sent(
            to.tenant, about.schedule, to.id, about.day, notice.key, asked=asked
        )
        person = Person(to.tenant, to.platform, to.id, zone=about.zone)
        once = delivery_key(about.schedule, about.day, to.id)
        self._deps.activity.note(person, ActivityKind.SENT, once, about.schedule)
        unread = before.unopened or before.day == about.day  # of today's, what said when it would be back
        if not before.key or before.key == notice.key or not unread:
            return
        older = await self._deps.ledger.find_delivery(to.tenant, before.key)
        if older and older.message:
            await self._deps.withdraw(to, older.message)

    async def _attendance(self, notice: Notice) -> SlotAttendance:
        to = notice.to
        return await self._deps.attendance_of(to.tenant, notice.about[0], to.id)
