"""Who wants a line at the start of their shift, and when that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.core.ledger import Notice
from bot.core.shift import WORKWEEK

FEATURE = "minute"
USUAL_START = time(9)


@dataclass(frozen=True, slots=True)
class ShiftStart:
    """The local time at which somebody's shifts start, on which weekdays, and where; Monday is 0."""

    at: time = USUAL_START
    days: tuple[int, ...] = WORKWEEK
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Minute:
    """That somebody has it on. `day` is the local date of the line that comes next, `due` its moment."""

    tenant: str
    user: str
    platform: str
    start: ShiftStart
    day: date
    due: datetime


@dataclass(frozen=True, slots=True)
class MinuteMove:
    """One line that is planned: what was stored, and what is then. `notice` is None for a day without."""

    before: Minute
    after: Minute
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class MinuteOffer:
    """An offer to a group that is still to be told. `by` is the user id of whoever made it."""

    tenant: str
    group: str
    by: str
    at: datetime
