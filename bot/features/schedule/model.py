"""What people did with the drills that came to them. Managers see counts, never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum

FEATURE = "schedule"

DRILL, TEST, ASKED = "schedule.drill", "schedule.test", "schedule.asked"

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

PATIENCE = 5  # drills unopened in a row, after which the coach asks


class DeliveryFormat(Enum):
    """How a drill comes: to each person privately, or as one team round in the channel of the group."""

    EACH = "each"
    ROUND = "round"


class ScheduleState(Enum):
    """Where a schedule is. A DRAFT was filled in and not saved yet."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """When drills come. `days` are weekdays, Monday is 0; `first` and `last` are local dates.

    `zone` is an IANA name. With `own` each person's own zone counts, and `zone` for whose is unknown.
    `holidays` is a country whose public holidays are left out, "" for none; `quiet` are dates left out too.
    """

    days: tuple[int, ...]
    at: time
    zone: str
    own: bool
    first: date
    last: date | None = None
    holidays: str = ""
    quiet: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A manager's schedule. `by` is their user id, `name` how the platform shows them.

    `spread` is in minutes. `since` is when its rhythm was set: what would have come before it never comes.
    `edition` grows with every change after which what waits is planned anew, `version` with every change.
    `told` says that the channel was told who set it up. A draft names in `replaces` the schedule that it is
    to change, and in `over` the version of that when the form was opened.
    """

    tenant: str
    id: str
    platform: str
    group: str
    by: str
    name: str
    language: str
    way: DeliveryFormat
    rhythm: RecurrenceRule
    topic: str = ""
    count: int = 3
    spread: int = 0
    state: ScheduleState = ScheduleState.ACTIVE
    since: datetime = _NEVER
    edition: int = 1
    told: bool = False
    replaces: str = ""
    over: int = 0
    version: int = 0


class SlotStage(Enum):
    """How far a slot has come: its deliveries are being put down, all are, it is over, nobody was there."""

    BEGUN = "begun"
    PLANNED = "planned"
    OVER = "over"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Slot:
    """One local date of a schedule. `mark` is the last user id put down of the members, in their order."""

    day: date
    edition: int
    stage: SlotStage = SlotStage.BEGUN
    mark: str = ""


def campaign(schedule: str, day: date) -> str:
    """Returns the campaign that a slot's deliveries belong to."""
    return f"schedule:{schedule}:{day.isoformat()}"


def key(schedule: str, day: date, recipient: str) -> str:
    """Returns the key of a delivery: there is one for each schedule, slot and recipient, ever."""
    return f"{campaign(schedule, day)}:{recipient}"


def prefix(schedule: str) -> str:
    """Returns what all keys of a schedule begin with."""
    return f"schedule:{schedule}:"


@dataclass(frozen=True, slots=True)
class SlotAttendance:
    """A person's way with a schedule: the last slot that came, by which delivery, and how many went unopened.

    `asked` says that the coach asked whether to go on, and that nothing comes until there is an answer.
    """

    day: date | None = None
    key: str = ""
    unopened: int = 0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """How many of a slot were opened, and how many finished."""

    opened: int = 0
    finished: int = 0


def after(run: SlotAttendance, day: date, key: str, *, asked: bool) -> SlotAttendance:
    """Returns a person's way once a delivery arrived."""
    if run.key == key:
        return run
    if asked:
        return SlotAttendance(day, key, run.unopened, asked=True)
    again = run.day == day  # put off by the person, and here once more
    return SlotAttendance(day, key, max(1, run.unopened) if again else run.unopened + 1)
