"""What a person sees of all their checks, and what they can do with them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.core import card as c
from bot.features.checkin import cards
from bot.features.checkin.model import CheckinEntry, OwnCheckins, ReminderState
from bot.features.checkin.period import Cadence
from bot.features.checkin.scoring import SPAN, TOP
from bot.features.checkin.viewer import CheckinViewer

CHARTED = 12  # checks in the chart; words tell of the last eight
_ROOM = 2900  # characters of one field to copy from: Slack's takes 3000


def mine_card(viewer: CheckinViewer, mine: OwnCheckins, *, takes_part: bool, told: str = "") -> c.Card:
    """Returns the trend of somebody's checks, in words and as a chart."""
    say, title = viewer.say, viewer.say("checkin.me.title")
    entries = cards.ours(viewer.content.instrument, mine.entries)
    kept = bool(mine.entries or mine.unreadable)
    parts: list[c.Element] = [c.Heading(title), *([c.Note(told)] if told else [])]
    if not kept:
        parts.append(c.Text(say("checkin.me.none" if takes_part else "checkin.me.nothing")))
    if kept and not takes_part:
        parts.append(c.Note(say("checkin.me.stopped")))
    parts += _trend(viewer, entries)
    if mine.unreadable:
        parts.append(c.Note(say("checkin.me.unreadable", count=mine.unreadable)))
    return viewer.card(title, *parts, *_buttons(viewer, kept=kept, takes_part=takes_part))


def sure(viewer: CheckinViewer, count: int) -> c.Card:
    """Returns the first question before everything goes."""
    say = viewer.say
    return _asked(
        viewer, "checkin.erase", say("checkin.erase.text", count=count), "checkin.erase.go", cards.SURE
    )


def really(viewer: CheckinViewer) -> c.Card:
    """Returns the second one."""
    return _asked(viewer, "checkin.sure", viewer.say("checkin.sure.text"), "checkin.sure.go", cards.ERASED)


def reminders(viewer: CheckinViewer, standing: ReminderState, cadence: Cadence, told: str = "") -> c.Card:
    """Returns how often somebody is reminded, and the other ways."""
    say, title = viewer.say, viewer.say("checkin.reminders.title")
    now = (standing.every or cadence).name.lower() if standing.reminders else "off"
    choices = tuple(
        c.Button(say(f"checkin.reminders.{name}"), cards.REMIND, name)
        for name in ("fortnightly", "weekly", "off")
        if name != now
    )
    text = say("checkin.reminders.now", how=say(f"checkin.reminders.{now}").casefold())
    notes = [c.Note(told)] if told else []
    why = c.Note(say("checkin.reminders.why"))
    row = c.Buttons((*choices, cards.me_button(say)))
    return viewer.card(title, c.Heading(title), *notes, c.Text(text), why, row)


def export(viewer: CheckinViewer, mine: OwnCheckins) -> c.Form:
    """Returns all that is kept of somebody, as JSON to copy: each field is a document of its own."""
    say = viewer.say
    documents = exported(mine.entries)
    fields = tuple(
        c.Input(
            f"part_{i + 1}",
            say("checkin.export.part", part=i + 1, parts=len(documents)),
            c.InputKind.COPY,
            document,
            f"calma-self-check-{i + 1}.json",
            optional=True,
        )
        for i, document in enumerate(documents)
    )
    return c.Form(
        title=say("checkin.export.title"),
        action=cards.EXPORTED,
        send=say("checkin.export.done"),
        fields=fields,
        intro=(c.Note(say("checkin.export.text")),),
        language=viewer.language,
        dialog=True,
    )


def exported(entries: Sequence[CheckinEntry]) -> list[str]:
    """Returns entries as JSON documents, none of them longer than a field takes."""
    documents, waiting = list[str](), list[dict[str, object]]()
    for entry in entries:
        more = [*waiting, _plain(entry)]
        if waiting and len(_json(more)) > _ROOM:
            documents.append(_json(waiting))
            more = more[-1:]
        waiting = more
    return [*documents, _json(waiting)]


def _plain(entry: CheckinEntry) -> dict[str, object]:
    return {
        "period": entry.period,
        "instrument": f"{entry.instrument} {entry.version}",
        "answers": dict(entry.answers),
        "index": entry.index,
        "exposures": dict(entry.exposures),
    }


def _json(entries: Sequence[dict[str, object]]) -> str:
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]" if lines else "[]"


def _trend(viewer: CheckinViewer, entries: Sequence[CheckinEntry]) -> list[c.Element]:
    known = [entry for entry in entries if entry.index is not None]
    if not known:
        return []
    say, shown = viewer.say, known[-CHARTED:]
    words = cards.in_words(viewer, cards.indices(known))
    chart = c.Chart(
        say("checkin.load.over_time"),
        tuple(viewer.ended(entry.period) for entry in shown),
        tuple(float(int(entry.index or 0)) for entry in shown),
        TOP,
    )
    few = say("checkin.trend.few", needed=2 * SPAN, count=len(known))
    return [chart, c.Text(words or few), *cards.exposures(viewer, known[-1])]


def _buttons(viewer: CheckinViewer, *, kept: bool, takes_part: bool) -> tuple[c.Element, ...]:
    say = viewer.say
    export_it = c.Button(say("checkin.export.open"), cards.EXPORT, form=True)
    remind = c.Button(say("checkin.reminders.open"), cards.REMINDERS)
    stop = c.Button(say("checkin.stop.open"), cards.STOP)
    erase = c.Button(say("checkin.erase.open"), cards.ERASE, tone=c.Tone.DANGER)
    first = (*([] if takes_part else [cards.start_button(say)]), *([export_it] if kept else []), remind)
    last = (
        *([stop] if takes_part else []),
        *([erase] if kept or takes_part else []),
        cards.lines_button(say),
    )
    return c.Buttons(first), c.Buttons(last)


def _asked(viewer: CheckinViewer, title: str, text: str, go: str, action: str) -> c.Card:
    say = viewer.say
    buttons = (
        c.Button(say(go), action, tone=c.Tone.DANGER),
        c.Button(say("checkin.erase.keep"), cards.ME),
    )
    heading = c.Heading(say(f"{title}.title"))
    return viewer.card(heading.text, heading, c.Text(text), c.Buttons(buttons))
