"""The cards of methods, pitfalls and personas: a list of each, one step at a time, one of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.core import card as c
from bot.core.phrasebook import Method, MethodStep, Persona, Phrasebook, Pitfall
from bot.core.words import Localized, Say, Words, pick
from bot.features.method.buttons import encode, find_step

SHOW, STEP, AVOID, PERSONA = "method.show", "method.step", "avoid.show", "persona.show"
MENU, PHRASES = "lookup.menu", "lookup.show"  # another feature's


def method_list(book: Phrasebook, language: str) -> c.Card:
    """Returns all methods, each with when to use it."""
    say, methods = book.words.speaker(language), book.methods.values()
    return _list(
        say,
        "method",
        language,
        [_bold(pick(m.name, language), pick(m.when, language)) for m in methods],
        [c.Button(pick(m.name, language), STEP, encode(m, m.steps[0])) for m in methods],
        (c.Button(say("avoid.open"), AVOID), c.Button(say("persona.open"), PERSONA)),
    )


def pitfall_list(book: Phrasebook, language: str) -> c.Card:
    """Returns all pitfalls, each with how it sounds."""
    say, pitfalls = book.words.speaker(language), book.pitfalls.values()
    return _list(
        say,
        "avoid",
        language,
        [say("avoid.line", name=pick(p.name, language), sounds=pick(p.sounds, language)) for p in pitfalls],
        [c.Button(pick(p.name, language), AVOID, p.id) for p in pitfalls],
        (c.Button(say("method.open"), SHOW),),
    )


def persona_list(book: Phrasebook, language: str) -> c.Card:
    """Returns all personas, each with how to tell."""
    say, personas = book.words.speaker(language), book.personas.values()
    return _list(
        say,
        "persona",
        language,
        [_bold(pick(p.name, language), pick(p.signs, language)) for p in personas],
        [c.Button(pick(p.name, language), PERSONA, p.id) for p in personas],
        (c.Button(say("method.open"), SHOW),),
    )


def step_card(book: Phrasebook, method: Method, step: MethodStep, language: str) -> c.Card:
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
            c.Buttons(tuple(_step_ways(book.words, method, step, language))),
        ),
        language=language,
    )


def pitfall_card(book: Phrasebook, pitfall: Pitfall, language: str) -> c.Card:
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
            c.Buttons((*_neighbours(say, AVOID, ids, pitfall.id), c.Button(say("avoid.all"), AVOID))),
        ),
        language=language,
    )


def persona_card(book: Phrasebook, persona: Persona, language: str, phrases: Mapping[str, str]) -> c.Card:
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


def spoken(book: Phrasebook, text: Localized, language: str) -> c.PhraseBlock:
    """Returns words to say in each language, the person's own first."""
    order = [language, *(code for code in book.languages if code != language)]
    return c.PhraseBlock(tuple(c.PhraseLine(code, text[code]) for code in order if code in text))


def _list(
    say: Say,
    kind: str,
    language: str,
    lines: Iterable[str],
    entries: Sequence[c.Button],
    others: tuple[c.Button, ...],
) -> c.Card:
    # Each entry has a line and a button with its name; `others` are the ways to the other lists.
    return c.Card(
        summary=say(f"{kind}.summary", names=", ".join(button.label for button in entries)),
        elements=(
            c.Heading(say(f"{kind}.title")),
            *map(c.Text, lines),
            *([c.Buttons(tuple(entries))] if entries else []),
            c.Buttons((*others, c.Button(say("help.open_menu"), MENU))),
        ),
        language=language,
    )


def _bold(name: str, text: str) -> str:
    return f"**{name}** · {text}"


def _about(words: Words, method: Method, language: str) -> Iterator[c.Element]:
    say = words.speaker(language)
    yield c.Text(say("method.when", when=pick(method.when, language)))
    yield c.Text(say("method.limits", limits=pick(method.limits, language)))
    if method.note:
        yield c.Note(pick(method.note, language))
    yield c.Divider()


def _step_ways(words: Words, method: Method, step: MethodStep, language: str) -> Iterator[c.Button]:
    say = words.speaker(language)
    yield from _neighbours(say, STEP, [encode(method, each) for each in method.steps], encode(method, step))
    yield c.Button(say("method.all"), SHOW)


def _neighbours(say: Say, action: str, values: Sequence[str], here: str) -> Iterator[c.Button]:
    # The ways to what comes after, and to what came before.
    place = values.index(here)
    if place + 1 < len(values):
        yield c.Button(say("method.next"), action, values[place + 1], c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), action, values[place - 1])


def _persona_ways(
    book: Phrasebook, persona: Persona, language: str, phrases: Mapping[str, str]
) -> Iterator[c.Button]:
    say, start = book.words.speaker(language), find_step(book.methods, persona.method, persona.step)
    if start:
        method, step = start
        label = say("persona.go", step=pick(step.name, language), method=pick(method.name, language))
        yield c.Button(label, STEP, encode(method, step), c.Tone.PRIMARY)
    for situation, view in phrases.items():
        name = pick(book.situations[situation].name, language)
        yield c.Button(say("persona.phrases", situation=name), PHRASES, view)
    yield c.Button(say("persona.all"), PERSONA)
