"""The form for a restriction, and what was filled in or is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.dates import parsed_date
from bot.core.names import own_name
from bot.core.redact import is_reference, redacted
from bot.core.sentence import with_capital
from bot.features.boundary.forms import NOTE_LIMIT, TICKET_LIMIT
from bot.features.boundary.model import Restriction, RestrictionKind
from bot.features.boundary.restriction_cards import SET
from bot.features.boundary.viewer import BoundaryViewer

REVIEW = timedelta(days=90)  # until it is looked at again, where nobody says otherwise
LONGEST = timedelta(days=730)


def restriction_form(viewer: BoundaryViewer, before: Restriction | None) -> c.Form:
    """Returns the form, with what holds so far; the version is what it was read as."""
    say = viewer.say
    kind = before.kind if before else RestrictionKind.WARNED
    fresh = before is None or before.due(viewer.today)
    review = viewer.today + REVIEW if before is None or fresh else before.review
    options = tuple(
        c.Option(with_capital(say(f"restrict.kind.{each.value}")), each.value) for each in RestrictionKind
    )
    return c.Form(
        title=say("restrict.form"),
        action=SET,
        send=say("boundary.save"),
        fields=(
            c.Input(
                "ticket",
                say("boundary.ticket"),
                value=before.ticket if before else "",
                hint=say("boundary.ticket_hint"),
                limit=TICKET_LIMIT,
            ),
            c.Select("kind", say("restrict.head.kind"), options, (kind.value,)),
            c.Input("review", say("restrict.review"), c.InputKind.DATE, review.isoformat()),
            c.Input(
                "note",
                say("restrict.note"),
                c.InputKind.PARAGRAPH,
                before.note if before else "",
                say("boundary.note_hint", limit=NOTE_LIMIT),
                optional=True,
                limit=NOTE_LIMIT,
            ),
        ),
        value=str(before.version if before else 0),
        intro=(c.Text(say("restrict.form_intro")),),
        language=viewer.language,
    )


def read_restriction(
    viewer: BoundaryViewer, ask: Submit, before: Restriction | None
) -> Restriction | Mapping[str, str]:
    """Returns what the form says, or what to mend, by field. `before` holds for its ticket so far."""
    ticket, kind, note = ask.text("ticket"), ask.text("kind"), ask.text("note")
    review, today = parsed_date(ask.text("review")), viewer.today
    wrong: dict[str, str] = {}
    if not is_reference(ticket):
        wrong["ticket"] = viewer.say("boundary.ticket_wrong", limit=TICKET_LIMIT)
    elif str(before.version if before else 0) != ask.value:
        wrong["ticket"] = viewer.say("restrict.stale")
    if kind not in {each.value for each in RestrictionKind}:
        wrong["kind"] = viewer.say("boundary.set.choose")
    if review is None or not today < review <= today + LONGEST:
        wrong["review"] = viewer.say("restrict.review_wrong")
    if wrong or review is None:
        return wrong
    person = ask.person
    fresh = Restriction(
        person.tenant,
        ticket,
        RestrictionKind(kind),
        review,
        redacted(note),
        own_name(viewer.say, person),
        viewer.now,
    )
    return replace(fresh, version=before.version) if before else fresh
