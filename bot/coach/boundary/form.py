"""The note that an agent may add: what it asks, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.coach import card as c
from bot.coach.boundary.incident import Incident
from bot.coach.boundary.sight import Sight, refer
from bot.coach.policy import Kind
from bot.coach.redact import is_reference, redacted
from bot.coach.talk import Submit

NOTED = "boundary.noted"
NOTE_LIMIT = 500  # characters
TICKET_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Noted:
    """What an agent told; `stripped` says that something of a customer's was taken out."""

    note: str
    ticket: str
    kind: Kind
    stripped: bool


def form(sight: Sight, incident: Incident) -> c.Form:
    """Returns the form, with what was noted before."""
    say = sight.say
    return c.Form(
        title=say("boundary.note"),
        action=NOTED,
        send=say("boundary.note_send"),
        fields=(
            c.Select("kind", say("boundary.kind"), kinds(sight), (incident.course.kind.value,)),
            c.Input(
                "note",
                say("boundary.note_field"),
                c.Kind.PARAGRAPH,
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
        language=sight.language,
    )


def kinds(sight: Sight) -> tuple[c.Option, ...]:
    """Returns everything a customer may have done, as options."""
    return tuple(c.Option(sight.say(f"incident.kind.{kind.value}"), kind.value) for kind in Kind)


def taken(sight: Sight, ask: Submit) -> Noted | Mapping[str, str]:
    """Returns what the form told, or what to mend, by field."""
    note, ticket, kind = ask.text("note"), ask.text("ticket"), ask.text("kind")
    wrong: dict[str, str] = {}
    if len(note) > NOTE_LIMIT:
        wrong["note"] = sight.say("boundary.note_long", limit=NOTE_LIMIT, length=len(note))
    if ticket and not is_reference(ticket):
        wrong["ticket"] = sight.say("boundary.ticket_wrong", limit=TICKET_LIMIT)
    if kind not in {known.value for known in Kind}:
        wrong["kind"] = sight.say("boundary.kind_missing")
    clean = redacted(note)
    return wrong or Noted(clean, ticket, Kind(kind), stripped=clean != note)
