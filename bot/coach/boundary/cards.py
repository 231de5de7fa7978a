"""The cards of a contact that goes through the protocol, as its agent sees them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach import card as c
from bot.coach.boundary import protocol
from bot.coach.boundary.incident import Incident
from bot.coach.boundary.protocol import Move, Step
from bot.coach.boundary.sight import Sight, clock, named, refer
from bot.coach.phrasebook import CHANNELS
from bot.coach.policy import Ending, Part

START, NEW, SHOW = "boundary.start", "boundary.new", "boundary.show"
CHANNEL, KIND, REST, NOTE = "boundary.channel", "boundary.kind", "boundary.rest", "boundary.note"
MOVES: Mapping[Move, str] = {
    Move.AGAIN: "boundary.again",
    Move.STOPPED: "boundary.stopped",
    Move.THREAT: "boundary.threat",
    Move.ENDED: "boundary.ended",
    Move.TRANSFERRED: "boundary.transferred",
    Move.REOPEN: "boundary.reopen",
    Move.TELL: "boundary.tell",
}
_TONES = {Move.ENDED: c.Tone.PRIMARY, Move.TRANSFERRED: c.Tone.PRIMARY, Move.THREAT: c.Tone.DANGER}


def shown(sight: Sight, incident: Incident, *, renew: bool = False, told: str = "") -> c.Card:
    """Returns the card of where the contact is. `renew` offers a new one; `told` is what was just done."""
    if not incident.course.open:
        return _closed(sight, incident, told)
    title, badge = _heading(sight, incident)
    words = _words(sight, incident)
    rows: list[c.Element] = [_buttons(sight, incident), *_choices(sight, incident)]
    if renew:
        again = c.Button(sight.say("boundary.new"), NEW, refer(incident))
        rows += [c.Note(sight.say("boundary.still_open")), c.Buttons((again,))]
    return sight.card(title, c.Heading(title, badge), *words, *([c.Note(told)] if told else []), *rows)


def recovery(sight: Sight, incident: Incident, *, announced: bool) -> c.Card:
    """Returns what helps in the minutes after."""
    say, rested = sight.say, incident.course.rested
    until = [c.Note(say("recovery.until", minutes=incident.policy.rest, at=clock(rested)))] if rested else []
    heard = [c.Note(say("recovery.announced"))] if announced else []
    return sight.card(
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


def refused(sight: Sight) -> c.Card:
    """Returns what a press on a card of somebody else gets."""
    title = sight.say("boundary.refused")
    button = c.Button(sight.say("boundary.mine"), START)
    return sight.card(
        title, c.Heading(title), c.Text(sight.say("boundary.refused_text")), c.Buttons((button,))
    )


def _heading(sight: Sight, incident: Incident) -> tuple[str, str]:
    course, policy = incident.course, incident.policy
    before = course.warned if course.step is Step.ZERO else course.warned[:-1]
    times = ", ".join(clock(at) for at in before)
    badge = (
        sight.say("boundary.warned", at=times)
        if times
        else sight.say("boundary.started", at=clock(course.began))
    )
    if course.step is Step.ZERO:
        return sight.say(f"boundary.zero.{policy.ending.value}"), badge
    number = min(len(course.warned), policy.warnings)
    return sight.say("boundary.step", number=number, count=policy.warnings), badge


def _words(sight: Sight, incident: Incident) -> tuple[c.Element, ...]:
    course, policy = incident.course, incident.policy
    closing = policy.said(policy.part("closing"), course.channel)
    close = (c.Note(sight.say("boundary.to_close")), sight.phrase(closing, "boundary.cue.closing"))
    if course.step is Step.ZERO:
        said = policy.said(policy.part("zero"), course.channel)
        # Whom one passes on, one asks to wait; with whom one ends, one has said all.
        also = close if closing and policy.ending is Ending.TRANSFER else ()
        return (sight.phrase(said, "boundary.cue.zero"), *also)
    number, last = len(course.warned), protocol.is_last(course, policy)
    part = Part.FIRST if number == 1 else policy.part("last") if last else Part.SECOND
    cue = "first" if number == 1 else "last" if last else "second"
    phrase = sight.phrase(policy.said(part, course.channel), f"boundary.cue.{cue}")
    return (phrase, *close) if last and closing else (phrase,)


def _buttons(sight: Sight, incident: Incident) -> c.Buttons:
    value = refer(incident)
    moves = [move for move in protocol.moves(incident.course, incident.policy) if move in MOVES]
    return c.Buttons(
        tuple(
            c.Button(sight.say(MOVES[move]), MOVES[move], value, _TONES.get(move, c.Tone.PLAIN))
            for move in moves
        )
    )


def _choices(sight: Sight, incident: Incident) -> tuple[c.Choice, ...]:
    course = incident.course
    channels = tuple(
        c.Option(sight.say(f"boundary.channel.{name}"), refer(incident, name)) for name in CHANNELS
    )
    found = c.Choice(CHANNEL, sight.say("boundary.channel"), channels, refer(incident, course.channel))
    if course.step is not Step.ZERO:
        return (found,)
    kinds = tuple(
        c.Option(sight.say(f"incident.kind.{kind.value}"), refer(incident, kind.value))
        for kind in incident.policy.zero_tolerance
    )
    what = c.Choice(KIND, sight.say("boundary.kind"), kinds, refer(incident, course.kind.value))
    return (what, found) if len(kinds) > 1 else (found,)


def _closed(sight: Sight, incident: Incident, told: str) -> c.Card:
    course, policy = incident.course, incident.policy
    title = sight.say(f"boundary.title.{course.step.value}")
    said = policy.said(Part.STOPPED, course.channel) if course.step is Step.STOPPED else {}
    return sight.card(
        title,
        c.Heading(title),
        *([sight.phrase(said, "boundary.cue.stopped")] if said else []),
        c.Text(_trail(sight, incident)),
        *_standing(sight, incident),
        *([c.Note(told)] if told else []),
        c.Buttons(_after(sight, incident)),
        c.Note(sight.say("boundary.never_counts")),
    )


def _trail(sight: Sight, incident: Incident) -> str:
    course = incident.course
    times = ", ".join(clock(at) for at in course.warned)
    closed = clock(course.closed or course.began)
    done = sight.say(f"boundary.closed.{course.step.value}", at=closed)
    return f"{sight.say('boundary.trail', at=times)} {done}"


def _standing(sight: Sight, incident: Incident) -> tuple[c.Element, ...]:
    course, backing = incident.course, incident.backing
    if backing:
        key = f"boundary.backed.{backing.how.value}"
        return (c.Text(sight.say(key, name=named(backing.name), at=clock(backing.at))),)
    return (c.Text(sight.say("boundary.told", at=clock(course.told))),) if course.told else ()


def _after(sight: Sight, incident: Incident) -> tuple[c.Button, ...]:
    course, value = incident.course, refer(incident)
    tell = c.Button(sight.say("boundary.tell"), MOVES[Move.TELL], value, c.Tone.PRIMARY)
    rest = c.Button(sight.say("boundary.rest", minutes=incident.policy.rest), REST, value)
    note = c.Button(sight.say("boundary.note"), NOTE, value, form=True)
    reopen = c.Button(sight.say("boundary.reopen"), MOVES[Move.REOPEN], value)
    can_reopen = Move.REOPEN in protocol.moves(course, incident.policy)
    return (*(() if course.told else (tell,)), rest, note, *((reopen,) if can_reopen else ()))
