"""The cards of a contact that is over: what happened, who is told, a break, and what if they call again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core import recovery
from bot.core.policy import AbuseKind, PolicyPart
from bot.core.sentence import with_capital
from bot.core.viewer import name_line
from bot.features.boundary import facts, protocol
from bot.features.boundary.buttons import encode
from bot.features.boundary.cards import SHOW, START, move_button, undo_buttons
from bot.features.boundary.fact_cards import facts_text
from bot.features.boundary.model import Incident, IncidentResult, SupervisorSupport
from bot.features.boundary.protocol import OVER, ProtocolMove, ProtocolStep
from bot.features.boundary.viewer import BoundaryViewer

KIND, REST, NOTE, VOICEMAIL = "boundary.kind", "boundary.rest", "boundary.note", "boundary.voicemail"
SEVERE = frozenset(
    {AbuseKind.THREAT, AbuseKind.SEXUAL, AbuseKind.SLURS}
)  # after which the long break is first


def closed_card(viewer: BoundaryViewer, incident: Incident, above: Sequence[c.Element] = ()) -> c.Card:
    """Returns what there is to do once a contact is closed; `above` stands above the buttons."""
    title = _title(viewer, incident)
    if incident.course.step is ProtocolStep.MISTAKE:
        back = c.Button(viewer.say("boundary.open"), START, incident.course.channel)
        return viewer.card(title, c.Heading(title), c.Buttons((back,)))
    return viewer.card(
        title,
        c.Heading(title),
        *_stopped(viewer, incident),
        c.Text(facts_text(viewer, incident)),
        *_support(viewer, incident),
        *above,
        c.Buttons(_buttons(viewer, incident)),
        *_breaks(viewer, incident),
        *_kinds(viewer, incident),
        *_next_contact(viewer, incident),
        c.Note(viewer.say("boundary.never_counts")),
    )


def recovery_card(viewer: BoundaryViewer, incident: Incident, *, announced: bool) -> c.Card:
    """Returns what helps in a recovery break. `announced` says that a supervisor knows of it."""
    course = incident.course
    title = recovery.title(viewer, course.rest)
    since = viewer.time(course.rested) if course.rested else ""
    return viewer.card(
        title,
        c.Heading(title),
        *recovery.elements(viewer, course.rest, since),
        *([c.Note(viewer.say("recovery.announced"))] if announced else []),
        c.Buttons((c.Button(viewer.say("recovery.back"), SHOW, encode(incident)),)),
        c.Note(viewer.say("boundary.never_counts")),
    )


def voicemail_card(viewer: BoundaryViewer, incident: Incident) -> c.Card:
    """Returns what to say where only a machine answers. Nothing is noted of it."""
    title = viewer.say("boundary.voicemail")
    said = viewer.wording(incident.policy, PolicyPart.VOICEMAIL, "phone")
    return viewer.card(
        title,
        c.Heading(title),
        viewer.phrase(said, viewer.say("boundary.cue.voicemail")),
        c.Buttons((c.Button(viewer.say("recovery.back"), SHOW, encode(incident)),)),
    )


def support_line(viewer: BoundaryViewer, support: SupervisorSupport) -> str:
    """Returns who stands behind the agent, how, and since when."""
    key = f"boundary.backed.{support.answer.value}"
    return viewer.say(key, name=name_line(support.name), at=viewer.time(support.at))


def result_line(viewer: BoundaryViewer, result: IncidentResult) -> str:
    """Returns what came of it, who says so, and since when."""
    kind = viewer.say(f"incident.result.{result.kind.value}")
    return viewer.say(
        "incident.result.line", kind=kind, name=name_line(result.name), at=viewer.time(result.at)
    )


def break_buttons(viewer: BoundaryViewer, incident: Incident) -> c.Buttons:
    """Returns the breaks to choose from."""
    severe = incident.course.kind in SEVERE
    return c.Buttons(
        tuple(
            c.Button(viewer.say("boundary.minutes", minutes=minutes), REST, encode(incident, str(minutes)))
            for minutes in recovery.lengths(incident.policy.rest, severe=severe)
        )
    )


def _title(viewer: BoundaryViewer, incident: Incident) -> str:
    course = incident.course
    agents = course.step in {ProtocolStep.ENDED, ProtocolStep.TRANSFERRED}
    early = agents and not facts.followed(course, incident.policy)
    return viewer.say("boundary.title.early" if early else f"boundary.title.{course.step.value}")


def _stopped(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    if incident.course.step is not ProtocolStep.STOPPED:
        return ()
    said = viewer.wording(incident.policy, PolicyPart.STOPPED, incident.course.channel)
    return (viewer.phrase(said, viewer.say("boundary.cue.stopped")),)


def _support(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    course, support = incident.course, incident.support
    result = (c.Text(result_line(viewer, incident.result)),) if incident.result else ()
    if support:
        return (c.Text(support_line(viewer, support)), *result)
    if result:
        return result
    return (c.Text(viewer.say("boundary.told", at=viewer.time(course.reported))),) if course.reported else ()


def _buttons(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Button, ...]:
    course, moves = incident.course, protocol.moves(incident.course, incident.policy)
    tell = move_button(viewer, incident, ProtocolMove.TELL, c.Tone.PRIMARY)
    note = c.Button(viewer.say("boundary.note"), NOTE, encode(incident), form=True)
    reopen = move_button(viewer, incident, ProtocolMove.REOPEN)
    called = "boundary.called" if course.channel == "phone" else "boundary.wrote"
    return (
        *(() if course.reported else (tell,)),
        note,
        *((reopen,) if ProtocolMove.REOPEN in moves else ()),
        *(
            (move_button(viewer, incident, ProtocolMove.CALLED, label=called),)
            if ProtocolMove.CALLED in moves
            else ()
        ),
        *undo_buttons(viewer, incident),
    )


def _breaks(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    return (c.Note(viewer.say("boundary.break")), break_buttons(viewer, incident))


def _kinds(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    # Asked as long as nobody has told: it is never guessed.
    if incident.course.kind:
        return ()
    kinds = tuple(
        c.Option(with_capital(viewer.say(f"incident.kind.{kind.value}")), encode(incident, kind.value))
        for kind in AbuseKind
    )
    return (c.Choice(KIND, viewer.say("boundary.kind"), kinds),)


def _next_contact(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Element, ...]:
    if incident.course.step not in OVER or incident.course.channel != "phone":
        return ()
    back = move_button(viewer, incident, ProtocolMove.CALLBACK, label="boundary.call_back")
    words = c.Button(viewer.say("boundary.voicemail"), VOICEMAIL, encode(incident))
    return (c.Buttons((back, words)),)
