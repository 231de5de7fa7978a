"""The cards of a contact that goes through the protocol, as its agent sees them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import card as c
from bot.core.phrasebook import CHANNELS
from bot.core.policy import ContactEnding, PolicyPart
from bot.core.viewer import Viewer, name_line, utc_time
from bot.features.boundary import protocol
from bot.features.boundary.buttons import refer
from bot.features.boundary.model import Incident
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


def shown(viewer: Viewer, incident: Incident, *, renew: bool = False, told: str = "") -> c.Card:
    """Returns the card of where the contact is. `renew` offers a new one; `told` is what was just done."""
    if not incident.course.open:
        return _closed(viewer, incident, told)
    title, badge = _heading(viewer, incident)
    words = _words(viewer, incident)
    rows: list[c.Element] = [_buttons(viewer, incident), *_choices(viewer, incident)]
    if renew:
        again = c.Button(viewer.say("boundary.new"), NEW, refer(incident))
        rows += [c.Note(viewer.say("boundary.still_open")), c.Buttons((again,))]
    return viewer.card(title, c.Heading(title, badge), *words, *([c.Note(told)] if told else []), *rows)


def recovery(viewer: Viewer, incident: Incident, *, announced: bool) -> c.Card:
    """Returns what helps in the minutes after."""
    say, rested = viewer.say, incident.course.rested
    until = (
        [c.Note(say("recovery.until", minutes=incident.policy.rest, at=utc_time(rested)))] if rested else []
    )
    heard = [c.Note(say("recovery.announced"))] if announced else []
    return viewer.card(
        say("recovery.title", minutes=incident.policy.rest),
        c.Heading(say("recovery.title", minutes=incident.policy.rest)),
        c.Text(say("recovery.breathe")),
        c.Text(say("recovery.step_away")),
        c.Text(say("recovery.talk")),
        *until,
        *heard,
        c.Buttons((c.Button(say("recovery.back"), SHOW, refer(incident)),)),
        c.Note(say("boundary.never_counts")),
    )


def refused(viewer: Viewer) -> c.Card:
    """Returns what a press on a card of somebody else gets."""
    title = viewer.say("boundary.refused")
    button = c.Button(viewer.say("boundary.mine"), START)
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say("boundary.refused_text")), c.Buttons((button,))
    )


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


def _words(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    course, policy = incident.course, incident.policy
    closing = policy.said(policy.part("closing"), course.channel)
    close = (
        c.Note(viewer.say("boundary.to_close")),
        viewer.phrase(closing, viewer.say("boundary.cue.closing")),
    )
    if course.step is ProtocolStep.ZERO:
        said = policy.said(policy.part("zero"), course.channel)
        # Whom one passes on, one asks to wait; with whom one ends, one has said all.
        also = close if closing and policy.ending is ContactEnding.TRANSFER else ()
        return (viewer.phrase(said, viewer.say("boundary.cue.zero")), *also)
    number, last = len(course.warned), protocol.is_last(course, policy)
    part = PolicyPart.FIRST if number == 1 else policy.part("last") if last else PolicyPart.SECOND
    cue = "first" if number == 1 else "last" if last else "second"
    phrase = viewer.phrase(policy.said(part, course.channel), viewer.say(f"boundary.cue.{cue}"))
    return (phrase, *close) if last and closing else (phrase,)


def _buttons(viewer: Viewer, incident: Incident) -> c.Buttons:
    value = refer(incident)
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
        c.Option(viewer.say(f"boundary.channel.{name}"), refer(incident, name)) for name in CHANNELS
    )
    found = c.Choice(CHANNEL, viewer.say("boundary.channel"), channels, refer(incident, course.channel))
    if course.step is not ProtocolStep.ZERO:
        return (found,)
    kinds = tuple(
        c.Option(viewer.say(f"incident.kind.{kind.value}"), refer(incident, kind.value))
        for kind in incident.policy.zero_tolerance
    )
    what = c.Choice(KIND, viewer.say("boundary.kind"), kinds, refer(incident, course.kind.value))
    return (what, found) if len(kinds) > 1 else (found,)


def _closed(viewer: Viewer, incident: Incident, told: str) -> c.Card:
    course, policy = incident.course, incident.policy
    title = viewer.say(f"boundary.title.{course.step.value}")
    said = policy.said(PolicyPart.STOPPED, course.channel) if course.step is ProtocolStep.STOPPED else {}
    return viewer.card(
        title,
        c.Heading(title),
        *([viewer.phrase(said, viewer.say("boundary.cue.stopped"))] if said else []),
        c.Text(_trail(viewer, incident)),
        *_standing(viewer, incident),
        *([c.Note(told)] if told else []),
        c.Buttons(_after(viewer, incident)),
        c.Note(viewer.say("boundary.never_counts")),
    )


def _trail(viewer: Viewer, incident: Incident) -> str:
    course = incident.course
    times = ", ".join(utc_time(at) for at in course.warned)
    closed = utc_time(course.closed or course.began)
    done = viewer.say(f"boundary.closed.{course.step.value}", at=closed)
    return f"{viewer.say('boundary.trail', at=times)} {done}"


def _standing(viewer: Viewer, incident: Incident) -> tuple[c.Element, ...]:
    course, backing = incident.course, incident.backing
    if backing:
        key = f"boundary.backed.{backing.how.value}"
        return (c.Text(viewer.say(key, name=name_line(backing.name), at=utc_time(backing.at))),)
    return (c.Text(viewer.say("boundary.told", at=utc_time(course.told))),) if course.told else ()


def _after(viewer: Viewer, incident: Incident) -> tuple[c.Button, ...]:
    course, value = incident.course, refer(incident)
    tell = c.Button(viewer.say("boundary.tell"), MOVES[ProtocolMove.TELL], value, c.Tone.PRIMARY)
    rest = c.Button(viewer.say("boundary.rest", minutes=incident.policy.rest), REST, value)
    note = c.Button(viewer.say("boundary.note"), NOTE, value, form=True)
    reopen = c.Button(viewer.say("boundary.reopen"), MOVES[ProtocolMove.REOPEN], value)
    can_reopen = ProtocolMove.REOPEN in protocol.moves(course, incident.policy)
    return (*(() if course.told else (tell,)), rest, note, *((reopen,) if can_reopen else ()))
