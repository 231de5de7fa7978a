"""The cards of a contact that goes through the protocol and is open, as its agent sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.policy import REMARKS, ContactEnding, PolicyPart
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer
from bot.features.boundary import protocol
from bot.features.boundary.buttons import encode
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import FINISH, EventKind, ProtocolMove, ProtocolStep
from bot.features.boundary.viewer import BoundaryViewer

START, NEW, SHOW = "boundary.start", "boundary.new", "boundary.show"
CHANNEL, ZERO, EARLY, TICKET = "boundary.channel", "boundary.zero", "boundary.early", "boundary.ticket"
ALARM, SAFETY, SAFETY_MENU = "alert.raise", "safety.show", "safety.menu"  # presses that others answer
MOVES: Mapping[ProtocolMove, str] = {
    ProtocolMove.SAID: "boundary.said",
    ProtocolMove.STOPPED: "boundary.stopped",
    ProtocolMove.ENDED: "boundary.ended",
    ProtocolMove.TRANSFERRED: "boundary.transferred",
    ProtocolMove.HUNG_UP: "boundary.hung_up",
    ProtocolMove.REOPEN: "boundary.reopen",
    ProtocolMove.CALLED: "boundary.called",
    ProtocolMove.CALLBACK: "boundary.callback",
    ProtocolMove.UNDO: "boundary.undo",
    ProtocolMove.TELL: "boundary.tell",
}
# What an insult is not: danger leads to the safety cards, the other two say what the customer did.
_DOORS = (
    ("threat", SAFETY, "violence|{}"),
    ("bomb", SAFETY, "bomb|{}"),
    ("self-harm", SAFETY, "self-harm|{}"),
    ("sexual", ZERO, "sexual.{}"),
    ("hate", ZERO, "slurs.{}"),
)


def open_card(
    viewer: BoundaryViewer, incident: Incident, above: Sequence[c.Element] = (), *, renew: bool = False
) -> c.Card:
    """Returns the words for where the contact is. `renew` offers a new one; `above` stands before it."""
    title, words = _heading(viewer, incident), _words(viewer, incident)
    rows: list[c.Element] = [*_doors(viewer, incident), *_choices(viewer, incident)]
    if renew:
        new = c.Button(viewer.say("boundary.new"), NEW, encode(incident))
        rows += [c.Note(viewer.say("boundary.still_open")), c.Buttons((new,))]
    said = next(part for part in reversed(words) if isinstance(part, c.PhraseBlock))
    return viewer.card(
        viewer.say("boundary.summary", phrase=c.plain(said.lines[0].text)),
        c.Heading(title),
        *above,
        *words,
        *_urgent(viewer),
        c.Buttons(_buttons(viewer, incident)),
        *rows,
        *_exceptions(viewer, incident),
    )


def early_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns the closing words for whoever ends it before the warnings are said, and what that means."""
    say, left = viewer.say, protocol.warnings_left(incident.course, incident.policy)
    title = say("boundary.early_title")
    finish = FINISH[incident.policy.ending]
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say(f"boundary.early_text.{left}")),
        _phrase(viewer, incident, "closing", "closing"),
        *_urgent(viewer),
        c.Buttons(
            (
                c.Button(say(MOVES[finish]), MOVES[finish], encode(incident)),
                c.Button(say("recovery.back"), SHOW, encode(incident)),
                _alarm(viewer, incident),
            )
        ),
    )


def refused_card(viewer: Viewer) -> c.Card:
    """Returns what a press on a card of somebody else gets."""
    title = viewer.say("boundary.refused")
    button = c.Button(viewer.say("boundary.mine"), START)
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say("boundary.refused_text")), c.Buttons((button,))
    )


def move_button(
    viewer: Viewer, incident: Incident, move: ProtocolMove, tone: c.Tone = c.Tone.PLAIN, label: str = ""
) -> c.Button:
    """Returns the button of a move, made for where the contact is now."""
    return c.Button(viewer.say(label or MOVES[move]), MOVES[move], encode(incident), tone)


def undo_buttons(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Button, ...]:
    """Returns the way to take the last press back, as long as there is one."""
    course, opened = incident.course, len(incident.course.events) == 1
    if opened or not protocol.can_undo(course, viewer.now):
        return ()
    return (move_button(viewer, incident, ProtocolMove.UNDO),)


def _heading(viewer: BoundaryViewer, incident: Incident) -> str:
    course = incident.course
    if course.step is ProtocolStep.ZERO and course.kind:
        kind = viewer.say(f"incident.kind.{course.kind.value}")
        return viewer.say("boundary.zero", kind=with_capital(kind))
    if course.warned:
        return viewer.say("boundary.warned", at=viewer.times(course.warned))
    first = course.contacts[-1][0]
    if first.kind is not EventKind.AGAIN:
        return viewer.say("boundary.first")
    if first.about == ProtocolMove.CALLBACK.value:
        return viewer.say("boundary.callback")
    return viewer.say("boundary.again" if course.channel == "phone" else "boundary.again_written")


def _words(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    course, policy, say = incident.course, incident.policy, viewer.say
    if course.step is ProtocolStep.ZERO:
        return (_phrase(viewer, incident, "zero", "zero"), *_handover(viewer, incident))
    left = protocol.warnings_left(course, policy)
    if not left:
        return (c.Text(f"**{say('boundary.close_with')}**"), _phrase(viewer, incident, "closing", "closing"))
    if course.warned:
        part, cue = ("chance", "last") if left == 1 else ("second", "second")
        return (c.Text(f"**{say(f'boundary.go_on.{part}')}**"), _phrase(viewer, incident, part, cue))
    first = course.contacts[-1][0]
    if first.kind is EventKind.AGAIN:
        part = "callback" if first.about == ProtocolMove.CALLBACK.value else "returned"
        return (_phrase(viewer, incident, part, "again"),)
    part = "remark" if course.kind in REMARKS else "first"
    return (*_recording(viewer, incident), _phrase(viewer, incident, part, "first"))


def _phrase(viewer: BoundaryViewer, incident: Incident, part: str, cue: str) -> c.PhraseBlock:
    policy, channel = incident.policy, incident.course.channel
    said = viewer.wording(policy, policy.part(part), channel)
    if not said and part == "callback":  # nobody calls back in writing
        said = viewer.wording(policy, policy.part("returned"), channel)
    return viewer.phrase(said, viewer.say(f"boundary.cue.{cue}"))


def _handover(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    # Whom one passes on, one asks to wait; with whom one ends, one has said all. An email says it already.
    if incident.policy.ending is ContactEnding.END or incident.course.channel == "email":
        return ()
    return (_phrase(viewer, incident, "closing", "closing"),)


def _recording(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    said = viewer.wording(incident.policy, PolicyPart.RECORDING, incident.course.channel)
    if not (incident.policy.recorded and said):
        return ()
    return (c.Text(f"**{viewer.say('boundary.recorded')}**"), viewer.phrase(said))


def _urgent(viewer: BoundaryViewer) -> tuple[c.Element, ...]:
    if not viewer.urgent:
        return ()
    button = c.Button(viewer.say("boundary.urgent_yes"), SAFETY_MENU, tone=c.Tone.DANGER)
    return (c.Text(viewer.say("boundary.urgent")), c.Buttons((button,)))


def _buttons(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Button, ...]:
    course, policy = incident.course, incident.policy
    stopped = move_button(viewer, incident, ProtocolMove.STOPPED)
    alarm, undo = _alarm(viewer, incident), undo_buttons(viewer, incident)
    if ProtocolMove.SAID not in protocol.moves(course, policy):
        finish = move_button(viewer, incident, FINISH[policy.ending], c.Tone.PRIMARY)
        return (finish, stopped, move_button(viewer, incident, ProtocolMove.HUNG_UP), alarm, *undo)
    if course.warned:
        again = move_button(viewer, incident, ProtocolMove.SAID, label="boundary.said_again")
        return (stopped, again, alarm, *undo)
    said = move_button(viewer, incident, ProtocolMove.SAID, c.Tone.PRIMARY)
    return (said, stopped, alarm, *undo)


def _alarm(viewer: BoundaryViewer, incident: Incident) -> c.Button:
    return c.Button(
        viewer.say("boundary.someone"), ALARM, f"abuse.{incident.course.channel}", tone=c.Tone.DANGER
    )


def _doors(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    channel = incident.course.channel
    buttons = tuple(
        c.Button(viewer.say(f"boundary.door.{name}"), action, value.format(channel))
        for name, action, value in _DOORS
    )
    return (c.Note(viewer.say("boundary.else")), c.Buttons(buttons))


def _choices(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    course, policy, say = incident.course, incident.policy, viewer.say
    channels = tuple(
        c.Option(with_capital(say(f"boundary.channel.{name}")), encode(incident, name))
        for name in BASE_CHANNELS
    )
    channel = c.Choice(CHANNEL, say("boundary.channel"), channels, encode(incident, course.channel))
    label = f"{say('incident.ticket')} {incident.ticket}" if incident.ticket else say("boundary.ticket")
    ticket = c.Button(c.clip(label, c.LABEL), TICKET, encode(incident), form=True)
    if ProtocolMove.SAID not in protocol.moves(course, policy):
        return (c.Buttons((ticket,)), channel)
    early = "boundary.early" if policy.ending is ContactEnding.END else "boundary.early.transfer"
    mistake = len(course.events) == 1 and protocol.can_undo(course, viewer.now)
    ways = [(EARLY, early), (MOVES[ProtocolMove.HUNG_UP], "boundary.hung_up")]
    ways += [(MOVES[ProtocolMove.UNDO], "boundary.mistake")] if mistake else []
    buttons = tuple(c.Button(say(label), action, encode(incident)) for action, label in ways)
    return (c.Buttons((*buttons, ticket)), channel)


def _exceptions(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    if ProtocolMove.SAID not in protocol.moves(incident.course, incident.policy):
        return ()
    return (c.Note(viewer.say("boundary.exceptions")),)
