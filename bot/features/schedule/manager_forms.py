"""The form of a schedule: how it opens, and what was filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.clocks import knows_zone
from bot.core.dates import parsed_date, parsed_time
from bot.core.groups import Group
from bot.core.holidays import HolidayCheck
from bot.core.limits import FormLimits
from bot.core.practice import PREPARE
from bot.core.renamed import present_id
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer, dotted, time_of_day, weekday
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.all_groups import ALL
from bot.features.schedule.buttons import ScheduleFormReference
from bot.features.schedule.manager_cards import KEEP, LABEL, group_name, people_count
from bot.features.schedule.model import OWN_COUNTRY, DeliveryFormat, RecurrenceRule, Schedule, is_new
from bot.features.schedule.recurrence import (
    COUNTRIES,
    LOOKED_AHEAD,
    coming_slots,
    slots,
    zone_or,
)

HERE, OWN, OTHER, NONE, MIXED = "here", "own", "other", "none", "mixed"  # options need a value everywhere
COUNTS = (1, 2, 3, 5, 10)
SPREADS = (0, 10, 20, 30, 60, 120)
MOST_GROUPS = 98
USUAL_TIME = "09:30"
MOST_TOPICS = 100
MOST_EXCLUDED = 100  # dates
LONGEST_ZONE, _LONGEST_EXCLUDED = 64, 1500  # characters
LIMITS = FormLimits({"other": LONGEST_ZONE, "quiet": _LONGEST_EXCLUDED})
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class FormOptions:
    """What the form offers. `channel` is where it was asked for; `zone` the manager's own.

    `topic`, `group`, `first` and `last` are filled in at first, of a new schedule. With `first` it is
    practice that was suggested: then it is said how many people each group has, and when the first one comes.
    """

    groups: Sequence[Group]
    topics: Sequence[c.Option]
    today: date
    zone: str = ""
    channel: str = ""
    topic: str = ""
    group: str = ""
    first: date | None = None
    last: date | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class FilledSchedule:
    """What was filled in; `group` is the id of a group, HERE or ALL."""

    group: str
    format: DeliveryFormat
    topic: str
    count: int
    spread: int
    recurrence: RecurrenceRule


def schedule_form(
    viewer: Viewer, choices: FormOptions, schedule: Schedule | None, ref: ScheduleFormReference
) -> c.Form:
    """Returns the form, filled in with a schedule where it changes one."""
    say, rule = viewer.say, schedule.recurrence if schedule else None
    return c.Form(
        title=say("schedule.form_change" if schedule else "schedule.form_new"),
        action=KEEP,
        send=say("schedule.form_send"),
        fields=(
            *_group_fields(say, choices, schedule),
            *_drill_fields(say, choices, schedule),
            *_recurrence_fields(say, choices, rule),
            *_exception_fields(say, choices, rule),
            _spread_field(say, schedule),
        ),
        value=ref.encode(),
        intro=(c.Text(say("schedule.form_intro")), *first_line(say, choices)),
        language=viewer.language,
    )


def first_line(say: Say, choices: FormOptions) -> tuple[c.Text, ...]:
    """Returns when the first one of suggested practice comes: by the fields, whatever is put into them."""
    return () if choices.first is None else (c.Text(say("schedule.form_first")),)


def filled_schedule(
    say: Say,
    ask: Submit,
    choices: FormOptions,
    now: datetime,
    is_holiday: HolidayCheck,
    before: Schedule | None,
) -> FilledSchedule | Mapping[str, str]:
    """Returns what was filled in, or what to mend, by field; `before` is what it changes."""
    faults: dict[str, str] = {}
    rule = _rule(say, ask, choices, faults, new=is_new(before))
    topic = "" if ask.text("topic") in ("", MIXED) else ask.text("topic")
    if topic not in {option.value for option in choices.topics}:
        faults["topic"] = say("schedule.wrong.topic")
    every = {ALL} if may_be_all(choices, before) else set()
    if ask.text("group") not in {group.id for group in choices.groups} | {HERE} | every:
        faults["group"] = say("schedule.wrong.group")
    if rule and not faults:
        faults |= _never_comes(say, rule, now, is_holiday)
    if faults or rule is None:
        return faults
    format = _format(ask.text("way"))
    if format.in_channel:  # what a channel gets comes once, so by one clock
        rule = replace(rule, own_zone=False)
    if format is DeliveryFormat.PREPARE:
        topic = PREPARE
        if len(rule.days) > 1:
            return {"days": say("schedule.wrong.weekly")}
    return FilledSchedule(
        ask.text("group"),
        format,
        topic,
        _among(ask.text("count"), COUNTS, 3),
        _among(ask.text("spread"), SPREADS, 0),
        rule,
    )


def _group_fields(say: Say, choices: FormOptions, schedule: Schedule | None) -> tuple[c.Field, ...]:
    here = [c.Option(say("schedule.this_channel"), HERE)] if choices.channel else []
    every = [c.Option(_all_label(say, choices), ALL)] if may_be_all(choices, schedule) else []
    groups = [c.Option(_group_label(say, choices, group), group.id) for group in choices.groups[:MOST_GROUPS]]
    only = groups[0].value if len(groups) == 1 else ""
    chosen = schedule.group if schedule else choices.group or (HERE if here else only)
    options = (*here, *every, *groups)
    selected = (chosen,) if any(option.value == chosen for option in options) else ()
    formats = tuple(c.Option(say(f"schedule.way.{each.value}"), each.value) for each in DeliveryFormat)
    format = schedule.format if schedule else DeliveryFormat.EACH
    return (
        c.Select("group", say("schedule.group"), options, selected),
        c.Select("way", say("schedule.way"), formats, (format.value,)),
    )


def may_be_all(choices: FormOptions, schedule: Schedule | None) -> bool:
    """Returns whether all groups may be chosen at once: for what counts already, one is."""
    return len(choices.groups) > 1 and is_new(schedule)


def _all_label(say: Say, choices: FormOptions) -> str:
    people = len({user for group in choices.groups for user in group.people})
    name = say("schedule.all_groups", count=len(choices.groups))
    return c.clip(dotted(name, people_count(say, people, choices.locale) if people else ""), LABEL)


def _group_label(say: Say, choices: FormOptions, group: Group) -> str:
    name, people = group_name(group.name), len(group.people)
    if choices.first is None or not people:
        return name
    return c.clip(dotted(name, people_count(say, people, choices.locale)), LABEL)


def _drill_fields(say: Say, choices: FormOptions, schedule: Schedule | None) -> tuple[c.Field, ...]:
    topics = tuple(replace(option, value=option.value or MIXED) for option in choices.topics)[:MOST_TOPICS]
    values = {option.value for option in topics}
    topic = present_id((schedule.topic if schedule else choices.topic) or MIXED, values)
    if topic not in values:
        topic = MIXED
    counts = tuple(c.Option(str(count), str(count)) for count in COUNTS)
    return (
        c.Select("topic", say("schedule.topic"), topics, (topic,)),
        c.Select("count", say("schedule.count"), counts, (str(schedule.count if schedule else 3),)),
    )


def _recurrence_fields(say: Say, choices: FormOptions, rule: RecurrenceRule | None) -> tuple[c.Field, ...]:
    days = tuple(c.Option(weekday(say, day), str(day)) for day in range(7))
    chosen = tuple(str(day) for day in (rule.days if rule else range(5)))
    at = time_of_day(rule.at) if rule else USUAL_TIME
    first = max(rule.first, choices.today) if rule else choices.first or choices.today
    ends = rule.last if rule else choices.last
    last = ends.isoformat() if ends else ""
    last_hint = say("schedule.last_hint")
    return (
        c.Select("days", say("schedule.days"), days, chosen, many=True),
        c.Input("at", say("schedule.at"), c.InputKind.TIME, at),
        *_zone_fields(say, choices, rule),
        c.Input("first", say("schedule.first"), c.InputKind.DATE, first.isoformat()),
        c.Input("last", say("schedule.last"), c.InputKind.DATE, last, last_hint, optional=True),
    )


def _zone_fields(say: Say, choices: FormOptions, rule: RecurrenceRule | None) -> tuple[c.Field, ...]:
    own = [choices.zone] if knows_zone(choices.zone) else []
    names = dict.fromkeys([*own, *dates.ZONES])
    options = (
        c.Option(say("schedule.zone.own"), OWN),
        *(c.Option(with_capital(dates.zone_name(say, name)), name) for name in names),
        c.Option(say("schedule.zone.other"), OTHER),
    )
    zone, other = _chosen_zone(rule, options, choices)
    hint = say("schedule.other_hint")
    return (
        c.Select("zone", say("schedule.zone"), options, (zone,)),
        c.Input("other", say("schedule.other"), value=other, hint=hint, optional=True, limit=LONGEST_ZONE),
    )


def _chosen_zone(
    rule: RecurrenceRule | None, options: Sequence[c.Option], choices: FormOptions
) -> tuple[str, str]:
    """Returns the option that is chosen, and what is typed beside it."""
    if rule is None:
        return OWN, ""
    if rule.own_zone:
        return OWN, "" if rule.zone == (choices.zone or "UTC") else rule.zone
    listed = any(option.value == rule.zone for option in options)
    return (rule.zone, "") if listed else (OTHER, rule.zone)


def _exception_fields(say: Say, choices: FormOptions, rule: RecurrenceRule | None) -> tuple[c.Field, ...]:
    none = c.Option(say("schedule.no_holidays"), NONE)
    countries = tuple(c.Option(say(f"schedule.country.{code}"), code) for code in COUNTRIES)
    usual = OWN_COUNTRY if choices.first else NONE  # whoever takes up a suggestion may not look so far down
    country = (rule.holidays or NONE) if rule else usual
    excluded = ", ".join(day.isoformat() for day in rule.excluded) if rule else ""
    hint = say("schedule.quiet_hint")
    own = c.Option(with_capital(say("schedule.country.own")), OWN_COUNTRY)
    return (
        c.Select("holidays", say("schedule.holidays"), (none, own, *countries), (country,)),
        c.Input(
            "quiet", say("schedule.quiet"), value=excluded, hint=hint, optional=True, limit=_LONGEST_EXCLUDED
        ),
    )


def _spread_field(say: Say, schedule: Schedule | None) -> c.Field:
    labels = {
        minutes: say("schedule.spread_minutes", count=minutes) if minutes else say("schedule.no_spread")
        for minutes in SPREADS
    }
    options = tuple(c.Option(label, str(minutes)) for minutes, label in labels.items())
    chosen = str(schedule.spread) if schedule and schedule.spread in SPREADS else "20"
    return c.Select("spread", say("schedule.spread"), options, (chosen,))


def _format(text: str) -> DeliveryFormat:
    return next((each for each in DeliveryFormat if each.value == text), DeliveryFormat.EACH)


def _among(text: str, numbers: Sequence[int], otherwise: int) -> int:
    return int(text) if text in {str(number) for number in numbers} else otherwise


def _rule(
    say: Say, ask: Submit, choices: FormOptions, faults: dict[str, str], *, new: bool
) -> RecurrenceRule | None:
    """Returns when drills are to come, or None, and adds to `faults` what to mend."""
    days = tuple(sorted({int(day) for day in ask.many("days") if day in set("0123456")}))
    first, last = parsed_date(ask.text("first")), parsed_date(ask.text("last"))
    at = parsed_time(ask.text("at"))
    zone, excluded = _zone(ask, choices), _excluded(ask.text("quiet"))
    keys = {
        "days": "" if days else "schedule.wrong.days",
        "at": "" if at is not None else "schedule.wrong.at",
        "first": _wrong_first(first, choices, new=new),
        "last": _wrong_last(first, last, choices, given=bool(ask.text("last"))),
        "other": "" if zone else "schedule.wrong.zone",
        "quiet": "schedule.wrong.quiet" if excluded is None else "",
    }
    faults |= {name: say(key, most=MOST_EXCLUDED) for name, key in keys.items() if key}
    if faults or at is None or first is None or zone is None or excluded is None:
        return None
    country = ask.text("holidays") if ask.text("holidays") in (OWN_COUNTRY, *COUNTRIES) else ""
    return RecurrenceRule(days, at, zone, ask.text("zone") == OWN, first, last, country, excluded)


def _wrong_first(first: date | None, choices: FormOptions, *, new: bool) -> str:
    if first is None:
        return "schedule.wrong.date"
    return "schedule.wrong.past" if new and first < choices.today else ""


def _wrong_last(first: date | None, last: date | None, choices: FormOptions, *, given: bool) -> str:
    if last is None:
        return "schedule.wrong.date" if given else ""
    if first and last < first:
        return "schedule.wrong.end"
    return "schedule.wrong.past" if last < choices.today else ""


def _zone(ask: Submit, choices: FormOptions) -> str | None:
    chosen, other = ask.text("zone"), ask.text("other")
    if chosen in (OWN, OTHER):
        if other:
            return other if knows_zone(other) else None
        return zone_or(choices.zone, "UTC") if chosen == OWN else None
    return chosen if knows_zone(chosen) else None


def _excluded(text: str) -> tuple[date, ...] | None:
    parts = [part for part in _BETWEEN.split(text) if part]
    days = [parsed_date(part) for part in parts]
    if len(parts) > MOST_EXCLUDED or None in days:
        return None
    return tuple(sorted({day for day in days if day}))


def _never_comes(say: Say, rule: RecurrenceRule, now: datetime, is_holiday: HolidayCheck) -> dict[str, str]:
    if coming_slots(rule, rule.zone, now, 1, is_holiday):
        return {}
    start = max(dates.local_date(now, rule.zone), rule.first)
    passed = next(slots(rule, start, start + timedelta(days=LOOKED_AHEAD), is_holiday), None)
    if passed:  # today, and nothing after it
        return {"at": say("schedule.wrong.passed")}
    return {"days": say("schedule.wrong.never")}
