"""The cards of the methods: the list, and one step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.core import card as c
from bot.core.phrasebook import Method, MethodStep, Persona, Phrasebook, Pitfall
from bot.core.words import Localized, Words, pick

SHOW, STEP, AVOID, PERSONA, MENU = "method.show", "method.step", "avoid.show", "persona.show", "lookup.menu"

_SEPARATOR = "|"

PHRASES = "lookup.show"


def pitfall_list(book: Phrasebook, language: str) -> c.Card:
    """Returns all pitfalls, each with how it sounds."""
    say, pitfalls = book.words.speaker(language), book.pitfalls.values()
    names = [pick(pitfall.name, language) for pitfall in pitfalls]
    return c.Card(
        summary=say("avoid.summary", names=", ".join(names)),
        elements=(
            c.Heading(say("avoid.title")),
            *(
                c.Text(say("avoid.line", name=pick(p.name, language), sounds=pick(p.sounds, language)))
                for p in pitfalls
            ),
            *buttons(c.Button(pick(p.name, language), AVOID, p.id) for p in pitfalls),
            c.Buttons((c.Button(say("method.open"), SHOW), c.Button(say("help.open_menu"), MENU))),
        ),
        language=language,
    )


def pitfall(book: Phrasebook, pitfall: Pitfall, language: str) -> c.Card:
    """Returns one pitfall, with the better way and a line to say instead."""
    say, ids = book.words.speaker(language), list(book.pitfalls)
    name, phrase = pick(pitfall.name, language), spoken(book, pitfall.phrase, language)
    place = say("method.place", step=ids.index(pitfall.id) + 1, steps=len(ids))
    return c.Card(
        summary=say("avoid.one_summary", name=name, phrase=phrase.lines[0].text),
        elements=(
            c.Heading(name, place),
            c.Text(say("avoid.sounds", sounds=pick(pitfall.sounds, language))),
            c.Text(say("avoid.why", why=pick(pitfall.why, language))),
            c.Text(say("avoid.better", better=pick(pitfall.better, language))),
            phrase,
            c.Buttons(tuple(_pitfall_ways(book, pitfall, language))),
        ),
        language=language,
    )


def _pitfall_ways(book: Phrasebook, pitfall: Pitfall, language: str) -> Iterator[c.Button]:
    say, ids = book.words.speaker(language), list(book.pitfalls)
    place = ids.index(pitfall.id)
    if place + 1 < len(ids):
        yield c.Button(say("method.next"), AVOID, ids[place + 1], c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), AVOID, ids[place - 1])
    yield c.Button(say("avoid.all"), AVOID)


def value(method: Method, step: MethodStep) -> str:
    """Returns what a button carries that leads to a step. Ids, not places: they outlive a new order."""
    return f"{method.id}{_SEPARATOR}{step.id}"


def at(methods: Iterable[Method], carried: str) -> tuple[Method, MethodStep] | None:
    """Returns the step that a button's value leads to, or None where this version has no such step."""
    method_id, _, step_id = carried.partition(_SEPARATOR)
    steps = ((method, step) for method in methods if method.id == method_id for step in method.steps)
    return next(((method, step) for method, step in steps if step.id == step_id), None)


def listed(book: Phrasebook, language: str) -> c.Card:
    """Returns all methods, each with when to use it."""
    say, methods = book.words.speaker(language), book.methods.values()
    names = [pick(method.name, language) for method in methods]
    return c.Card(
        summary=say("method.summary", names=", ".join(names)),
        elements=(
            c.Heading(say("method.title")),
            *(c.Text(f"**{pick(m.name, language)}** · {pick(m.when, language)}") for m in methods),
            *buttons(c.Button(pick(m.name, language), STEP, value(m, m.steps[0])) for m in methods),
            c.Buttons(
                (
                    c.Button(say("avoid.open"), AVOID),
                    c.Button(say("persona.open"), PERSONA),
                    c.Button(say("help.open_menu"), MENU),
                )
            ),
        ),
        language=language,
    )


def shown(book: Phrasebook, method: Method, step: MethodStep, language: str) -> c.Card:
    """Returns one step. The first one also tells when the method fits, and its limits."""
    say, first = book.words.speaker(language), step.id == method.steps[0].id
    place = say("method.place", step=method.steps.index(step) + 1, steps=len(method.steps))
    name, titled = pick(method.name, language), pick(step.name, language)
    phrase = spoken(book, step.phrase, language)
    return c.Card(
        summary=say(
            "method.step_summary", method=name, place=place, step=titled, phrase=phrase.lines[0].text
        ),
        elements=(
            c.Heading(f"{name} · {titled}", place),
            *(_about(book.words, method, language) if first else ()),
            c.Text(pick(step.how, language)),
            phrase,
            *([c.Note(say("method.video", video=pick(step.video, language)))] if step.video else []),
            c.Buttons(tuple(_ways_on(book.words, method, step, language))),
        ),
        language=language,
    )


def spoken(book: Phrasebook, text: Localized, language: str) -> c.PhraseBlock:
    """Returns words to say in each language, the person's own first."""
    order = [language, *(code for code in book.languages if code != language)]
    return c.PhraseBlock(tuple(c.PhraseLine(code, text[code]) for code in order if code in text))


def buttons(found: Iterable[c.Button]) -> list[c.Buttons]:
    """Returns a row of buttons, or none where there are no buttons."""
    row = tuple(found)
    return [c.Buttons(row)] if row else []


def _about(words: Words, method: Method, language: str) -> Iterator[c.Element]:
    say = words.speaker(language)
    yield c.Text(say("method.when", when=pick(method.when, language)))
    yield c.Text(say("method.limits", limits=pick(method.limits, language)))
    if method.note:
        yield c.Note(pick(method.note, language))
    yield c.Divider()


def _ways_on(words: Words, method: Method, step: MethodStep, language: str) -> Iterator[c.Button]:
    say, place = words.speaker(language), method.steps.index(step)
    if place + 1 < len(method.steps):
        onward = value(method, method.steps[place + 1])
        yield c.Button(say("method.next"), STEP, onward, c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), STEP, value(method, method.steps[place - 1]))
    yield c.Button(say("method.all"), SHOW)


def persona_list(book: Phrasebook, language: str) -> c.Card:
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


def persona(book: Phrasebook, persona: Persona, language: str, phrases: Mapping[str, str]) -> c.Card:
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
            c.Buttons(tuple(_persona_ways(book, persona, language, phrases))),
        ),
        language=language,
    )


def _persona_ways(
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
