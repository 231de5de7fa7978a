"""What managers see of their schedules: what will happen, what did, and what did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core import card as c
from bot.core.groups import LONGEST_NAME
from bot.core.ledger import CampaignProgress
from bot.core.ledger import DeliveryState as Fate
from bot.core.practice import DrillStarter
from bot.core.viewer import name_line, time_of_day
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.model import AttendanceCount, DeliveryFormat, Schedule, ScheduleState

NEW, SAVE, CHANGE, TRY, LIST, SHOW, EDIT, PAUSE, RESUME, REMOVE, REMOVED, RETRY = (
    f"schedule.{name}"
    for name in [
        "new",
        "save",
        "change",
        "try",
        "list",
        "show",
        "edit",
        "pause",
        "resume",
        "remove",
        "removed",
        "retry",
    ]
)

KEEP = "schedule.keep"

PER_MINUTE = 300  # that a workspace takes about

SLOTS = 5  # shown of those that were

UNWANTED = "not wanted any more"  # what the ledger says of what its author did not write

LARGE = 200  # deliveries from which on their progress is shown as a bar

_KNOWN = (
    ("not installed", "not_installed"),
    ("channel_not_found", "gone"),
    ("user_not_found", "gone"),
    ("account_inactive", "gone"),
    ("is_archived", "gone"),
    ("not_in_channel", "not_in_channel"),
    ("blocked", "blocked"),
    ("MessageWritesBlocked", "blocked"),
    ("cannot_dm_bot", "blocked"),
)


def topic_name(drills: DrillStarter, topic: str, language: str) -> str:
    """Returns the name of a topic, in lower case where it is no name of a method."""
    found = next((option.label for option in drills.topics(language) if option.value == topic), topic)
    return found.strip()


def happening(say: Say, schedule: Schedule, people: int, topic: str) -> tuple[c.Element, ...]:
    """Returns what a schedule does, in words."""
    rhythm = schedule.rhythm
    if schedule.way is DeliveryFormat.ROUND:
        what = say("schedule.will.round", topic=topic)
    else:
        who = say("schedule.person") if people == 1 else say("schedule.people", count=f"{people:,}")
        many = "one" if schedule.count == 1 else "each"
        what = say(f"schedule.will.{many}", count=schedule.count, topic=topic, people=who)
    where = (
        say("schedule.own_time") if rhythm.own else say("schedule.in", place=dates.place(say, rhythm.zone))
    )
    lines = [
        what,
        say(
            "schedule.will.when", days=dates.days(say, rhythm.days), time=time_of_day(rhythm.at), where=where
        ),
    ]
    return tuple(c.Text(line) for line in (*lines, *_limits(say, schedule)))


def _limits(say: Say, schedule: Schedule) -> list[str]:
    rhythm = schedule.rhythm
    first = say("schedule.will.from", date=dates.dated(say, rhythm.first))
    if rhythm.last:
        first = say(
            "schedule.will.from_until",
            first=dates.dated(say, rhythm.first),
            last=dates.dated(say, rhythm.last),
        )
    found = [first]
    if rhythm.holidays:
        found.append(say("schedule.will.holidays", country=say(f"schedule.country.{rhythm.holidays}")))
    if rhythm.quiet:
        found.append(
            say(
                "schedule.will.quiet",
                dates=dates.listed(say, [dates.dated(say, day) for day in rhythm.quiet]),
            )
        )
    if schedule.spread and schedule.way is DeliveryFormat.EACH:
        found.append(say("schedule.will.spread", minutes=schedule.spread))
    return found


def following(say: Say, schedule: Schedule, days: Sequence[date]) -> tuple[c.Element, ...]:
    """Returns the next times."""
    if not days:
        return (c.Text(say("schedule.no_next")),)
    lines = tuple(c.Text(dates.moment(say, schedule.rhythm, day)) for day in days)
    return (c.Text(say("schedule.next")), *lines)


def preview(
    say: Say,
    language: str,
    schedule: Schedule,
    group: str,
    people: int,
    topic: str,
    days: Sequence[date],
    told: str = "",
) -> c.Card:
    """Returns what will happen, before it is saved."""
    title = say("schedule.preview")
    slow = schedule.way is DeliveryFormat.EACH and people > PER_MINUTE * max(schedule.spread, 10)
    buttons = (
        c.Button(say("schedule.save"), SAVE, schedule.id, c.Tone.PRIMARY),
        c.Button(say("schedule.change"), CHANGE, schedule.id, form=True),
        *_try(say, schedule),
    )
    return c.Card(
        title,
        (
            c.Heading(title, say("schedule.unsaved")),
            *([c.Note(told)] if told else []),
            c.Quote(say("schedule.group"), group),
            *happening(say, schedule, people, topic),
            c.Divider(),
            *following(say, schedule, days),
            *([c.Note(say("schedule.slow", minutes=f"{people // PER_MINUTE:,}"))] if slow else []),
            c.Buttons(buttons),
        ),
        language,
    )


def shown(
    say: Say,
    language: str,
    schedule: Schedule,
    group: str,
    people: int,
    topic: str,
    days: Sequence[date],
    figures: Sequence[SlotStats],
    told: str = "",
) -> c.Card:
    """Returns one schedule: what it does, when next, what became of the last slots."""
    title = say("schedule.one", topic=topic)
    return c.Card(
        title,
        (
            c.Heading(title, say(f"schedule.state.{schedule.state.value}")),
            *([c.Note(told)] if told else []),
            c.Quote(say("schedule.group"), group),
            *happening(say, schedule, people, topic),
            *(following(say, schedule, days) if schedule.state is ScheduleState.ACTIVE else ()),
            c.Divider(),
            *past(say, figures, each=schedule.way is DeliveryFormat.EACH),
            c.Buttons(_buttons(say, schedule, failed=any(one.failed for one in figures))),
            c.Buttons((c.Button(say("schedule.all"), LIST),)),
        ),
        language,
    )


def _try(say: Say, schedule: Schedule) -> tuple[c.Button, ...]:
    # A round is everybody's: there is nothing of it to try alone.
    return (c.Button(say("schedule.try"), TRY, schedule.id),) if schedule.way is DeliveryFormat.EACH else ()


def _buttons(say: Say, schedule: Schedule, *, failed: bool) -> tuple[c.Button, ...]:
    id, paused = schedule.id, schedule.state is not ScheduleState.ACTIVE
    found = [
        c.Button(say("schedule.resume"), RESUME, id, c.Tone.PRIMARY)
        if paused
        else c.Button(say("schedule.pause"), PAUSE, id),
        c.Button(say("schedule.edit"), EDIT, id, form=True),
        *_try(say, schedule),
        *([c.Button(say("schedule.retry"), RETRY, id)] if failed else []),
        c.Button(say("schedule.remove"), REMOVE, id),
    ]
    return tuple(found)


def listing(
    say: Say, language: str, rows: Sequence[tuple[Schedule, str, str, str]], told: str = ""
) -> c.Card:
    """Returns all schedules, each with its topic, the name of its group, and when it comes next."""
    title = say("schedule.title")
    new = c.Button(say("schedule.new"), NEW, tone=c.Tone.PRIMARY, form=True)
    table = c.Table(
        (say("schedule.topic"), say("schedule.group"), say("schedule.next_column")),
        tuple((topic, name_line(group, LONGEST_NAME), coming) for _, topic, group, coming in rows),
    )
    options = tuple(
        c.Option(c.clip(f"{topic} · {name_line(group, LONGEST_NAME)}", 75), schedule.id)
        for schedule, topic, group, _ in rows[:100]
    )
    body: list[c.Element] = [c.Text(say("schedule.none"))]
    if rows:
        body = [table, c.Choice(SHOW, say("schedule.open"), options)]
    return c.Card(
        title, (c.Heading(title), *([c.Note(told)] if told else []), *body, c.Buttons((new,))), language
    )


def sure(say: Say, language: str, schedule: Schedule) -> c.Card:
    """Returns the question before a schedule goes."""
    title = say("schedule.sure")
    gone = c.Button(say("schedule.remove"), REMOVED, schedule.id, c.Tone.DANGER)
    kept = c.Button(say("schedule.keep_it"), SHOW, schedule.id)
    return c.Card(
        title, (c.Heading(title), c.Text(say("schedule.sure_text")), c.Buttons((kept, gone))), language
    )


def no_group(say: Say, language: str, new_group: str) -> c.Card:
    """Returns what to do where there is nobody yet to send drills to."""
    title = say("schedule.no_group")
    make = c.Button(say("group.new"), new_group, tone=c.Tone.PRIMARY, form=True)
    return c.Card(
        title, (c.Heading(title), c.Text(say("schedule.no_group_text")), c.Buttons((make,))), language
    )


def word(say: Say, language: str, schedule: Schedule, what: str, day: date) -> c.Card:
    """Returns what a manager is told of a slot that did not go as planned; `what` is the notice's."""
    title = say(what)
    show = c.Button(say("schedule.look"), SHOW, schedule.id)
    text = say(f"{what}_text", date=dates.long(say, day))
    return c.Card(title, (c.Heading(title), c.Text(text), c.Buttons((show,))), language)


@dataclass(frozen=True, slots=True)
class SlotStats:
    """What became of a slot."""

    day: date
    progress: CampaignProgress | None
    count: AttendanceCount

    @property
    def failed(self) -> int:
        """How many did not arrive, without those that their people did not want."""
        return sum(number for word, number in self.reasons.items() if word != UNWANTED)

    @property
    def skipped(self) -> int:
        """How many were left out by people's own settings."""
        return self.reasons.get(UNWANTED, 0)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why they did not arrive, in the platform's words."""
        return self.progress.reasons if self.progress else {}

    def of(self, state: Fate) -> int:
        """Returns how many are in a state."""
        return self.progress.of(state) if self.progress else 0


def past(say: Say, figures: Sequence[SlotStats], *, each: bool) -> list[c.Element]:
    """Returns a line for each slot, and why some did not arrive; a large one that still goes out as a bar."""
    if not figures:
        return [c.Note(say("schedule.nothing_yet"))]
    found: list[c.Element] = [c.Text(say("schedule.so_far"))]
    for one in figures:
        found.append(
            c.Text(say("schedule.day", date=dates.long(say, one.day), figures=_line(say, one, each=each)))
        )
        if one.progress and one.progress.total >= LARGE and one.progress.done < one.progress.total:
            total, done = one.progress.total, one.progress.done
            note = say("schedule.of", done=f"{done:,}", total=f"{total:,}")
            found.append(c.Meter(say("schedule.going_out"), done, total, note))
        if why := _why(say, one.reasons):
            found.append(c.Note(why))
    return found


def _line(say: Say, one: SlotStats, *, each: bool) -> str:
    parts = [say("schedule.sent", count=one.of(Fate.SENT))]
    if each:
        parts += [
            say("schedule.opened", count=one.count.opened),
            say("schedule.finished", count=one.count.finished),
        ]
    waiting = one.of(Fate.DUE) + one.of(Fate.SENDING)
    doubtful = one.progress.doubtful if one.progress else 0
    rest = {
        "waiting": waiting,
        "failed": one.failed,
        "late": one.of(Fate.EXPIRED),
        "doubtful": doubtful,
        "skipped": one.skipped,
    }
    return " · ".join(
        [*parts, *(say(f"schedule.{name}", count=count) for name, count in rest.items() if count)]
    )


def _why(say: Say, reasons: Mapping[str, int]) -> str:
    found: dict[str, int] = {}
    for word_of_platform, count in reasons.items():
        if word_of_platform != UNWANTED:
            name = next((name for part, name in _KNOWN if part in word_of_platform), "other")
            found[name] = found.get(name, 0) + count
    return "; ".join(say(f"schedule.why.{name}", count=count) for name, count in sorted(found.items()))
