"""What managers see of practice for all groups at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.groups import Group
from bot.core.viewer import Viewer, listed
from bot.core.words import Say
from bot.features.schedule.all_groups import PracticeGroups
from bot.features.schedule.manager_cards import (
    LIST,
    ScheduleOverview,
    group_name,
    next_slots,
    people_count,
    plan_lines,
)

NAMED = 8  # groups in a line


def all_saved_card(viewer: Viewer, overview: ScheduleOverview, groups: PracticeGroups) -> c.Card:
    """Returns what became of practice for all groups at once: a schedule for each, or none."""
    say, saved = viewer.say, bool(groups.to)
    notes = tuple(map(c.Text, all_group_notes(say, groups, overview.locale)))
    lists = c.Buttons((c.Button(say("schedule.all"), LIST),))
    title = say(f"schedule.{'saved' if saved else 'already'}.title", topic=overview.topic)
    if not saved:
        return viewer.card(title, c.Heading(title), *notes, lists)
    many = len(groups.to) > 1
    status = say("schedule.all_saved" if many else "schedule.all_saved.one", count=len(groups.to))
    return viewer.card(
        title,
        c.Heading(title),
        c.Note(status),
        *plan_lines(say, overview),
        *notes,
        c.Divider(),
        *next_slots(say, overview),
        lists,
    )


def all_group_notes(say: Say, groups: PracticeGroups, locale: str) -> tuple[str, ...]:
    """Returns who has such practice already, to whom it cannot come, and how many get it twice."""
    twice = people_count(say, groups.twice, locale)
    already, left_out = (group_names(say, some) for some in (groups.already, groups.left_out))
    return (
        *([say("schedule.all_already", groups=already)] if already else []),
        *([say("schedule.all_left_out", groups=left_out)] if left_out else []),
        *([say("schedule.all_twice", people=twice)] if groups.twice else []),
    )


def group_names(say: Say, groups: Sequence[Group]) -> str:
    """Returns the names of groups in a line, the first of them where they are many."""
    names = [group_name(group.name) for group in groups[:NAMED]]
    more = len(groups) - len(names)
    return listed(say, [*names, say("schedule.more_groups", count=more)] if more else names)
