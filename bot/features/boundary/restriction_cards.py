"""What holds for whoever did it again and again: as a manager sets it, and as the next agent sees it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.policy import DEFAULT, PolicyPart
from bot.core.viewer import dotted, name_line, quotes
from bot.features.boundary.log_cards import LOG, RESTRICTIONS
from bot.features.boundary.model import Restriction
from bot.features.boundary.viewer import BoundaryViewer

SHOW, SET, LIFT = "restrict.show", "restrict.set", "restrict.lift"
_HEADINGS = ("ticket", "kind", "review")
PER_PAGE = 10
_SHOWN = 20  # tickets named in a line


def restrictions_card(
    viewer: BoundaryViewer, restrictions: Sequence[Restriction], page: Page, status: str = ""
) -> c.Card:
    """Returns a page of all that holds, what is to be looked at again first."""
    part = page_of(restrictions, page, PER_PAGE, lambda restriction: _row(viewer, restriction))
    say, title = viewer.say, viewer.say("restrict.title")
    new = c.Button(say("restrict.new"), SET, tone=c.Tone.PRIMARY, form=True)
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(status)] if status else []),
        c.Text(say("restrict.how")),
        *found_line(say, part),
        *(_table(viewer, part.items) if restrictions else [c.Text(say("restrict.none"))]),
        c.Buttons((new, *list_buttons(say, RESTRICTIONS, part), c.Button(say("incident.log"), LOG, "0"))),
        c.Note(say("restrict.no_names")),
    )


def restriction_card(viewer: BoundaryViewer, restriction: Restriction, status: str = "") -> c.Card:
    """Returns one, with the letter that goes with it."""
    say, ticket = viewer.say, restriction.ticket
    title = say("restrict.of", ticket=ticket)
    letter = PolicyPart(f"letters.{restriction.kind.value}")
    by = say("restrict.by", by=name_line(restriction.by), at=viewer.moment(restriction.at))
    buttons = (
        c.Button(say("restrict.change"), SET, ticket, c.Tone.PRIMARY, form=True),
        c.Button(say("restrict.lift"), LIFT, ticket),
        c.Button(say("restrict.back"), RESTRICTIONS),
    )
    return viewer.card(
        title,
        c.Heading(title, say("restrict.due") if restriction.due(viewer.today) else ""),
        *([c.Note(status)] if status else []),
        *restriction_elements(viewer, restriction),
        c.Text(f"**{say('restrict.letter')}**"),
        viewer.phrase(viewer.book.protocols[DEFAULT].said(letter, "email"), say("restrict.letter_how")),
        c.Buttons(buttons),
        c.Note(by),
    )


def restriction_elements(viewer: BoundaryViewer, restriction: Restriction) -> tuple[c.Element, ...]:
    """Returns what holds for a ticket, as whoever answers next sees it."""
    kind = viewer.say(f"restrict.kind.{restriction.kind.value}")
    line = viewer.say(
        "restrict.holds", ticket=restriction.ticket, kind=kind, review=restriction.review.isoformat()
    )
    note = quotes(viewer.say("incident.note"), restriction.note) if restriction.note else ()
    return (c.Text(line), *note)


def due_elements(viewer: BoundaryViewer, restrictions: Sequence[Restriction]) -> tuple[c.Element, ...]:
    """Returns which ones are to be looked at again, for the cards that managers open."""
    due = [restriction for restriction in restrictions if restriction.due(viewer.today)]
    if not due:
        return ()
    tickets = ", ".join(restriction.ticket for restriction in due[:_SHOWN])
    button = c.Button(viewer.say("restrict.open_due"), RESTRICTIONS)
    return (c.Text(viewer.say("restrict.are_due", tickets=tickets)), c.Buttons((button,)))


def _table(viewer: BoundaryViewer, restrictions: Sequence[Restriction]) -> tuple[c.Element, ...]:
    say = viewer.say
    if not restrictions:
        return ()
    rows = tuple(_row(viewer, restriction) for restriction in restrictions)
    options = tuple(c.Option(restriction.ticket, restriction.ticket) for restriction in restrictions)
    return (
        c.Table(tuple(say(f"restrict.head.{name}") for name in _HEADINGS), rows),
        c.Choice(SHOW, say("restrict.open"), options),
    )


def _row(viewer: BoundaryViewer, restriction: Restriction) -> tuple[str, str, str]:
    due = viewer.say("restrict.due") if restriction.due(viewer.today) else ""
    kind = viewer.say(f"restrict.kind.{restriction.kind.value}")
    return (restriction.ticket, kind, dotted(restriction.review.isoformat(), due))
