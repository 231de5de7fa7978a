"""The day after: how it is, what becomes of the answer, and what a supervisor hears of it."""

from __future__ import annotations

from bot.core import card as c
from bot.core.clocks import local
from bot.core.policy import AbuseKind
from bot.core.viewer import Viewer, name_line, weekday_within
from bot.features.boundary.buttons import encode
from bot.features.boundary.model import Incident, kind_name
from bot.features.boundary.supervisor_cards import headline
from bot.features.boundary.viewer import BoundaryViewer

FINE, TALK, LEAVE = "aftercare.fine", "aftercare.talk", "aftercare.leave"
HEARS = "incident.hears"


def question_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns the question, which its agent alone gets."""
    title, value = viewer.say("aftercare.title"), encode(incident)
    kind = viewer.say(f"incident.after.{kind_name(incident) or AbuseKind.OTHER.value}")
    buttons = tuple(c.Button(viewer.say(action), action, value) for action in (FINE, TALK, LEAVE))
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(_which(viewer, incident, kind)),
        c.Buttons(buttons),
        c.Note(viewer.say("aftercare.alone")),
    )


def _which(viewer: BoundaryViewer, incident: Incident, kind: str) -> str:
    day = local(incident.course.closed or incident.course.began, viewer.zone).date()
    if (viewer.today - day).days <= 1:
        return viewer.say("aftercare.text", kind=kind)
    return viewer.say("aftercare.text_on", weekday=weekday_within(viewer.say, day.weekday()), kind=kind)


def answered_card(viewer: Viewer, answer: str, name: str = "") -> c.Card:
    """Returns what follows an answer: `fine`, `leave`, `talk` (`name` hears of it), `nobody`, `unheard`."""
    title = viewer.say(f"aftercare.{answer}.title", name=name or viewer.say("aftercare.somebody"))
    return viewer.card(title, c.Heading(title), c.Text(viewer.say(f"aftercare.{answer}.text")))


def wish_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what a supervisor hears: that the agent would like to talk, and about which contact."""
    name = name_line(incident.name)
    title = viewer.say("aftercare.wish", name=name)
    when = viewer.moment(incident.course.closed or incident.course.began)
    button = c.Button(viewer.say(HEARS), HEARS, encode(incident, incident.seal), c.Tone.PRIMARY)
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(f"{headline(viewer, incident)} · {when}"),
        c.Text(viewer.say("aftercare.wish_text", name=name)),
        c.Buttons((button,)),
    )


def heard_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns the same once somebody has said that they will talk."""
    name, support = name_line(incident.name), incident.support
    assert support, "nobody has answered"
    title = viewer.say("aftercare.wish", name=name)
    line = viewer.say("aftercare.heard", name=name_line(support.name), at=viewer.time(support.at))
    return viewer.card(title, c.Heading(title), c.Text(line))
