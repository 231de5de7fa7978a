"""The cards of a contact that goes through the protocol, as its agent sees them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import card as c
from bot.core.phrasebook import CHANNELS
from bot.core.policy import ContactEnding, PolicyPart
from bot.core.viewer import Viewer, name_line, utc_time
from bot.features.boundary import protocol
from bot.features.boundary.buttons import encode
from bot.features.boundary.model import Incident, SupervisorSupport
from bot.features.boundary.protocol import ProtocolMove, ProtocolStep

START, NEW, SHOW = "boundary.start", "boundary.new", "boundary.show"
CHANNEL, KIND, REST, NOTE = "boundary.channel", "boundary.kind", "boundary.rest", "boundary.note"
MOVES: Mapping[ProtocolMove, str] = {
    ProtocolMove.AGAIN: "boundary.again",
    ProtocolMove.STOPPED: "boundary.stopped",
    ProtocolMove.THREAT: "boundary.threat",
    ProtocolMove.ENDED: "boundary.ended",
    ProtocolMove.TRANSFERRED: "boundary.transferred",
    ProtocolMove.REOPEN: "boundary.reopen",
    ProtocolMove.TELL: "boundary.tell",
}
_TONES = {
    ProtocolMove.ENDED: c.Tone.PRIMARY,
    ProtocolMove.TRANSFERRED: c.Tone.PRIMARY,
    ProtocolMove.THREAT: c.Tone.DANGER,
}


def incident_card(viewer: Viewer, incident: Incident, *, renew: bool = False, status: str = "") -> c.Card:
    """Returns the card of where the contact is. `renew` offers a new one; `status` is what was just done."""
    if not incident.course.open:
        return _closed_card(viewer, incident, status)
    title, badge = _heading(viewer, incident)
    rows: list[c.Element] = [_buttons(viewer, incident), *_choices(viewer, incident)]
    if renew:
        new = c.Button(viewer.say("boundary.new"), NEW, encode(incident))
        rows += [c.Note(viewer.say("boundary.still_open")), c.Buttons((new,))]
    return viewer.card(
        title,
        c.Heading(title, badge),
        *_phrases(viewer, incident),
        *([c.Note(status)] if status else []),
        *rows,
    )


def recovery_card(viewer: Viewer, incident: Incident, *, announced: bool) -> c.Card:
    """Returns what helps in a recovery break. `announced` says that a supervisor knows of it."""
    say, rested = viewer.say, incident.course.rested
    until = (
        [c.Note(say("recovery.until", minutes=incident.policy.rest, at=utc_time(rested)))] if rested else []
    )
    announcement = [c.Note(say("recovery.announced"))] if announced else []
    return viewer.card(
        say("recovery.title", minutes=incident.policy.rest),
        c.Heading(say("recovery.title", minutes=incident.policy.rest)),
        c.Text(say("recovery.breathe")),
        c.Text(say("recovery.step_away")),
        c.Text(say("recovery.talk")),
        *until,
        *announcement,
        c.Buttons((c.Button(say("recovery.back"), SHOW, encode(incident)),)),
        c.Note(say("boundary.never_counts")),
    )


def refused_card(viewer: Viewer) -> c.Card:
    """Returns what a press on a card of somebody else gets."""
    title = viewer.say("boundary.refused")
    button = c.Button(viewer.say("boundary.mine"), START)
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say("boundary.refused_text")), c.Buttons((button,))
    )


def support_line(viewer: Viewer, support: SupervisorSupport) -> str:
    """Returns who stands behind the agent, how, and since when."""
    key = f"boundary.backed.{support.answer.value}"
    return viewer.say(key, name=name_line(support.name), at=utc_time(support.at))


def _heading(viewer: Viewer, incident: Incident) -> tuple[str, str]:
    course, policy = incident.course, incident.policy
    before = course.warned if course.step is ProtocolStep.ZERO else course.warned[:-1]
    times = ", ".join(utc_time(at) for at in before)
    badge = (
        viewer.say("boundary.warned", at=times)
        if times
        else viewer.say("boundary.started", at=utc_time(course.began))
    )
    if course.step is ProtocolStep.ZERO:
        return viewer.say(f"boundary.zero.{policy.ending.value}"), badge
    number = min(len(course.warned), policy.warnings)
    return viewer.say("boundary.step", number=number, count=policy.warnings), badge


def _phrases(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    course, policy = incident.course, incident.policy
    closing = policy.said(policy.part("closing"), course.channel)
    close = (
        c.Note(viewer.say("boundary.to_close")),
        viewer.phrase(closing, viewer.say("boundary.cue.closing")),
    )
    if course.step is ProtocolStep.ZERO:
        said = policy.said(policy.part("zero"), course.channel)
        # Whom one passes on, one asks to wait; with whom one ends, one has said all.
        wait = close if closing and policy.ending is ContactEnding.TRANSFER else ()
        return (viewer.phrase(said, viewer.say("boundary.cue.zero")), *wait)
    number, last = len(course.warned), protocol.is_last(course, policy)
    part = PolicyPart.FIRST if number == 1 else policy.part("last") if last else PolicyPart.SECOND
    cue = "first" if number == 1 else "last" if last else "second"
    phrase = viewer.phrase(policy.said(part, course.channel), viewer.say(f"boundary.cue.{cue}"))
    return (phrase, *close) if last and closing else (phrase,)


def _buttons(viewer: Viewer, incident: Incident) -> c.Buttons:
    value = encode(incident)
    moves = [move for move in protocol.moves(incident.course, incident.policy) if move in MOVES]
    return c.Buttons(
        tuple(
            c.Button(viewer.say(MOVES[move]), MOVES[move], value, _TONES.get(move, c.Tone.PLAIN))
            for move in moves
        )
    )


def _choices(viewer: Viewer, incident: Incident) -> tuple[c.Choice, ...]:
    course = incident.course
    channels = tuple(
        c.Option(viewer.say(f"boundary.channel.{name}"), encode(incident, name)) for name in CHANNELS
    )
    channel = c.Choice(CHANNEL, viewer.say("boundary.channel"), channels, encode(incident, course.channel))
    if course.step is not ProtocolStep.ZERO:
        return (channel,)
    kinds = tuple(
        c.Option(viewer.say(f"incident.kind.{abuse.value}"), encode(incident, abuse.value))
        for abuse in incident.policy.zero_tolerance
    )
    kind = c.Choice(KIND, viewer.say("boundary.kind"), kinds, encode(incident, course.kind.value))
    return (kind, channel) if len(kinds) > 1 else (channel,)


def _closed_card(viewer: Viewer, incident: Incident, status: str) -> c.Card:
    course, policy = incident.course, incident.policy
    title = viewer.say(f"boundary.title.{course.step.value}")
    said = policy.said(PolicyPart.STOPPED, course.channel) if course.step is ProtocolStep.STOPPED else {}
    return viewer.card(
        title,
        c.Heading(title),
        *([viewer.phrase(said, viewer.say("boundary.cue.stopped"))] if said else []),
        c.Text(_history(viewer, incident)),
        *_support(viewer, incident),
        *([c.Note(status)] if status else []),
        c.Buttons(_closed_buttons(viewer, incident)),
        c.Note(viewer.say("boundary.never_counts")),
    )


def _history(viewer: Viewer, incident: Incident) -> str:
    course = incident.course
    times = ", ".join(utc_time(at) for at in course.warned)
    closed = utc_time(course.closed or course.began)
    ending = viewer.say(f"boundary.closed.{course.step.value}", at=closed)
    return f"{viewer.say('boundary.trail', at=times)} {ending}"


def _support(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    course, support = incident.course, incident.support
    if support:
        return (c.Text(support_line(viewer, support)),)
    return (c.Text(viewer.say("boundary.told", at=utc_time(course.reported))),) if course.reported else ()


def _closed_buttons(viewer: Viewer, incident: Incident) -> tuple[c.Button, ...]:
    course, value = incident.course, encode(incident)
    tell = c.Button(viewer.say("boundary.tell"), MOVES[ProtocolMove.TELL], value, c.Tone.PRIMARY)
    rest = c.Button(viewer.say("boundary.rest", minutes=incident.policy.rest), REST, value)
    note = c.Button(viewer.say("boundary.note"), NOTE, value, form=True)
    reopen = c.Button(viewer.say("boundary.reopen"), MOVES[ProtocolMove.REOPEN], value)
    can_reopen = ProtocolMove.REOPEN in protocol.moves(course, incident.policy)
    return (*(() if course.reported else (tell,)), rest, note, *((reopen,) if can_reopen else ()))
