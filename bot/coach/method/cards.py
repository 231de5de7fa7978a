"""The cards of the methods: the list, and one step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.coach import card as c
from bot.coach.phrasebook import Method, Phrasebook, Step
from bot.coach.words import Localized, Words, pick

SHOW, STEP, AVOID, PERSONA, MENU = "method.show", "method.step", "avoid.show", "persona.show", "lookup.menu"
_SEPARATOR = "|"


def value(method: Method, step: Step) -> str:
    """Returns what a button carries that leads to a step. Ids, not places: they outlive a new order."""
    return f"{method.id}{_SEPARATOR}{step.id}"


def at(methods: Iterable[Method], carried: str) -> tuple[Method, Step] | None:
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


def shown(book: Phrasebook, method: Method, step: Step, language: str) -> c.Card:
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


def spoken(book: Phrasebook, text: Localized, language: str) -> c.Phrase:
    """Returns words to say in each language, the person's own first."""
    order = [language, *(code for code in book.languages if code != language)]
    return c.Phrase(tuple(c.Line(code, text[code]) for code in order if code in text))


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


def _ways_on(words: Words, method: Method, step: Step, language: str) -> Iterator[c.Button]:
    say, place = words.speaker(language), method.steps.index(step)
    if place + 1 < len(method.steps):
        onward = value(method, method.steps[place + 1])
        yield c.Button(say("method.next"), STEP, onward, c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), STEP, value(method, method.steps[place - 1]))
    yield c.Button(say("method.all"), SHOW)
