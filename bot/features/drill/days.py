"""Days as a person counts them: their own dates, and working days in a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.core.holidays import HolidayCheck, is_holiday
from bot.core.shift import WORKWEEK, likely_turn, working_day

LOOKED_BACK = timedelta(days=400)  # longer streaks are cut


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """On which dates somebody works: `days` are the weekdays they told, None where they told none.

    Public holidays of `country` ("" for none) are days off.
    """

    days: tuple[int, ...] | None = None
    country: str = ""
    is_holiday: HolidayCheck = is_holiday

    def expects(self, day: date) -> bool:
        """Returns whether a row breaks where nothing was practised on a date."""
        known = WORKWEEK if self.days is None else self.days
        return day.weekday() in known and not (self.country and self.is_holiday(self.country, day))

    def counts(self, day: date) -> bool:
        """Returns whether a date makes a row longer where something was practised on it.

        Of somebody who told no days, whoever practises on a weekend works on it.
        """
        return self.days is None or self.expects(day)


def local_times(times: Iterable[datetime], where: tzinfo) -> list[datetime]:
    """Returns what clocks showed: those of a time's own zone, and in `where` for one in UTC."""
    return [at.astimezone(where) if at.tzinfo is UTC else at for at in times]


def dates(times: Iterable[datetime], where: tzinfo, turn: int | None = None) -> frozenset[date]:
    """Returns the working days that times belong to: a night that goes over midnight is one.

    `turn` is the minute of the day at which the person's working day turns; None: as the times themselves
    show, which leave out when somebody sleeps.
    """
    clocks = local_times(times, where)
    turn = likely_turn(clocks) if turn is None else turn
    return frozenset(working_day(at, turn) for at in clocks)


def streak(practised: Collection[date], today: date, work: WorkingDays | None = None) -> int:
    """Returns how many working days in a row somebody practised, up to today.

    Days on which they do not work break no row, and today breaks none before it is over.
    """
    work = work or WorkingDays()
    day = today if today in practised or not work.expects(today) else today - timedelta(days=1)
    length = 0
    while day in practised or not work.expects(day):
        length += day in practised and work.counts(day)
        day -= timedelta(days=1)
        if today - day > LOOKED_BACK:
            break
    return length
