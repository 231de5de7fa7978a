"""Cards that greet, explain, and say that something is old, wrong or broken."""

from __future__ import annotations

from bot.core.card import Button, Buttons, Card, Heading, Note, Text, Tone, plain
from bot.core.errors import CalmaError
from bot.core.words import Words

HELP = "home.help"
MENU, DRILL, CARE = "lookup.menu", "drill.start", "checkin.care"  # other features'


def welcome_card(words: Words, language: str) -> Card:
    """Returns the first thing somebody sees of the coach."""
    say = words.speaker(language)
    return Card(
        summary=say("welcome.summary"),
        elements=(
            Heading(say("welcome.title")),
            Text(say("welcome.text")),
            Note(say("welcome.try")),
            _ways_on(words, language),
        ),
        language=language,
    )


def help_card(words: Words, language: str, title: str = "") -> Card:
    """Returns everything one needs to know, on one card."""
    say = words.speaker(language)
    return Card(
        summary=say("help.summary"),
        elements=(
            Heading(title or say("help.title")),
            Text(say("help.ask")),
            Text(say("help.narrow")),
            Text(say("help.language")),
            Text(say("help.menu")),
            Text(say("help.mine")),
            Text(say("help.outcomes")),
            Text(say("help.practice")),
            Text(say("help.checkin")),
            Text(say("help.managers")),
            Note(say("help.private")),
            Buttons(
                (
                    Button(say("help.open_menu"), MENU, tone=Tone.PRIMARY),
                    Button(say("help.open_drill"), DRILL),
                    Button(say("help.open_care"), CARE, form=True),
                )
            ),
        ),
        language=language,
    )


def old_card(words: Words, language: str) -> Card:
    """Returns what a press on a card of an earlier version gets."""
    say = words.speaker(language)
    elements = (Heading(say("old_card.title")), Text(say("old_card.text")), _ways_on(words, language))
    return Card(summary=say("old_card.title"), elements=elements, language=language)


def mend_card(words: Words, language: str, error: CalmaError) -> Card:
    """Returns what somebody sees who can mend it: what happened and what to do, and no reference."""
    text = words.say(language, error.words, **error.values)
    elements = (Heading(words.say(language, "error.title")), Text(text))
    return Card(summary=plain(text), elements=elements, language=language)


def sorry_card(words: Words, language: str, reference: str) -> Card:
    """Returns what a person sees when something broke: what to do, and the id to name."""
    say = words.speaker(language)
    elements = (
        Heading(say("sorry.title")),
        Text(say("sorry.text")),
        Note(say("sorry.reference", reference=reference)),
    )
    return Card(summary=say("sorry.title"), elements=elements, language=language)


def _ways_on(words: Words, language: str) -> Buttons:
    return Buttons(
        (
            Button(words.say(language, "help.open_menu"), MENU, tone=Tone.PRIMARY),
            Button(words.say(language, "menu.help"), HELP),
        )
    )
