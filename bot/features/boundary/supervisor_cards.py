"""Cards that go out unasked: what supervisors see of an incident, and what its agent hears of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.policy import AbuseKind
from bot.core.sentence import with_capital
from bot.core.viewer import name_line, quotes
from bot.features.boundary.after_cards import break_buttons, result_line, support_line
from bot.features.boundary.buttons import encode
from bot.features.boundary.fact_cards import facts_text
from bot.features.boundary.model import Incident, ResultKind, kind_name, outcome
from bot.features.boundary.viewer import BoundaryViewer

SET, STOPPED = "incident.title.stopped", "incident.title.stopped_unsaid"
SEEN, TALK, RESULT = "incident.seen", "incident.talk", "incident.result"
WAITING = "incident.waiting"


def notice_card(viewer: BoundaryViewer, incident: Incident, *, reminder: bool = False) -> c.Card:
    """Returns what a supervisor gets: what happened, and two ways to stand behind the agent."""
    title = headline(viewer, incident)
    badge = viewer.say("incident.reminder") if reminder else ""
    summary = f"{title} · {viewer.time(incident.course.closed or incident.course.began)}"
    return viewer.card(
        summary,
        c.Heading(title, badge),
        *_facts(viewer, incident),
        *_answers(viewer, incident),
        *_results(viewer, incident),
    )


def waiting_card(viewer: BoundaryViewer, waiting: Sequence[Incident]) -> c.Card:
    """Returns the first of the notices that wait for a supervisor, and how many others do."""
    if not waiting:
        title = viewer.say("home.nothing_waits")
        return viewer.card(title, c.Heading(title))
    notice, others = notice_card(viewer, waiting[0]), len(waiting) - 1
    if not others:
        return notice
    more = c.Note(viewer.say("home.reports.more.one" if others == 1 else "home.reports.more", count=others))
    onward = c.Button(viewer.say("home.reports.next"), WAITING)
    return replace(notice, elements=(*notice.elements, more, c.Buttons((onward,))))


def headline(viewer: BoundaryViewer, incident: Incident) -> str:
    """Returns who went through what, in one line."""
    contact = viewer.say(f"incident.contact.{incident.course.channel}")
    kind = viewer.say(f"incident.after.{kind_name(incident) or AbuseKind.OTHER.value}")
    key = f"incident.title.{outcome(incident)}"
    if key == SET and not incident.course.warned:  # who said nothing set no boundary: it stopped by itself
        key = STOPPED
    return viewer.say(key, name=name_line(incident.name), contact=contact, kind=kind)


def note_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what a supervisor gets when a note comes after the notice."""
    title = viewer.say("incident.added", name=name_line(incident.name))
    answers = (*_answers(viewer, incident), *_results(viewer, incident))
    return viewer.card(title, c.Heading(title), *_facts(viewer, incident), *answers)


def open_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what a supervisor gets where a contact that they were told of is not over."""
    title = headline(viewer, incident)
    return viewer.card(title, c.Heading(title), *_facts(viewer, incident))


def rest_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what a supervisor hears of a recovery break."""
    minutes = incident.course.rest
    title = viewer.say("incident.resting", name=name_line(incident.name), minutes=minutes)
    since = incident.course.rested or incident.course.began
    return viewer.card(
        title, c.Heading(title), c.Note(viewer.say("incident.resting_since", at=viewer.time(since)))
    )


def answer_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what the agent hears when a supervisor has answered."""
    support = incident.support
    assert support, "nobody has answered"
    title = support_line(viewer, support)
    text = viewer.say(f"boundary.backed.{support.answer.value}_text")
    return viewer.card(title, c.Heading(title), c.Text(text), c.Note(viewer.say("boundary.never_counts")))


def progress_card(viewer: BoundaryViewer, incident: Incident, key: str) -> c.Card:
    """Returns what the agent hears of where their report has got to: `passed`, `nobody` or `silence`."""
    title = viewer.say(f"incident.{key}")
    text = c.Text(viewer.say(f"incident.{key}_text"))
    return viewer.card(title, c.Heading(title), text, break_buttons(viewer, incident))


def result_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what the agent hears of what came of it."""
    assert incident.result, "nothing came of it yet"
    title = result_line(viewer, incident.result)
    when = viewer.moment(incident.course.closed or incident.course.began)
    text = viewer.say(f"incident.result.{incident.result.kind.value}_text")
    note = c.Note(viewer.say("incident.result.about", at=when))
    return viewer.card(title, c.Heading(title), c.Text(text), note)


def rest_over_card(viewer: BoundaryViewer) -> c.Card:
    """Returns what the agent gets when the recovery break is over."""
    title = viewer.say("recovery.over")
    return viewer.card(title, c.Heading(title), c.Text(viewer.say("recovery.over_text")))


def _facts(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    course, kind = incident.course, kind_name(incident)
    when = viewer.say(
        "incident.when",
        at=viewer.moment(course.closed or course.began),
        channel=viewer.say(f"boundary.channel.{course.channel}"),
        kind=viewer.say(f"incident.kind.{kind}" if kind else "boundary.no_kind"),
    )
    note = quotes(viewer.say("incident.note"), incident.note or "—")
    ticket = quotes(viewer.say("incident.ticket"), incident.ticket or "—")
    return (c.Text(when), c.Text(facts_text(viewer, incident)), *note, *ticket)


def _answers(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    support = incident.support
    if support:
        key = f"incident.answered.{support.answer.value}"
        return (c.Text(viewer.say(key, name=name_line(support.name), at=viewer.time(support.at))),)
    value = encode(incident, incident.seal)
    seen = c.Button(viewer.say(SEEN), SEEN, value, c.Tone.PRIMARY)
    return (c.Buttons((seen, c.Button(viewer.say(TALK), TALK, value))),)


def _results(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    """Returns what came of it, and the choice to say so, or otherwise."""
    if incident.course.open:
        return ()
    result = incident.result
    values = {kind: encode(incident, f"{incident.seal}_{kind.value}") for kind in ResultKind}
    options = tuple(
        c.Option(with_capital(viewer.say(f"incident.result.{kind.value}")), values[kind])
        for kind in ResultKind
    )
    choice = c.Choice(RESULT, viewer.say("incident.result"), options, values[result.kind] if result else "")
    return (c.Text(result_line(viewer, result)), choice) if result else (choice,)
