"""What supervisors see of an incident, and what its agent hears of them."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.boundary.cards import REST
from bot.coach.boundary.incident import Incident, outcome
from bot.coach.boundary.sight import Sight, clock, named, quotes, refer, stamp

SEEN, TALK = "incident.seen", "incident.talk"


def notice(sight: Sight, incident: Incident, *, reminder: bool = False) -> c.Card:
    """Returns the notice to a supervisor: what happened, and two ways to stand behind the agent."""
    title = headline(sight, incident)
    badge = sight.say("incident.reminder") if reminder else ""
    summary = f"{title} · {clock(incident.course.closed or incident.course.began)}"
    return sight.card(summary, c.Heading(title, badge), *_facts(sight, incident), *_answer(sight, incident))


def headline(sight: Sight, incident: Incident) -> str:
    """Returns who did what, in one line."""
    contact = sight.say(f"incident.contact.{incident.course.channel}")
    return sight.say(f"incident.title.{outcome(incident)}", name=named(incident.name), contact=contact)


def added(sight: Sight, incident: Incident) -> c.Card:
    """Returns what a supervisor gets when a note comes after the notice."""
    title = sight.say("incident.added", name=named(incident.name))
    return sight.card(title, c.Heading(title), *_facts(sight, incident), *_answer(sight, incident))


def resting(sight: Sight, incident: Incident) -> c.Card:
    """Returns what a supervisor hears of a recovery break."""
    minutes = incident.policy.rest
    title = sight.say("incident.resting", name=named(incident.name), minutes=minutes)
    since = incident.course.rested or incident.course.began
    return sight.card(title, c.Heading(title), c.Note(sight.say("incident.resting_since", at=clock(since))))


def answered(sight: Sight, incident: Incident) -> c.Card:
    """Returns what the agent hears when a supervisor has answered."""
    backing = incident.backing
    assert backing, "nobody has answered"
    key = f"boundary.backed.{backing.how.value}"
    title = sight.say(key, name=named(backing.name), at=clock(backing.at))
    text = sight.say(f"boundary.backed.{backing.how.value}_text")
    return sight.card(title, c.Heading(title), c.Text(text), c.Note(sight.say("boundary.never_counts")))


def to_agent(sight: Sight, incident: Incident, key: str) -> c.Card:
    """Returns what the agent hears of where their report has got to: `passed`, `nobody` or `silence`."""
    title = sight.say(f"incident.{key}")
    rest = c.Button(sight.say("boundary.rest", minutes=incident.policy.rest), REST, refer(incident))
    return sight.card(title, c.Heading(title), c.Text(sight.say(f"incident.{key}_text")), c.Buttons((rest,)))


def rest_over(sight: Sight, incident: Incident) -> c.Card:
    """Returns what the agent gets when the recovery break is over."""
    title = sight.say("recovery.over")
    return sight.card(title, c.Heading(title), c.Text(sight.say("recovery.over_text")))


def _facts(sight: Sight, incident: Incident) -> tuple[c.Element, ...]:
    course = incident.course
    facts = (
        stamp(course.closed or course.began),
        sight.say(f"boundary.channel.{course.channel}"),
        sight.say(f"incident.kind.{course.kind.value}"),
        _followed(sight, incident),
    )
    note = quotes(sight.say("incident.note"), incident.note or "—")
    ticket = quotes(sight.say("incident.ticket"), incident.ticket or "—")
    return (c.Text(" · ".join(facts)), *note, *ticket)


def _followed(sight: Sight, incident: Incident) -> str:
    if incident.course.zero:
        return sight.say("incident.zero")
    count = len(incident.course.warned)
    return sight.say("incident.warned_once" if count == 1 else "incident.warned", count=count)


def _answer(sight: Sight, incident: Incident) -> tuple[c.Element, ...]:
    backing = incident.backing
    if backing:
        key = f"incident.answered.{backing.how.value}"
        return (c.Text(sight.say(key, name=named(backing.name), at=clock(backing.at))),)
    value = refer(incident, incident.seal)
    seen = c.Button(sight.say(SEEN), SEEN, value, c.Tone.PRIMARY)
    return (c.Buttons((seen, c.Button(sight.say(TALK), TALK, value))),)
