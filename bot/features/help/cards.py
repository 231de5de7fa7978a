"""Cards that greet, explain, and say that something is old, wrong or broken."""

from __future__ import annotations

from bot.core.card import Button, Buttons, Card, Heading, Note, Text, Tone
from bot.core.errors import CalmaError
from bot.core.viewer import Viewer

HELP = "home.help"
MENU, DRILL, CARE = "lookup.menu", "drill.start", "checkin.care"  # other features'
SAFETY = "safety.menu"


def welcome_card(viewer: Viewer) -> Card:
    """Returns the first thing somebody sees of the coach."""
    say = viewer.say
    return viewer.card(
        say("welcome.summary"),
        Heading(say("welcome.title")),
        Text(say("welcome.text")),
        Note(say("welcome.try")),
        _ways_on(viewer),
    )


def thanked_card(viewer: Viewer) -> Card:
    """Returns what somebody gets who says thank you."""
    say = viewer.say
    return viewer.card(
        say("thanked.title"), Heading(say("thanked.title")), Text(say("thanked.text")), _ways_on(viewer)
    )


def help_card(viewer: Viewer, title: str = "") -> Card:
    """Returns everything one needs to know, on one card."""
    say = viewer.say
    return viewer.card(
        say("help.summary"),
        Heading(title or say("help.title")),
        Text(say("help.ask")),
        Text(say("help.narrow")),
        Text(say("help.language")),
        Text(say("help.menu")),
        *([Text(say("help.safety"))] if viewer.book.safety else []),
        Text(say("help.mine")),
        Text(say("help.outcomes")),
        Text(say("help.boundary")),
        Text(say("help.practice")),
        Text(say("help.checkin")),
        Text(say("help.managers")),
        Note(say("help.private")),
        Buttons(
            (
                Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY),
                Button(say("help.open_drill"), DRILL),
                Button(say("help.open_care"), CARE, form=True),
                *_danger(viewer),
            )
        ),
    )


def old_card(viewer: Viewer) -> Card:
    """Returns what a press on a card of an earlier version gets."""
    say = viewer.say
    title = say("old_card.title")
    return viewer.card(title, Heading(title), Text(say("old_card.text")), _ways_on(viewer))


def mend_card(viewer: Viewer, error: CalmaError) -> Card:
    """Returns what somebody sees who can mend it: what happened and what to do, and no reference."""
    text = viewer.say(error.words, **error.values)
    return viewer.card(text, Heading(viewer.say("error.title")), Text(text))


def sorry_card(viewer: Viewer, reference: str) -> Card:
    """Returns what a person sees when something broke: what to do, and the id to name."""
    say = viewer.say
    elements = (
        Heading(say("sorry.title")),
        Text(say("sorry.text")),
        Note(say("sorry.reference", reference=reference)),
    )
    return viewer.card(say("sorry.title"), *elements)


def _ways_on(viewer: Viewer) -> Buttons:
    return Buttons(
        (
            Button(viewer.say("help.open_menu"), MENU, tone=Tone.PRIMARY),
            Button(viewer.say("menu.help"), HELP),
            *_danger(viewer),
        )
    )


def _danger(viewer: Viewer) -> tuple[Button, ...]:
    # Where the phrasebook has words for it.
    danger = Button(viewer.say("safety.open"), SAFETY, tone=Tone.DANGER)
    return (danger,) if viewer.book.safety else ()
