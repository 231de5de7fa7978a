"""When somebody works. A working day is the date that its shift begins on, nights included. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.clocks import instant

WORKWEEK = (0, 1, 2, 3, 4)  # Monday to Friday, where nobody said which days
USUAL = timedelta(hours=9)  # a shift's length with its break, where nobody said when it begins
_DAY, _NOON, _STEP = 24 * 60, 12 * 60, 30  # minutes
_TURN = 4 * 60  # where nothing is known, the working day turns at four in the morning
_APART = 60  # minutes from any other time at least, or nothing can be told from times
_FORMAT = re.compile(r"(\d\d)(\d\d)-(\d\d)(\d\d)-([0-6]{0,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shift:
    """Local times, and the weekdays it begins on; Monday is 0. No days: any, as nobody told which.

    One whose end is not after its start goes over midnight; with both the same it lasts a day.
    """

    start: time
    end: time
    days: tuple[int, ...] = WORKWEEK

    def begins_on(self, day: date) -> bool:
        """Returns whether somebody works on a date, as far as they told."""
        return not self.days or day.weekday() in self.days

    def bounds(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Returns when the shift of a date begins and ends, in UTC."""
        last = day + timedelta(days=1) if self.end <= self.start else day
        return instant(day, self.start, zone), instant(last, self.end, zone)

    def running(self, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
        """Returns when the shift that goes on now began and ends, in UTC; None where none does."""
        today = now.astimezone(ZoneInfo(zone)).date()
        for day in (today - timedelta(days=1), today):
            start, end = self.bounds(day, zone)
            if self.begins_on(day) and start <= now < end:
                return start, end
        return None

    def into(self, at: datetime, zone: str) -> datetime:
        """Returns a moment itself where it is within a shift, else when the next one begins."""
        if self.running(at, zone):
            return at
        today = at.astimezone(ZoneInfo(zone)).date()
        days = (today + timedelta(days=n) for n in range(9))
        starts = (self.bounds(day, zone)[0] for day in days if self.begins_on(day))
        return next((start for start in starts if start >= at), at)

    def turn(self) -> int:
        """Returns the minute of the day at which the working day turns, halfway between two shifts."""
        start, end = _minute(self.start), _minute(self.end)
        free = (start - end) % _DAY
        middle = end + free // 2
        if self.end <= self.start:  # at noon at the latest: what comes after it is of the next night
            return min(middle, _NOON)
        return middle % _DAY if middle % _DAY <= start else 0

    def encode(self) -> str:
        """Returns it as it is stored: `2200-0600-01234`."""
        return f"{self.start:%H%M}-{self.end:%H%M}-{''.join(map(str, self.days))}"

    @classmethod
    def decode(cls, text: str) -> Shift | None:
        """Returns what was stored; None where it is no shift."""
        match = _FORMAT.fullmatch(text)
        if not match:
            return None
        try:
            start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
        except ValueError:
            return None
        return cls(start, end, tuple(sorted({int(day) for day in match[5]})))


def ending_at(end: datetime, now: datetime, zone: str) -> Shift:
    """Returns the likely shift of somebody who told only when the one that goes on now ends.

    It lasts as long as shifts usually do, and from the last full hour where that is longer ago; on which days
    they work they did not tell.
    """
    where = ZoneInfo(zone)
    start = min(end - USUAL, now).astimezone(where)
    if start < (end - USUAL).astimezone(where):
        start = start.replace(minute=0)
    return Shift(_clock(start), _clock(end.astimezone(where)), ())


def working_day(at: datetime, turn: int) -> date:
    """Returns the working day of a local time, where working days turn at that minute."""
    return (at.replace(tzinfo=None) - timedelta(minutes=turn)).date()


def likely_turn(times: Iterable[datetime]) -> int:
    """Returns the minute at which the working day of somebody turns who did something at these local times.

    It is the one up to noon that is the furthest from all of them: before the first of the day, and after the
    last one of a night.
    """
    minutes = {at.hour * 60 + at.minute for at in times}
    if not minutes:
        return _TURN
    apart = {turn: min(_apart(turn, minute) for minute in minutes) for turn in range(0, _NOON + 1, _STEP)}
    best = max(apart.values())
    if best < _APART:
        return _TURN
    return min((turn for turn in apart if apart[turn] == best), key=lambda turn: abs(turn - _TURN))


def _apart(first: int, second: int) -> int:
    away = abs(first - second)
    return min(away, _DAY - away)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(at: datetime) -> time:
    return at.time().replace(second=0, microsecond=0, tzinfo=None)
