"""Whether a schedule that is on comes to anybody, and if it does not, why. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import Enum

from bot.core.groups import Group
from bot.features.schedule.model import (
    DeliveryFormat,
    Schedule,
    SlotAttendance,
    SlotStats,
)


class Reach(Enum):
    """To whom a schedule comes next; the value names the words for it."""

    SOMEBODY = "somebody"
    WAITING = "waiting"  # everybody was asked whether to go on
    NOBODY = "nobody"  # some were asked, and all others want none for now: who and how many is their business
    EMPTY = "empty"  # nobody is in its group
    GONE = "gone"  # its group was deleted
    UNREACHED = "unreached"  # the last one arrived nowhere
    NEVER = "never"  # no date is ahead


def is_asked(attendance: Mapping[str, SlotAttendance], user: str) -> bool:
    """Returns whether somebody was asked whether to go on, and has not answered."""
    return user in attendance and attendance[user].asked


def reach_without_people(
    schedule: Schedule, group: Group | None, people: Collection[str] | None, days: Sequence[date]
) -> Reach | None:
    """Returns why it comes to nobody, by what stands in the schedule and its group; None where it may come.

    `people` is None where nobody has read them.
    """
    if group is None:
        return Reach.GONE
    if not days:
        return Reach.NEVER
    if schedule.format is DeliveryFormat.EACH and people is not None and not people:
        return Reach.EMPTY
    return None


def is_unreached(past: Sequence[SlotStats]) -> bool:
    """Returns whether all that the last slot sent failed; `past` has the latest first."""
    return bool(past) and 0 < past[0].progress.total == past[0].failed
