"""The form for the first days of somebody new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.dates import parsed_date, parsed_time
from bot.core.groups import Group
from bot.core.limits import FormLimits
from bot.core.viewer import Viewer
from bot.features.schedule.manager_cards import group_name
from bot.features.schedule.manager_forms import MOST_GROUPS
from bot.features.schedule.onboarding import WEEKDAYS

KEEP = "schedule.onboarding.keep"
MOST_PEOPLE = 50  # picked one by one; more of them are a group
LIMITS = FormLimits({}, most=MOST_PEOPLE)
_FARTHEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class FilledOnboarding:
    """What was filled in: people or the id of a group, the first day, and the time of each."""

    people: tuple[str, ...]
    group: str
    first: date
    at: time


def onboarding_form(viewer: Viewer, groups: Sequence[Group], today: date) -> c.Form:
    """Returns the form; it begins tomorrow, or after the weekend; without a group, for people alone."""
    say = viewer.say
    options = tuple(c.Option(group_name(group.name), group.id) for group in groups[:MOST_GROUPS])
    group = (c.Select("group", say("schedule.onboarding.of_group"), options, optional=True),)
    hint = say(f"schedule.onboarding.people_{'hint' if options else 'alone'}")
    first = _next_weekday(today).isoformat()
    return c.Form(
        title=say("schedule.onboarding.form"),
        action=KEEP,
        send=say("schedule.form_send"),
        fields=(
            c.Input(
                "people",
                say("schedule.onboarding.people"),
                c.InputKind.PEOPLE,
                hint=hint,
                optional=bool(options),
            ),
            *(group if options else ()),
            c.Input("first", say("schedule.onboarding.first"), c.InputKind.DATE, first),
            c.Input("at", say("schedule.at"), c.InputKind.TIME, "09:30", say("schedule.onboarding.at_hint")),
        ),
        intro=(c.Text(say("schedule.onboarding.intro")),),
        language=viewer.language,
    )


def filled_onboarding(viewer: Viewer, ask: Submit, today: date) -> FilledOnboarding | Mapping[str, str]:
    """Returns what was filled in, or what to mend, by field."""
    say, people, group = viewer.say, tuple(dict.fromkeys(ask.many("people"))), ask.text("group")
    first, at = parsed_date(ask.text("first")), parsed_time(ask.text("at"))
    keys = {
        "people": "" if bool(people) != bool(group) else "schedule.onboarding.who",
        "first": _wrong_first(first, today),
        "at": "" if at is not None else "schedule.wrong.at",
    }
    faults = {name: say(key) for name, key in keys.items() if key}
    if faults or first is None or at is None:
        return faults
    return FilledOnboarding(people, group, first, at)


def _wrong_first(first: date | None, today: date) -> str:
    if first is None:
        return "schedule.wrong.date"
    if first < today:
        return "schedule.wrong.past"
    return "schedule.onboarding.far" if first > today + _FARTHEST else ""


def _next_weekday(today: date) -> date:
    day = today + timedelta(days=1)
    while day.weekday() not in WEEKDAYS:
        day += timedelta(days=1)
    return day
