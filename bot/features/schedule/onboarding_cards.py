"""What a manager sees of the first days of somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core import card as c
from bot.core.groups import Group
from bot.core.viewer import Viewer, time_of_day
from bot.features.schedule import dates
from bot.features.schedule.manager_cards import SHOW, group_name
from bot.features.schedule.model import Schedule, ScheduleState
from bot.features.schedule.onboarding import DAYS

OPEN, NEW, BEGIN, UNDO = (f"schedule.onboarding{name}" for name in ("", ".new", ".begin", ".undo"))
LEAD = "teaching.lead"  # another feature's


def explained_card(viewer: Viewer, status: str = "") -> c.Card:
    """Returns what the five days are; `status` is what was just done."""
    say, title = viewer.say, viewer.say("schedule.topic.onboarding")
    new = c.Button(say("schedule.onboarding.new"), NEW, tone=c.Tone.PRIMARY, form=True)
    return viewer.card(
        say("schedule.onboarding.summary"),
        c.Heading(title),
        *([c.Note(status)] if status else []),
        c.Text(say("schedule.onboarding.about")),
        *(c.Text(_day(viewer, number)) for number in range(1, len(DAYS) + 1)),
        c.Note(say("schedule.onboarding.rules")),
        c.Buttons((new, c.Button(say("teaching.lead"), LEAD))),
    )


def onboarding_card(
    viewer: Viewer, schedule: Schedule, group: Group, days: Sequence[date], today: date
) -> c.Card:
    """Returns what will happen, with its dates: to be begun, or begun and to be undone."""
    say, begun = viewer.say, schedule.state is not ScheduleState.DRAFT
    title = say("schedule.onboarding.begun" if begun else "schedule.preview")
    at, where = time_of_day(schedule.recurrence.at), dates.whose_time(say, schedule.recurrence)
    span = say(
        "schedule.onboarding.span",
        first=dates.date_within(say, days[0]),
        last=dates.date_within(say, days[-1]),
        time=at,
        where=where,
    )
    return viewer.card(
        f"{title}. {span}",
        c.Heading(title, "" if begun else say("schedule.unsaved")),
        c.Quote(say("schedule.group"), group_name(group.name)),
        c.Text(span),
        *(
            c.Text(
                say(
                    "schedule.onboarding.on",
                    date=dates.near_date(say, day, today),
                    topic=_topic(viewer, number),
                )
            )
            for number, day in enumerate(days, 1)
        ),
        c.Note(say("schedule.onboarding.rules")),
        c.Buttons(_buttons(viewer, schedule.id, begun=begun)),
    )


def _buttons(viewer: Viewer, id: str, *, begun: bool) -> tuple[c.Button, ...]:
    say = viewer.say
    if begun:
        return (
            c.Button(say("schedule.onboarding.undo"), UNDO, id),
            c.Button(say("schedule.look"), SHOW, id),
        )
    return (
        c.Button(say("schedule.onboarding.begin"), BEGIN, id, c.Tone.PRIMARY),
        c.Button(say("schedule.onboarding.not_now"), UNDO, id),
    )


def _day(viewer: Viewer, number: int) -> str:
    return viewer.say("schedule.onboarding.day_of", number=number, topic=_topic(viewer, number))


def _topic(viewer: Viewer, number: int) -> str:
    return viewer.say(f"schedule.onboarding.topic.{number}")
