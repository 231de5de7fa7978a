"""Days as a person counts them: their own dates, working days in a row, when something comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo

from bot.core.words import Say

LOOKED_BACK = timedelta(days=400)  # longer streaks are cut
_SATURDAY = 5
_WEEK = 7


def dates(times: Iterable[datetime], where: tzinfo) -> frozenset[date]:
    """Returns the days that times fall on in a zone."""
    return frozenset(at.astimezone(where).date() for at in times)


def streak(practised: Collection[date], today: date) -> int:
    """Returns how many working days in a row somebody practised, up to today.

    Saturdays and Sundays neither count nor break it, and today breaks none before it is over.
    """
    day = today if today in practised or not _working(today) else today - timedelta(days=1)
    length = 0
    while not _working(day) or day in practised:
        length += _working(day)
        day -= timedelta(days=1)
        if today - day > LOOKED_BACK:
            break
    return length


def when(say: Say, due: date, today: date) -> str:
    """Returns when a day is, in words: tomorrow, Thursday, in 12 days."""
    away = (due - today).days
    if away <= 0:
        return say("drill.when.today")
    if away == 1:
        return say("drill.when.tomorrow")
    if away < _WEEK:
        return say(f"drill.when.{due.weekday()}")
    return say("drill.when.days", days=away)


def _working(day: date) -> bool:
    return day.weekday() < _SATURDAY
