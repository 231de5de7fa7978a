"""The note that an agent may add: what it asks, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.policy import AbuseKind
from bot.core.redact import is_reference, redacted
from bot.core.viewer import Viewer
from bot.features.boundary.buttons import refer
from bot.features.boundary.model import Incident

NOTED = "boundary.noted"
NOTE_LIMIT = 500  # characters
TICKET_LIMIT = 40


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """What an agent told; `stripped` says that something of a customer's was taken out."""

    note: str
    ticket: str
    kind: AbuseKind
    stripped: bool


def form(viewer: Viewer, incident: Incident) -> c.Form:
    """Returns the form, with what was noted before."""
    say = viewer.say
    return c.Form(
        title=say("boundary.note"),
        action=NOTED,
        send=say("boundary.note_send"),
        fields=(
            c.Select("kind", say("boundary.kind"), kinds(viewer), (incident.course.kind.value,)),
            c.Input(
                "note",
                say("boundary.note_field"),
                c.InputKind.PARAGRAPH,
                incident.note,
                say("boundary.note_hint", limit=NOTE_LIMIT),
                optional=True,
                limit=NOTE_LIMIT,
            ),
            c.Input(
                "ticket",
                say("boundary.ticket"),
                value=incident.ticket,
                hint=say("boundary.ticket_hint"),
                optional=True,
                limit=TICKET_LIMIT,
            ),
        ),
        value=refer(incident),
        language=viewer.language,
    )


def kinds(viewer: Viewer) -> tuple[c.Option, ...]:
    """Returns everything a customer may have done, as options."""
    return tuple(c.Option(viewer.say(f"incident.kind.{kind.value}"), kind.value) for kind in AbuseKind)


def taken(viewer: Viewer, ask: Submit) -> IncidentNote | Mapping[str, str]:
    """Returns what the form told, or what to mend, by field."""
    note, ticket, kind = ask.text("note"), ask.text("ticket"), ask.text("kind")
    wrong: dict[str, str] = {}
    if len(note) > NOTE_LIMIT:
        wrong["note"] = viewer.say("boundary.note_long", limit=NOTE_LIMIT, length=len(note))
    if ticket and not is_reference(ticket):
        wrong["ticket"] = viewer.say("boundary.ticket_wrong", limit=TICKET_LIMIT)
    if kind not in {known.value for known in AbuseKind}:
        wrong["kind"] = viewer.say("boundary.kind_missing")
    clean = redacted(note)
    return wrong or IncidentNote(clean, ticket, AbuseKind(kind), stripped=clean != note)
