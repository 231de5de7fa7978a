"""What the record says, in words: each sentence from the events of an incident alone."""

from __future__ import annotations

from collections.abc import Iterator

from bot.features.boundary import facts
from bot.features.boundary.facts import ContactFacts
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import EventKind, ProtocolStep
from bot.features.boundary.viewer import BoundaryViewer


def facts_text(viewer: BoundaryViewer, incident: Incident) -> str:
    """Returns what happened, by time, and whether the policy was followed, where that can be said."""
    course, say = incident.course, viewer.say
    if course.step is ProtocolStep.MISTAKE:
        return say("fact.closed.mistake", at=viewer.time(course.events[-1].at))
    sentences: list[str] = []
    for number, contact in enumerate(facts.contact_facts(course, incident.policy)):
        if number:
            way = "callback" if contact.callback else "called"
            sentences.append(say(f"fact.next.{way}", at=viewer.time(contact.began)))
        sentences += _contact(viewer, contact, "early_next" if number else "early")
    if decider := facts.decider(course):
        sentences.append(say(f"fact.decided.{decider}"))
    for event, _ in facts.taken_back(course):
        if event.kind is EventKind.SAID:
            sentences.append(say("fact.undone.said", at=viewer.time(event.at)))
    return " ".join(sentences)


def _contact(viewer: BoundaryViewer, contact: ContactFacts, early: str) -> Iterator[str]:
    say = viewer.say
    if contact.warned:
        yield say("fact.warned", times=viewer.times(contact.warned))
    if contact.shown:
        yield say("fact.shown", times=viewer.times(contact.shown))
    if not (contact.warned or contact.shown or contact.followed is False):
        yield say("fact.unwarned")
    if contact.closing is None:
        yield say("fact.closed.open")
        return
    closing, at = contact.closing.kind.value, viewer.time(contact.closing.at)
    if contact.followed is False:
        count = say(f"fact.number.{contact.needed}")
        yield say(f"fact.{early}.{closing}.{len(contact.warned)}", at=at, count=count)
        return
    yield say(f"fact.closed.{closing}", at=at)
    if contact.followed and contact.zero and len(contact.warned) < contact.needed:
        yield say("fact.followed_zero", kind=say(f"incident.after.{contact.zero.value}"))
    elif contact.followed:
        yield say("fact.followed")
