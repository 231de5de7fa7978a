"""The note that an agent may add to an incident: the form, and what was filled in or is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.policy import AbuseKind
from bot.core.redact import is_reference, redacted
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer
from bot.features.boundary import facts, protocol
from bot.features.boundary.buttons import encode
from bot.features.boundary.cards import TICKET
from bot.features.boundary.model import Incident, kind_name
from bot.features.boundary.protocol import EventKind, ProtocolStep
from bot.features.boundary.viewer import BoundaryViewer

NOTED = "boundary.noted"
NOTE_LIMIT = 500  # characters
TICKET_LIMIT = 40
NOTE_LIMITS = FormLimits({"note": NOTE_LIMIT, "ticket": TICKET_LIMIT})
DECIDERS = ("agent", "supervisor")


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """What an agent wrote; `stripped` says that something of a customer's was taken out.

    `kind` and `decider` are None and "" where nothing was chosen; `mistaken` are the places of events that
    were pressed by mistake.
    """

    note: str
    ticket: str
    kind: AbuseKind | None
    decider: str
    mistaken: tuple[int, ...]
    stripped: bool


def note_form(viewer: BoundaryViewer, incident: Incident) -> c.Form:
    """Returns the form, with what was noted before."""
    say, kind = viewer.say, kind_name(incident)
    return c.Form(
        title=say("boundary.note"),
        action=NOTED,
        send=say("boundary.note_send"),
        fields=(
            c.Select(
                "kind", say("boundary.kind"), kind_options(viewer), (kind,) if kind else (), optional=True
            ),
            c.Input(
                "note",
                say("boundary.note_field"),
                c.InputKind.PARAGRAPH,
                incident.note,
                say("boundary.note_hint", limit=NOTE_LIMIT),
                optional=True,
                limit=NOTE_LIMIT,
            ),
            _ticket(viewer, incident),
            *_decider(viewer, incident),
            *_mistaken(viewer, incident),
        ),
        value=encode(incident),
        language=viewer.language,
    )


def ticket_form(viewer: BoundaryViewer, incident: Incident) -> c.Form:
    """Returns the form for the ticket alone, while the contact goes on."""
    return c.Form(
        title=viewer.say("boundary.ticket"),
        action=TICKET,
        send=viewer.say("boundary.note_send"),
        fields=(_ticket(viewer, incident),),
        value=encode(incident),
        language=viewer.language,
    )


def kind_options(viewer: Viewer) -> tuple[c.Option, ...]:
    """Returns everything a customer may have done, as options."""
    return tuple(
        c.Option(with_capital(viewer.say(f"incident.kind.{kind.value}")), kind.value) for kind in AbuseKind
    )


def read_note(viewer: Viewer, ask: Submit) -> IncidentNote | Mapping[str, str]:
    """Returns what the form says, or what to mend, by field."""
    note, ticket, kind = ask.text("note"), ask.text("ticket"), ask.text("kind")
    wrong: dict[str, str] = {}
    if ticket and not is_reference(ticket):
        wrong["ticket"] = viewer.say("boundary.ticket_wrong", limit=TICKET_LIMIT)
    if kind and kind not in {known.value for known in AbuseKind}:
        wrong["kind"] = viewer.say("boundary.kind_missing")
    clean, told = redacted(note), AbuseKind(kind) if kind and "kind" not in wrong else None
    decider = ask.text("decider") if ask.text("decider") in DECIDERS else ""
    mistaken = tuple(int(place) for place in ask.many("mistaken") if place.isascii() and place.isdecimal())
    return wrong or IncidentNote(clean, ticket, told, decider, mistaken, stripped=clean != note)


def with_note(incident: Incident, note: IncidentNote, now: datetime) -> Incident:
    """Returns the incident with what was noted. Only a warning is taken back by it, and only once."""
    course = incident.course
    if note.kind:
        course = protocol.with_kind(course, note.kind, now)
    if note.decider and note.decider != facts.decider(course):
        course = protocol.with_event(course, EventKind.DECIDED, now, note.decider)
    said = [place for place, event in course.holding if event.kind is EventKind.SAID]
    course = protocol.taken_back(course, [place for place in said if place in note.mistaken], now)
    return replace(incident, note=note.note, ticket=note.ticket, course=course)


def _ticket(viewer: BoundaryViewer, incident: Incident) -> c.Input:
    hint = viewer.say("boundary.ticket_hint")
    label = viewer.say("boundary.ticket")
    return c.Input("ticket", label, value=incident.ticket, hint=hint, optional=True, limit=TICKET_LIMIT)


def _decider(viewer: Viewer, incident: Incident) -> tuple[c.Select, ...]:
    if incident.course.step not in {ProtocolStep.ENDED, ProtocolStep.TRANSFERRED}:
        return ()
    options = tuple(c.Option(viewer.say(f"boundary.decided.{name}"), name) for name in DECIDERS)
    chosen = facts.decider(incident.course)
    return (
        c.Select(
            "decider", viewer.say("boundary.decided"), options, (chosen,) if chosen else (), optional=True
        ),
    )


def _mistaken(viewer: BoundaryViewer, incident: Incident) -> tuple[c.Select, ...]:
    options = tuple(
        c.Option(viewer.say("boundary.mistaken_warning", at=viewer.time(event.at)), str(place))
        for place, event in incident.course.holding
        if event.kind is EventKind.SAID
    )
    label = viewer.say("boundary.mistaken")
    return (c.Select("mistaken", label, options, many=True, optional=True),) if options else ()
