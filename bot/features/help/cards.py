"""Cards that explain, and say that something is old, wrong or broken."""

from __future__ import annotations

from bot.core.card import Button, Buttons, Card, Heading, Note, Text, Tone
from bot.core.chat import Person, Role
from bot.core.errors import CalmaError
from bot.core.viewer import Viewer

HELP = "home.help"
MENU, DRILL, CARE = "lookup.menu", "drill.start", "checkin.care"  # other features'
SAFETY = "safety.menu"
_PLATFORMS = frozenset({"slack", "teams", "playground"})  # on which others decide who leads


def thanked_card(viewer: Viewer) -> Card:
    """Returns what somebody gets who says thank you."""
    say = viewer.say
    return viewer.card(
        say("thanked.title"), Heading(say("thanked.title")), Text(say("thanked.text")), _ways_on(viewer)
    )


def help_card(viewer: Viewer, person: Person, title: str = "") -> Card:
    """Returns everything that somebody may do here, on one card."""
    say = viewer.say
    parts = [
        "ask",
        "narrow",
        "language",
        "menu",
        *(["learn"] if viewer.book.teachings else []),
        *(["safety"] if viewer.book.safety else []),
    ]
    buttons = [Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY)]
    if not person.outside:
        parts += ["mine", "outcomes", "boundary", "practice", "checkin"]
        buttons.append(Button(say("help.open_drill"), DRILL))
        buttons.append(Button(say("help.open_care"), CARE, form=True))
    if person.role >= Role.MANAGER:
        parts.append("managers")
    return viewer.card(
        say("help.summary"),
        Heading(title or say("help.title")),
        *(Text(say(f"help.{part}")) for part in parts),
        Note(say("help.private")),
        Buttons((*buttons, *_danger(viewer))),
    )


def refusal_card(viewer: Viewer, person: Person) -> Card:
    """Returns why somebody may not do something, who may, and how one becomes one of them."""
    say = viewer.say
    if person.outside:
        title, who = say("refused.outside"), say("refused.outside_text")
    else:
        title = say("refused.title")
        who = say(f"refused.{person.platform if person.platform in _PLATFORMS else 'anywhere'}")
    return viewer.card(f"{title}. {who}", Heading(title), Text(who), _ways_on(viewer))


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
