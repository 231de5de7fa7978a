"""Schedules and their slots; what people want, and did with the drills that came: managers see counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from bot.core.dates import parsed_date
from bot.core.ledger import CampaignProgress, DeliveryState
from bot.core.ranges import Range

FEATURE = "schedule"
OWN_COUNTRY = "own"  # in place of a country: the one that each person is in
MOST_UNOPENED = 5  # drills unopened in a row, after which the coach asks
UNWANTED = "not wanted any more"  # the ledger's reason where the notice writer returned no card
COUNTED_FOR = timedelta(days=4)  # from the slot's day on, in UTC
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_KEY_PARTS = 4  # the feature, the schedule's id, the date, the recipient


class DeliveryFormat(Enum):
    """How a drill comes: to each person privately, or as one team round in the channel of the group.

    PREPARE is a round too: once a week it asks the channel what will come, and what they would say.
    """

    EACH = "each"
    ROUND = "round"
    PREPARE = "prepare"

    @property
    def in_channel(self) -> bool:
        """Whether it comes to the channel, once for all."""
        return self is not DeliveryFormat.EACH


class ScheduleState(Enum):
    """Where a schedule is. A DRAFT was filled in and not saved yet."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """When drills come. `days` are weekdays, Monday is 0; `first` and `last` are local dates.

    `zone` is an IANA name. With `own_zone` each person's own counts, and `zone` for whose is unknown.
    `holidays` is a country whose public holidays are left out, OWN_COUNTRY for each person's, "" for none; so
    are the dates in `excluded`.
    """

    days: tuple[int, ...]
    at: time
    zone: str
    own_zone: bool
    first: date
    last: date | None = None
    holidays: str = ""
    excluded: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A manager's schedule. `by` is their user id, `name` how the platform shows them.

    `spread` is in minutes. `since` is when its recurrence was set: what was due before that never comes.
    `edition` grows with every change after which what waits is planned anew, `version` with every change.
    `announced` says that the channel was told who set it up. A draft names in `replaces` the schedule that it
    is to change, and in `replaces_version` the version of that when the form was opened.
    """

    tenant: str
    id: str
    platform: str
    group: str
    by: str
    name: str
    language: str
    format: DeliveryFormat
    recurrence: RecurrenceRule
    topic: str = ""
    count: int = 3
    spread: int = 0
    state: ScheduleState = ScheduleState.ACTIVE
    since: datetime = _NEVER
    edition: int = 1
    announced: bool = False
    replaces: str = ""
    replaces_version: int = 0
    version: int = 0

    def counts(self, today: date) -> bool:
        """Returns whether drills come by it, or will once it is resumed."""
        last = self.recurrence.last
        return self.state in (ScheduleState.ACTIVE, ScheduleState.PAUSED) and (last is None or last >= today)

    def is_like(self, other: Schedule) -> bool:
        """Returns whether both bring the same topic to the same group in the same way.

        A mixed drill is about nothing in particular, so none is like another.
        """
        here, there = ((each.group, each.topic, each.format) for each in (self, other))
        return here == there and self.topic != ""


def is_new(before: Schedule | None) -> bool:
    """Returns whether what a form is about counted never yet, nor changes what does."""
    return before is None or (before.state is ScheduleState.DRAFT and not before.replaces)


class SlotStage(Enum):
    """How far a slot has come: it is being planned, all of it is, it is over, nobody was there."""

    BEGUN = "begun"
    PLANNED = "planned"
    OVER = "over"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Slot:
    """One local date of a schedule. `mark` is the user id of the last member, by id, who was planned.

    It is "" once all are planned where the slot was past for everybody, or a day off, so that none was due.
    """

    day: date
    edition: int
    stage: SlotStage = SlotStage.BEGUN
    mark: str = ""

    @property
    def is_told(self) -> bool:
        """Whether a manager is told what became of it: it came to somebody's turn, whether wanted or not."""
        return self.stage is not SlotStage.MISSED and (self.stage is SlotStage.BEGUN or self.mark != "")


@dataclass(frozen=True, slots=True)
class DeliveryPreferences:
    """What a person wants: no drills where `stopped`, none before `paused_until`, none in quiet hours.

    Quiet hours are local times; they may go over midnight. None or both of them are given.
    """

    stopped: bool = False
    paused_until: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class SlotAttendance:
    """How a person attends a schedule: the last slot that came, its delivery, and how many went unopened.

    `asked` says that the coach asked whether to go on, and that nothing comes until there is an answer.
    """

    day: date | None = None
    key: str = ""
    unopened: int = 0
    asked: bool = False

    def is_due_to_ask(self, day: date) -> bool:
        """Returns whether the coach asks at a slot, in place of a drill, if drills should still come."""
        return self.unopened >= MOST_UNOPENED and self.day != day and not self.asked

    def after_arrival(self, day: date, key: str, *, asked: bool) -> SlotAttendance:
        """Returns it as it is once a delivery arrived, which `asked` whether to go on."""
        if self.key == key:
            return self
        if asked:
            return SlotAttendance(day, key, self.unopened, asked=True)
        repeated = self.day == day  # put off by the person, and here once more
        return SlotAttendance(day, key, max(1, self.unopened) if repeated else self.unopened + 1)


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """How many of a slot were opened, and how many finished."""

    opened: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class SlotStats:
    """What became of a slot. How many `opened` and `finished` is None where that is not told.

    `counted` says that the group counts in figures; of another one it is told that it went out, and what
    failed. `ahead` says that nothing of it has gone out yet.
    """

    day: date
    progress: CampaignProgress
    counted: bool = False
    opened: Range | None = None
    finished: Range | None = None
    ahead: bool = False

    @property
    def failed(self) -> int:
        """How many did not arrive, without those that their people did not want."""
        return sum(number for reason, number in self.reasons.items() if reason != UNWANTED)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why they did not arrive, in the platform's words."""
        return self.progress.reasons

    def of(self, state: DeliveryState) -> int:
        """Returns how many are in a state."""
        return self.progress.of(state)


def counted_until(day: date) -> datetime:
    """Returns until when it counts that a slot's drill was opened; figures of it are final from then on."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + COUNTED_FOR


def slot_campaign(schedule: str, day: date) -> str:
    """Returns the campaign that a slot's deliveries belong to."""
    return f"{key_prefix(schedule)}{day.isoformat()}"


def delivery_key(schedule: str, day: date, recipient: str) -> str:
    """Returns the key of a delivery: there is one for each schedule, slot and recipient, ever."""
    return f"{slot_campaign(schedule, day)}:{recipient}"


def parse_delivery_key(key: str) -> tuple[str, date, str] | None:
    """Returns the schedule, slot and recipient of a delivery's key; None where it is of another feature."""
    parts = key.split(":", _KEY_PARTS - 1)
    if len(parts) != _KEY_PARTS or parts[0] != FEATURE:
        return None
    day = parsed_date(parts[2])
    return (parts[1], day, parts[3]) if day else None


def key_prefix(schedule: str) -> str:
    """Returns what all keys of a schedule begin with."""
    return f"{FEATURE}:{schedule}:"
