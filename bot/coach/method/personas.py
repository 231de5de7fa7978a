"""The cards of the personas: the list, and how to read and meet one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.coach import card as c
from bot.coach.method.cards import MENU, PERSONA, SHOW, STEP, at, buttons, value
from bot.coach.phrasebook import Persona, Phrasebook
from bot.coach.words import pick

PHRASES = "lookup.show"


def listed(book: Phrasebook, language: str) -> c.Card:
    """Returns all personas, each with how to tell."""
    say, personas = book.words.speaker(language), book.personas.values()
    names = [pick(persona.name, language) for persona in personas]
    return c.Card(
        summary=say("persona.summary", names=", ".join(names)),
        elements=(
            c.Heading(say("persona.title")),
            *(c.Text(f"**{pick(p.name, language)}** · {pick(p.signs, language)}") for p in personas),
            *buttons(c.Button(pick(p.name, language), PERSONA, p.id) for p in personas),
            c.Buttons((c.Button(say("method.open"), SHOW), c.Button(say("help.open_menu"), MENU))),
        ),
        language=language,
    )


def shown(book: Phrasebook, persona: Persona, language: str, phrases: Mapping[str, str]) -> c.Card:
    """Returns one persona: how to tell, what they need, and the ways on from there.

    `phrases` are the situations that have a button, each with the value that shows its phrases.
    """
    say, name = book.words.speaker(language), pick(persona.name, language)
    needs = pick(persona.needs, language)
    return c.Card(
        summary=say("persona.one_summary", name=name, needs=needs),
        elements=(
            c.Heading(name),
            c.Text(say("persona.signs", signs=pick(persona.signs, language))),
            c.Text(say("persona.needs", needs=needs)),
            c.Buttons(tuple(_ways_on(book, persona, language, phrases))),
        ),
        language=language,
    )


def _ways_on(
    book: Phrasebook, persona: Persona, language: str, phrases: Mapping[str, str]
) -> Iterator[c.Button]:
    say, start = book.words.speaker(language), at(book.methods.values(), f"{persona.method}|{persona.step}")
    if start:
        method, step = start
        label = say("persona.go", step=pick(step.name, language), method=pick(method.name, language))
        yield c.Button(label, STEP, value(method, step), c.Tone.PRIMARY)
    for situation, view in phrases.items():
        name = pick(book.situations[situation].name, language)
        yield c.Button(say("persona.phrases", situation=name), PHRASES, view)
    yield c.Button(say("persona.all"), PERSONA)
