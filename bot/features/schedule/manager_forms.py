"""The form of a schedule: how it opens, and what was filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import card as c
from bot.core.chat import Person, Submit
from bot.core.groups import LONGEST_NAME, Group
from bot.core.viewer import knows_zone, name_line, time_of_day, zone_of
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.manager_cards import KEEP
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule
from bot.features.schedule.recurrence import COUNTRIES, LOOKED_AHEAD, Free, coming, slots

HERE, OWN, OTHER, NONE, MIXED = "here", "own", "other", "none", "mixed"  # options need a value everywhere
COUNTS = (1, 2, 3, 5, 10)
SPREADS = (0, 10, 20, 30, 60, 120)
MOST_GROUPS = 98
MOST_QUIET = 100  # dates
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class FormOptions:
    """What the form offers. `where` is the channel it was asked for in; `zone` the manager's own."""

    groups: Sequence[Group]
    topics: Sequence[c.Option]
    today: date
    zone: str = ""
    where: str = ""


def form(say: Say, language: str, offer: FormOptions, of: Schedule | None, value: str) -> c.Form:
    """Returns the form, filled in with a schedule where it changes one."""
    return c.Form(
        title=say("schedule.form_change" if of else "schedule.form_new"),
        action=KEEP,
        send=say("schedule.form_send"),
        fields=(*_who(say, offer, of), *_what(say, offer, of), *_when(say, offer, of), *_not_on(say, of)),
        value=value,
        intro=(c.Text(say("schedule.form_intro")),),
        language=language,
    )


def _who(say: Say, offer: FormOptions, of: Schedule | None) -> tuple[c.Field, ...]:
    here = [c.Option(say("schedule.this_channel"), HERE)] if offer.where else []
    groups = [c.Option(name_line(group.name, LONGEST_NAME), group.id) for group in offer.groups[:MOST_GROUPS]]
    chosen = of.group if of else HERE if here else groups[0].value if len(groups) == 1 else ""
    options = (*here, *groups)
    selected = (chosen,) if any(option.value == chosen for option in options) else ()
    ways = tuple(c.Option(say(f"schedule.way.{way.value}"), way.value) for way in DeliveryFormat)
    return (
        c.Select("group", say("schedule.group"), options, selected),
        c.Select("way", say("schedule.way"), ways, ((of.way if of else DeliveryFormat.EACH).value,)),
    )


def _what(say: Say, offer: FormOptions, of: Schedule | None) -> tuple[c.Field, ...]:
    topics = tuple(replace(option, value=option.value or MIXED) for option in offer.topics)[:100]
    topic = (of.topic if of else "") or MIXED
    if all(option.value != topic for option in topics):
        topic = MIXED
    counts = tuple(c.Option(str(count), str(count)) for count in COUNTS)
    return (
        c.Select("topic", say("schedule.topic"), topics, (topic,)),
        c.Select("count", say("schedule.count"), counts, (str(of.count if of else 3),)),
    )


def _when(say: Say, offer: FormOptions, of: Schedule | None) -> tuple[c.Field, ...]:
    rhythm = of.rhythm if of else None
    days = tuple(c.Option(dates.weekday(say, day), str(day)) for day in range(7))
    chosen = tuple(str(day) for day in (rhythm.days if rhythm else range(5)))
    zones = _zones(say, offer)
    zone, other = _zone(rhythm, zones, offer)
    first = max(rhythm.first, offer.today) if rhythm else offer.today
    last = rhythm.last.isoformat() if rhythm and rhythm.last else ""
    return (
        c.Select("days", say("schedule.days"), days, chosen, many=True),
        c.Input("at", say("schedule.at"), c.InputKind.TIME, time_of_day(rhythm.at) if rhythm else "09:30"),
        c.Select("zone", say("schedule.zone"), zones, (zone,)),
        c.Input(
            "other",
            say("schedule.other"),
            value=other,
            hint=say("schedule.other_hint"),
            optional=True,
            limit=64,
        ),
        c.Input("first", say("schedule.first"), c.InputKind.DATE, first.isoformat()),
        c.Input(
            "last", say("schedule.last"), c.InputKind.DATE, last, say("schedule.last_hint"), optional=True
        ),
    )


def _zones(say: Say, offer: FormOptions) -> tuple[c.Option, ...]:
    own = [offer.zone] if knows_zone(offer.zone) else []
    names = dict.fromkeys([*own, *dates.ZONES])
    return (
        c.Option(say("schedule.zone.own"), OWN),
        *(c.Option(dates.place(say, name), name) for name in names),
        c.Option(say("schedule.zone.other"), OTHER),
    )


def _zone(rhythm: RecurrenceRule | None, zones: Sequence[c.Option], offer: FormOptions) -> tuple[str, str]:
    if rhythm is None:
        return OWN, ""
    listed = any(option.value == rhythm.zone for option in zones)
    if rhythm.own:
        return OWN, "" if rhythm.zone == (offer.zone or "UTC") else rhythm.zone
    return (rhythm.zone, "") if listed else (OTHER, rhythm.zone)


def _not_on(say: Say, of: Schedule | None) -> tuple[c.Field, ...]:
    rhythm = of.rhythm if of else None
    countries = tuple(c.Option(say(f"schedule.country.{code}"), code) for code in COUNTRIES)
    none = c.Option(say("schedule.no_holidays"), NONE)
    spreads = tuple(
        c.Option(
            say("schedule.spread_minutes", count=minutes) if minutes else say("schedule.no_spread"),
            str(minutes),
        )
        for minutes in SPREADS
    )
    quiet = ", ".join(day.isoformat() for day in rhythm.quiet) if rhythm else ""
    spread = str(of.spread) if of and of.spread in SPREADS else "20"
    return (
        c.Select(
            "holidays",
            say("schedule.holidays"),
            (none, *countries),
            ((rhythm.holidays if rhythm else "") or NONE,),
        ),
        c.Input(
            "quiet",
            say("schedule.quiet"),
            value=quiet,
            hint=say("schedule.quiet_hint"),
            optional=True,
            limit=1500,
        ),
        c.Select("spread", say("schedule.spread"), spreads, (spread,)),
    )


@dataclass(frozen=True, slots=True)
class FilledSchedule:
    """What was filled in; `group` is the id of a group, or HERE."""

    group: str
    way: DeliveryFormat
    topic: str
    count: int
    spread: int
    rhythm: RecurrenceRule


def filled(
    say: Say, ask: Submit, offer: FormOptions, now: datetime, free: Free, *, new: bool
) -> FilledSchedule | dict[str, str]:
    """Returns what was filled in, or what to mend, by field."""
    wrong: dict[str, str] = {}
    rhythm = _rhythm(say, ask, offer, wrong, new=new)
    topics = {option.value for option in offer.topics}
    topic = "" if ask.text("topic") in ("", MIXED) else ask.text("topic")
    if topic not in topics:
        wrong["topic"] = say("schedule.wrong.topic")
    groups = {group.id for group in offer.groups} | {HERE}
    if ask.text("group") not in groups:
        wrong["group"] = say("schedule.wrong.group")
    if rhythm and not wrong:
        wrong |= _never(say, rhythm, offer, now, free)
    if wrong or rhythm is None:
        return wrong
    way = DeliveryFormat.ROUND if ask.text("way") == DeliveryFormat.ROUND.value else DeliveryFormat.EACH
    return FilledSchedule(
        ask.text("group"),
        way,
        topic,
        _among(ask.text("count"), COUNTS, 3),
        _among(ask.text("spread"), SPREADS, 0),
        rhythm,
    )


def _among(text: str, known_numbers: Sequence[int], otherwise: int) -> int:
    return int(text) if text in {str(number) for number in known_numbers} else otherwise


def _rhythm(
    say: Say, ask: Submit, offer: FormOptions, wrong: dict[str, str], *, new: bool
) -> RecurrenceRule | None:
    days = tuple(sorted({int(day) for day in ask.many("days") if day in set("0123456")}))
    at, first, last = _time(ask.text("at")), _date(ask.text("first")), _date(ask.text("last"))
    zone, quiet = _zone_of(ask, offer), _quiet(ask.text("quiet"))
    found = {
        "days": "" if days else "schedule.wrong.days",
        "at": "" if at is not None else "schedule.wrong.at",
        "first": _wrong_first(first, offer, new=new),
        "last": _wrong_last(first, last, offer, given=bool(ask.text("last"))),
        "other": "" if zone else "schedule.wrong.zone",
        "quiet": "schedule.wrong.quiet" if quiet is None else "",
    }
    wrong |= {name: say(text, most=MOST_QUIET) for name, text in found.items() if text}
    if wrong or at is None or first is None or zone is None or quiet is None:
        return None
    country = ask.text("holidays") if ask.text("holidays") in COUNTRIES else ""
    return RecurrenceRule(days, at, zone, ask.text("zone") == OWN, first, last, country, quiet)


def _wrong_first(first: date | None, offer: FormOptions, *, new: bool) -> str:
    if first is None:
        return "schedule.wrong.date"
    return "schedule.wrong.past" if new and first < offer.today else ""


def _wrong_last(first: date | None, last: date | None, offer: FormOptions, *, given: bool) -> str:
    if last is None:
        return "schedule.wrong.date" if given else ""
    if first and last < first:
        return "schedule.wrong.end"
    return "schedule.wrong.past" if last < offer.today else ""


def _zone_of(ask: Submit, offer: FormOptions) -> str | None:
    chosen, other = ask.text("zone"), ask.text("other")
    if chosen in (OWN, OTHER):
        if other:
            return other if knows_zone(other) else None
        return (offer.zone if knows_zone(offer.zone) else "UTC") if chosen == OWN else None
    return chosen if knows_zone(chosen) else None


def _quiet(text: str) -> tuple[date, ...] | None:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    found = [_date(part) for part in parts]
    if len(parts) > MOST_QUIET or None in found:
        return None
    return tuple(sorted({day for day in found if day}))


def _never(say: Say, rhythm: RecurrenceRule, offer: FormOptions, now: datetime, free: Free) -> dict[str, str]:
    if coming(rhythm, rhythm.zone, now, 1, free):
        return {}
    today = now.astimezone(ZoneInfo(rhythm.zone)).date()
    start = max(today, rhythm.first)
    passed = next(slots(rhythm, start, start + timedelta(days=LOOKED_AHEAD), free), None)
    if passed:  # today, and nothing after it
        return {"at": say("schedule.wrong.passed")}
    return {"days": say("schedule.wrong.never")}


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def today(person: Person, now: datetime) -> date:
    """Returns the date where a person is; in UTC, where nobody knows."""
    return now.astimezone(zone_of(person.zone)).date()
