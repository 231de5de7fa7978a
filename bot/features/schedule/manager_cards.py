"""What managers see of their schedules: what will happen, what did, and what did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core import card as c
from bot.core.groups import LONGEST_NAME
from bot.core.ledger import DeliveryState
from bot.core.names import told_apart
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.practice import PREPARE, DrillStarter
from bot.core.reasons import reason_words
from bot.core.renamed import present_id
from bot.core.viewer import (
    Viewer,
    date_text,
    day_text,
    dotted,
    listed,
    name_line,
    share_text,
    time_of_day,
    weekdays,
)
from bot.core.words import Say
from bot.core.written import decimal
from bot.features.schedule import dates
from bot.features.schedule.model import (
    UNWANTED,
    DeliveryFormat,
    Schedule,
    ScheduleState,
    SlotStats,
    counted_until,
)
from bot.features.schedule.onboarding import ONBOARDING
from bot.features.schedule.reach import Reach, is_unreached

NEW, SAVE, CHANGE, TRY, LIST, SHOW, EDIT, PAUSE, RESUME, REMOVE, REMOVED, RETRY = (
    f"schedule.{name}"
    for name in (
        *("new", "save", "change", "try", "list", "show", "edit"),
        *("pause", "resume", "remove", "removed", "retry"),
    )
)
KEEP = "schedule.keep"
ONE = "schedule.one"  # the words above one of them
NEW_GROUP = "group.new"  # another feature's
PER_MINUTE = 300  # deliveries that a workspace takes about
SLOTS = 5  # past ones that are shown
LARGE = 200  # deliveries from which on their progress is shown as a bar
LABEL = 75  # characters
PER_PAGE = 15  # schedules
FAR = timedelta(days=14)  # from here on it is said how long nothing comes


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule as a manager sees it: the names of its group and topic, its people, and its next slots.

    `people` is None while they are being counted. `heavy` says that everybody is asked before the first
    question; `reach` to whom it comes next, and `today` is where the manager is. `before` are slots ahead of
    `days` that come only to those whose time is still ahead, as in another zone. `holidays` are public
    holidays where the manager is on which it comes all the same; by `locale` numbers are written.
    """

    schedule: Schedule
    group: str
    people: int | None
    topic: str
    days: Sequence[date]
    heavy: bool = False
    reach: Reach = Reach.SOMEBODY
    today: date = date.max
    before: Sequence[date] = ()
    holidays: Sequence[date] = ()
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule in the list of them: its topic, the name of its group, and when it comes next."""

    id: str
    topic: str
    group: str
    coming: str


def topic_name(viewer: Viewer, drills: DrillStarter, topic: str) -> str:
    """Returns the name of a topic as it stands in the form; the topic itself where it has none."""
    if topic in (PREPARE, ONBOARDING):
        return viewer.say(f"schedule.topic.{topic}")
    names = {option.value: option.label for option in drills.topics(viewer.language)}
    return names.get(present_id(topic, names), topic).strip()


def preview_card(
    viewer: Viewer, overview: ScheduleOverview, status: str = "", notes: Sequence[str] = ()
) -> c.Card:
    """Returns what will happen, before it is saved; `status` is what was just done."""
    say, schedule, people = viewer.say, overview.schedule, overview.people or 0
    title = say("schedule.preview")
    slow = schedule.format is DeliveryFormat.EACH and people > PER_MINUTE * max(schedule.spread, 10)
    buttons = (
        c.Button(say("schedule.save"), SAVE, schedule.id, c.Tone.PRIMARY),
        c.Button(say("schedule.change"), CHANGE, schedule.id, form=True),
        *_try_button(say, schedule),
    )
    return viewer.card(
        title,
        c.Heading(title, say("schedule.unsaved")),
        *_status(status),
        *plan_lines(say, overview),
        *map(c.Text, notes),
        c.Divider(),
        *next_slots(say, overview),
        *(
            [c.Note(say("schedule.slow", minutes=decimal(people // PER_MINUTE, overview.locale)))]
            if slow
            else []
        ),
        c.Buttons(buttons),
    )


def schedule_card(
    viewer: Viewer,
    overview: ScheduleOverview,
    past: Sequence[SlotStats],
    status: str = "",
    title: str = ONE,
) -> c.Card:
    """Returns one schedule: what it does, when next, what became of the last slots; `title` names words."""
    say, schedule = viewer.say, overview.schedule
    title = say(title, topic=overview.topic)
    failed = any(slot.failed for slot in past)
    return viewer.card(
        title,
        c.Heading(title, say(f"schedule.state.{_state(overview)}")),
        *_status(status),
        *_reach(say, overview),
        *plan_lines(say, overview),
        *(next_slots(say, overview) if schedule.state is ScheduleState.ACTIVE else ()),
        c.Divider(),
        *_past_slots(say, past, each=schedule.format is DeliveryFormat.EACH),
        c.Buttons(_schedule_buttons(say, schedule, failed=failed)),
        c.Buttons((c.Button(say("schedule.all"), LIST),)),
    )


def list_card(viewer: Viewer, rows: Sequence[ScheduleRow], page: Page, status: str = "") -> c.Card:
    """Returns a page of all schedules."""
    say, title = viewer.say, viewer.say("schedule.title")
    part = page_of(rows, page, PER_PAGE, lambda row: (row.topic, row.group, row.coming))
    new = c.Button(say("schedule.new"), NEW, tone=c.Tone.PRIMARY, form=True)
    body: list[c.Element] = [c.Text(say("schedule.none"))]
    if rows:
        columns = (say("schedule.topic"), say("schedule.group"), say("schedule.next_column"))
        table = c.Table(columns, tuple((row.topic, group_name(row.group), row.coming) for row in part.items))
        labels = _labels(say, rows)
        options = tuple(c.Option(labels[row.id], row.id) for row in part.items)
        body = [table, c.Choice(SHOW, say("schedule.open"), options)] if part.items else []
    buttons = c.Buttons((new, *list_buttons(say, LIST, part)))
    return viewer.card(title, c.Heading(title), *_status(status), *found_line(say, part), *body, buttons)


def _labels(say: Say, rows: Sequence[ScheduleRow]) -> Mapping[str, str]:
    """Returns what each is picked by: topic and group, where two have both alike also when they come next."""
    alike = Counter((row.topic, row.group) for row in rows)
    labels = {}
    for row in rows:
        coming = row.coming if alike[row.topic, row.group] > 1 else ""
        label = dotted(row.topic, group_name(row.group))
        labels[row.id] = dotted(c.clip(label, LABEL - len(dotted("x", coming))), coming)
    return told_apart(say, labels, labels)


def removal_card(viewer: Viewer, schedule: Schedule) -> c.Card:
    """Returns the question before a schedule is deleted."""
    say, title = viewer.say, viewer.say("schedule.sure")
    keep = c.Button(say("schedule.keep_it"), SHOW, schedule.id)
    remove = c.Button(say("schedule.remove"), REMOVED, schedule.id, c.Tone.DANGER)
    text = c.Text(say("schedule.sure_text"))
    return viewer.card(title, c.Heading(title), text, c.Buttons((keep, remove)))


def no_group_card(viewer: Viewer) -> c.Card:
    """Returns what to do where there is nobody yet to send drills to."""
    say, title = viewer.say, viewer.say("schedule.no_group")
    make = c.Button(say("group.new"), NEW_GROUP, tone=c.Tone.PRIMARY, form=True)
    text = c.Text(say("schedule.no_group_text"))
    return viewer.card(title, c.Heading(title), text, c.Buttons((make,)))


def problem_card(viewer: Viewer, schedule: Schedule, problem: str, day: date) -> c.Card:
    """Returns what a manager is told of a slot that did not go as planned; `problem` is the notice's kind."""
    say, title = viewer.say, viewer.say(problem)
    show = c.Button(say("schedule.look"), SHOW, schedule.id)
    text = say(f"{problem}_text", date=dates.long_date(say, day))
    return viewer.card(title, c.Heading(title), c.Text(text), c.Buttons((show,)))


def refused_card(
    viewer: Viewer, schedule: Schedule, topic: str, day: date, word: str, *, channel: bool
) -> c.Card:
    """Returns what a manager is told of a drill that a platform refuses, by its `word` for why."""
    say = viewer.say
    title = say("schedule.refused" if channel else "schedule.refused_some", topic=topic)
    show = c.Button(say("schedule.look"), SHOW, schedule.id)
    text = say("schedule.refused_text", date=dates.long_date(say, day))
    why = reason_words(say, word, channel=channel)
    return viewer.card(title, c.Heading(title), c.Text(why), c.Note(text), c.Buttons((show,)))


def group_name(text: str) -> str:
    """Returns the name of a group as part of a line."""
    return name_line(text, LONGEST_NAME)


def _status(text: str) -> tuple[c.Element, ...]:
    return (c.Note(text),) if text else ()


def plan_lines(say: Say, overview: ScheduleOverview) -> tuple[c.Element, ...]:
    """Returns for whom something is, what comes, when, and when not."""
    schedule, rule = overview.schedule, overview.schedule.recurrence
    when = say(
        "schedule.will.when",
        days=weekdays(say, rule.days),
        time=time_of_day(rule.at),
        where=dates.whose_time(say, rule),
    )
    lines = [_delivery(say, overview), when, *_limits(say, schedule)]
    heavy = [c.Note(say("schedule.heavy"))] if overview.heavy else []
    if overview.holidays:
        named = listed(say, [dates.near_date_within(say, day, overview.today) for day in overview.holidays])
        lines.append(say("schedule.will.on_holidays", dates=named))
    return (c.Quote(say("schedule.group"), overview.group), *map(c.Text, lines), *heavy)


def people_count(say: Say, people: int, locale: str) -> str:
    """Returns how many people something is for, in words."""
    return say("schedule.person") if people == 1 else say("schedule.people", count=decimal(people, locale))


def _delivery(say: Say, overview: ScheduleOverview) -> str:
    schedule, people, topic = overview.schedule, overview.people, overview.topic
    if schedule.format is DeliveryFormat.PREPARE:
        return say("schedule.will.prepare")
    if schedule.format is DeliveryFormat.ROUND:
        return say("schedule.will.round", topic=topic)
    who = say("schedule.people_counted") if people is None else people_count(say, people, overview.locale)
    key = "schedule.will.one" if schedule.count == 1 else "schedule.will.each"
    return say(key, count=schedule.count, topic=topic, people=who)


def _limits(say: Say, schedule: Schedule) -> list[str]:
    rule = schedule.recurrence
    first = date_text(say, rule.first)
    lines = [say("schedule.will.from", date=first)]
    if rule.last:
        last = date_text(say, rule.last)
        lines = [say("schedule.will.from_until", first=first, last=last)]
    if rule.holidays:
        lines.append(say("schedule.will.holidays", country=say(f"schedule.country.{rule.holidays}")))
    if rule.excluded:
        excluded = [date_text(say, day) for day in rule.excluded]
        lines.append(say("schedule.will.quiet", dates=listed(say, excluded)))
    if schedule.spread and schedule.format is DeliveryFormat.EACH:
        lines.append(say("schedule.will.spread", minutes=schedule.spread))
    if schedule.format is DeliveryFormat.EACH:
        lines.append(say("schedule.will.shift"))
    return lines


def _state(overview: ScheduleOverview) -> str:
    comes = overview.reach is Reach.SOMEBODY
    return overview.schedule.state.value if comes else overview.reach.value


def _reach(say: Say, overview: ScheduleOverview) -> tuple[c.Element, ...]:
    """Returns why it comes to nobody now, and what to do about it."""
    state = _state(overview)
    if state != ScheduleState.ACTIVE.value:
        key = "waiting_one" if state == Reach.WAITING.value and overview.people == 1 else state
        return (c.Text(say(f"schedule.reach.{key}", count=decimal(overview.people or 0, overview.locale))),)
    away = overview.days[0] - overview.today
    if away < FAR or overview.before:
        return ()
    return (c.Text(say("schedule.reach.far", when=day_text(say, overview.days[0], overview.today))),)


def next_slots(say: Say, overview: ScheduleOverview) -> tuple[c.Element, ...]:
    """Returns the next times."""
    if not overview.days and not overview.before:
        return (c.Text(say("schedule.no_next")),)
    rule, today = overview.schedule.recurrence, overview.today
    some = [
        say("schedule.still_ahead", when=dates.slot_time(say, rule, day, today)) for day in overview.before
    ]
    lines = [dates.slot_time(say, rule, day, today) for day in overview.days]
    return tuple(map(c.Text, (say("schedule.next"), *some, *lines)))


def _try_button(say: Say, schedule: Schedule) -> tuple[c.Button, ...]:
    # A round is everybody's: there is nothing of it to try alone.
    each = schedule.format is DeliveryFormat.EACH
    return (c.Button(say("schedule.try"), TRY, schedule.id),) if each else ()


def _schedule_buttons(say: Say, schedule: Schedule, *, failed: bool) -> tuple[c.Button, ...]:
    id = schedule.id
    turns = {
        ScheduleState.ACTIVE: (c.Button(say("schedule.pause"), PAUSE, id),),
        ScheduleState.PAUSED: (c.Button(say("schedule.resume"), RESUME, id, c.Tone.PRIMARY),),
    }
    return (
        *turns.get(schedule.state, ()),
        c.Button(say("schedule.edit"), EDIT, id, form=True),
        *_try_button(say, schedule),
        *([c.Button(say("schedule.retry"), RETRY, id)] if failed else []),
        c.Button(say("schedule.remove"), REMOVE, id),
    )


def _past_slots(say: Say, past: Sequence[SlotStats], *, each: bool) -> list[c.Element]:
    """Returns a line for each slot, and why some did not arrive; a large one that still goes out as a bar."""
    if not past:
        return [c.Note(say("schedule.nothing_yet"))]
    elements: list[c.Element] = [c.Text(say("schedule.so_far"))]
    for slot in past:
        day, counts = dates.long_date(say, slot.day), _slot_counts(say, slot, each=each)
        elements.append(c.Text(say("schedule.day", date=day, figures=counts)))
        done, total = slot.progress.done, slot.progress.total
        if total >= LARGE and done < total:
            elements.append(c.Meter(say("schedule.going_out"), done * 100 // total, 100))
        elements += [c.Note(line) for line in _reasons(say, slot.reasons, channel=not each)]
    return elements


def _slot_counts(say: Say, slot: SlotStats, *, each: bool) -> str:
    # To how many it went is not told: beside the size of a group that would tell who holds drills back.
    if slot.ahead:
        return say("schedule.planned")
    parts = [] if is_unreached([slot]) else [say("schedule.sent")]
    if each and slot.opened and slot.finished:
        parts.append(say("schedule.opened", share=share_text(say, slot.opened)))
        parts.append(say("schedule.finished", share=share_text(say, slot.finished)))
    elif each and slot.counted:
        parts.append(say("schedule.counting", date=dates.date_within(say, counted_until(slot.day).date())))
    late, doubtful = slot.of(DeliveryState.EXPIRED), slot.progress.doubtful
    rest = {"failed": slot.failed, "late": late * slot.counted, "doubtful": doubtful * slot.counted}
    parts += [say(f"schedule.{name}", count=count) for name, count in rest.items() if count]
    return dotted(*parts)


def _reasons(say: Say, reasons: Mapping[str, int], *, channel: bool) -> list[str]:
    """Returns why some did not arrive and what to do about it, the most frequent reason first."""
    counts: Counter[str] = Counter()
    for word, count in reasons.items():
        if word != UNWANTED:
            counts[reason_words(say, word, channel=channel)] += count
    if channel:
        return list(counts)
    return [say("schedule.why", count=count, reason=why) for why, count in counts.most_common()]
