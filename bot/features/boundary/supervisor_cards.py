"""What supervisors see of an incident, and what its agent hears of them."""

from __future__ import annotations

from bot.core import card as c
from bot.core.viewer import Viewer, name_line, quotes, utc_moment, utc_time
from bot.features.boundary.buttons import refer
from bot.features.boundary.cards import REST
from bot.features.boundary.model import Incident, outcome

SEEN, TALK = "incident.seen", "incident.talk"


def notice(viewer: Viewer, incident: Incident, *, reminder: bool = False) -> c.Card:
    """Returns the notice to a supervisor: what happened, and two ways to stand behind the agent."""
    title = headline(viewer, incident)
    badge = viewer.say("incident.reminder") if reminder else ""
    summary = f"{title} · {utc_time(incident.course.closed or incident.course.began)}"
    return viewer.card(
        summary, c.Heading(title, badge), *_facts(viewer, incident), *_answer(viewer, incident)
    )


def headline(viewer: Viewer, incident: Incident) -> str:
    """Returns who did what, in one line."""
    contact = viewer.say(f"incident.contact.{incident.course.channel}")
    return viewer.say(f"incident.title.{outcome(incident)}", name=name_line(incident.name), contact=contact)


def added(viewer: Viewer, incident: Incident) -> c.Card:
    """Returns what a supervisor gets when a note comes after the notice."""
    title = viewer.say("incident.added", name=name_line(incident.name))
    return viewer.card(title, c.Heading(title), *_facts(viewer, incident), *_answer(viewer, incident))


def resting(viewer: Viewer, incident: Incident) -> c.Card:
    """Returns what a supervisor hears of a recovery break."""
    minutes = incident.policy.rest
    title = viewer.say("incident.resting", name=name_line(incident.name), minutes=minutes)
    since = incident.course.rested or incident.course.began
    return viewer.card(
        title, c.Heading(title), c.Note(viewer.say("incident.resting_since", at=utc_time(since)))
    )


def answered(viewer: Viewer, incident: Incident) -> c.Card:
    """Returns what the agent hears when a supervisor has answered."""
    backing = incident.backing
    assert backing, "nobody has answered"
    key = f"boundary.backed.{backing.how.value}"
    title = viewer.say(key, name=name_line(backing.name), at=utc_time(backing.at))
    text = viewer.say(f"boundary.backed.{backing.how.value}_text")
    return viewer.card(title, c.Heading(title), c.Text(text), c.Note(viewer.say("boundary.never_counts")))


def to_agent(viewer: Viewer, incident: Incident, key: str) -> c.Card:
    """Returns what the agent hears of where their report has got to: `passed`, `nobody` or `silence`."""
    title = viewer.say(f"incident.{key}")
    rest = c.Button(viewer.say("boundary.rest", minutes=incident.policy.rest), REST, refer(incident))
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say(f"incident.{key}_text")), c.Buttons((rest,))
    )


def rest_over(viewer: Viewer, incident: Incident) -> c.Card:
    """Returns what the agent gets when the recovery break is over."""
    title = viewer.say("recovery.over")
    return viewer.card(title, c.Heading(title), c.Text(viewer.say("recovery.over_text")))


def _facts(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    course = incident.course
    facts = (
        utc_moment(course.closed or course.began),
        viewer.say(f"boundary.channel.{course.channel}"),
        viewer.say(f"incident.kind.{course.kind.value}"),
        _followed(viewer, incident),
    )
    note = quotes(viewer.say("incident.note"), incident.note or "—")
    ticket = quotes(viewer.say("incident.ticket"), incident.ticket or "—")
    return (c.Text(" · ".join(facts)), *note, *ticket)


def _followed(viewer: Viewer, incident: Incident) -> str:
    if incident.course.zero:
        return viewer.say("incident.zero")
    count = len(incident.course.warned)
    return viewer.say("incident.warned_once" if count == 1 else "incident.warned", count=count)


def _answer(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    backing = incident.backing
    if backing:
        key = f"incident.answered.{backing.how.value}"
        return (c.Text(viewer.say(key, name=name_line(backing.name), at=utc_time(backing.at))),)
    value = refer(incident, incident.seal)
    seen = c.Button(viewer.say(SEEN), SEEN, value, c.Tone.PRIMARY)
    return (c.Buttons((seen, c.Button(viewer.say(TALK), TALK, value))),)
