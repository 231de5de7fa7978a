"""The form for when one's shifts start, and a manager's for whom to offer it to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.dates import parsed_time
from bot.core.groups import LONGEST_NAME, Group
from bot.core.viewer import Viewer, name_line, time_of_day, weekday
from bot.core.words import Say
from bot.features.minute.cards import place_line, stored_line
from bot.features.minute.model import ShiftStart

KEEP, OFFERED = "minute.keep", "minute.offered"
MOST_GROUPS = 98  # of a select


def start_form(viewer: Viewer, start: ShiftStart, *, on: bool, known: bool) -> c.Form:
    """Returns the form, filled in with `start`; `known` says that the person's own zone is known."""
    say = viewer.say
    days = tuple(c.Option(weekday(say, day), str(day)) for day in range(7))
    return c.Form(
        say("minute.form.title"),
        KEEP,
        say("schedule.wish.send" if on else "minute.form.send"),
        (
            c.Input("at", say("minute.form.at"), c.InputKind.TIME, time_of_day(start.at)),
            c.Select("days", say("minute.form.days"), days, tuple(map(str, start.days)), many=True),
        ),
        intro=(
            c.Text(say("minute.about")),
            c.Note(stored_line(say)),
            c.Note(place_line(say, start.zone, known=known)),
        ),
        language=viewer.language,
    )


def filled_start(say: Say, ask: Submit, zone: str) -> ShiftStart | Mapping[str, str]:
    """Returns what was filled in, or what to mend, by field."""
    at = parsed_time(ask.text("at"))
    days = tuple(sorted({int(day) for day in ask.many("days") if day in set("0123456")}))
    faults = {}
    if at is None:
        faults["at"] = say("schedule.wrong.at")
    if not days:
        faults["days"] = say("schedule.wrong.days")
    return faults if at is None or not days else ShiftStart(at, days, zone)


def offer_form(viewer: Viewer, groups: Sequence[Group]) -> c.Form:
    """Returns the form of a manager: which group."""
    say = viewer.say
    options = tuple(c.Option(name_line(group.name, LONGEST_NAME), group.id) for group in groups[:MOST_GROUPS])
    chosen = (options[0].value,) if len(options) == 1 else ()
    return c.Form(
        say("minute.offer.title"),
        OFFERED,
        say("minute.offer.send"),
        (c.Select("group", say("minute.offer.group"), options, chosen),),
        intro=(c.Text(say("minute.offer.intro")), c.Note(say("minute.offer.rule"))),
        language=viewer.language,
    )
