"""The cards of the methods: the list, and one step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.core import card as c
from bot.core.phrasebook import Method, MethodStep, Persona, Pitfall
from bot.core.viewer import Viewer
from bot.core.words import Localized

SHOW, STEP, AVOID, PERSONA, MENU = "method.show", "method.step", "avoid.show", "persona.show", "lookup.menu"

_SEPARATOR = "|"

PHRASES = "lookup.show"


def pitfall_list(viewer: Viewer) -> c.Card:
    """Returns all pitfalls, each with how it sounds."""
    say, pitfalls = viewer.say, viewer.book.pitfalls.values()
    names = [viewer.pick(pitfall.name) for pitfall in pitfalls]
    return viewer.card(
        say("avoid.summary", names=", ".join(names)),
        c.Heading(say("avoid.title")),
        *(
            c.Text(say("avoid.line", name=viewer.pick(p.name), sounds=viewer.pick(p.sounds)))
            for p in pitfalls
        ),
        *buttons(c.Button(viewer.pick(p.name), AVOID, p.id) for p in pitfalls),
        c.Buttons((c.Button(say("method.open"), SHOW), c.Button(say("help.open_menu"), MENU))),
    )


def pitfall(viewer: Viewer, pitfall: Pitfall) -> c.Card:
    """Returns one pitfall, with the better way and a line to say instead."""
    say, ids = viewer.say, list(viewer.book.pitfalls)
    name, phrase = viewer.pick(pitfall.name), _phrase(viewer, pitfall.phrase)
    place = say("method.place", step=ids.index(pitfall.id) + 1, steps=len(ids))
    return viewer.card(
        say("avoid.one_summary", name=name, phrase=phrase.lines[0].text),
        c.Heading(name, place),
        c.Text(say("avoid.sounds", sounds=viewer.pick(pitfall.sounds))),
        c.Text(say("avoid.why", why=viewer.pick(pitfall.why))),
        c.Text(say("avoid.better", better=viewer.pick(pitfall.better))),
        phrase,
        c.Buttons(tuple(_pitfall_ways(viewer, pitfall))),
    )


def _pitfall_ways(viewer: Viewer, pitfall: Pitfall) -> Iterator[c.Button]:
    say, ids = viewer.say, list(viewer.book.pitfalls)
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


def listed(viewer: Viewer) -> c.Card:
    """Returns all methods, each with when to use it."""
    say, methods = viewer.say, viewer.book.methods.values()
    names = [viewer.pick(method.name) for method in methods]
    return viewer.card(
        say("method.summary", names=", ".join(names)),
        c.Heading(say("method.title")),
        *(c.Text(f"**{viewer.pick(m.name)}** · {viewer.pick(m.when)}") for m in methods),
        *buttons(c.Button(viewer.pick(m.name), STEP, value(m, m.steps[0])) for m in methods),
        c.Buttons(
            (
                c.Button(say("avoid.open"), AVOID),
                c.Button(say("persona.open"), PERSONA),
                c.Button(say("help.open_menu"), MENU),
            )
        ),
    )


def shown(viewer: Viewer, method: Method, step: MethodStep) -> c.Card:
    """Returns one step. The first one also tells when the method fits, and its limits."""
    say, first = viewer.say, step.id == method.steps[0].id
    place = say("method.place", step=method.steps.index(step) + 1, steps=len(method.steps))
    name, titled = viewer.pick(method.name), viewer.pick(step.name)
    phrase = _phrase(viewer, step.phrase)
    return viewer.card(
        say("method.step_summary", method=name, place=place, step=titled, phrase=phrase.lines[0].text),
        c.Heading(f"{name} · {titled}", place),
        *(_about(viewer, method) if first else ()),
        c.Text(viewer.pick(step.how)),
        phrase,
        *([c.Note(say("method.video", video=viewer.pick(step.video)))] if step.video else []),
        c.Buttons(tuple(_ways_on(viewer, method, step))),
    )


def _phrase(viewer: Viewer, text: Localized) -> c.PhraseBlock:
    return viewer.phrase(text, most=len(viewer.languages))  # a step is short: in every language


def buttons(found: Iterable[c.Button]) -> list[c.Buttons]:
    """Returns a row of buttons, or none where there are no buttons."""
    row = tuple(found)
    return [c.Buttons(row)] if row else []


def _about(viewer: Viewer, method: Method) -> Iterator[c.Element]:
    say = viewer.say
    yield c.Text(say("method.when", when=viewer.pick(method.when)))
    yield c.Text(say("method.limits", limits=viewer.pick(method.limits)))
    if method.note:
        yield c.Note(viewer.pick(method.note))
    yield c.Divider()


def _ways_on(viewer: Viewer, method: Method, step: MethodStep) -> Iterator[c.Button]:
    say, place = viewer.say, method.steps.index(step)
    if place + 1 < len(method.steps):
        onward = value(method, method.steps[place + 1])
        yield c.Button(say("method.next"), STEP, onward, c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), STEP, value(method, method.steps[place - 1]))
    yield c.Button(say("method.all"), SHOW)


def persona_list(viewer: Viewer) -> c.Card:
    """Returns all personas, each with how to tell."""
    say, personas = viewer.say, viewer.book.personas.values()
    names = [viewer.pick(persona.name) for persona in personas]
    return viewer.card(
        say("persona.summary", names=", ".join(names)),
        c.Heading(say("persona.title")),
        *(c.Text(f"**{viewer.pick(p.name)}** · {viewer.pick(p.signs)}") for p in personas),
        *buttons(c.Button(viewer.pick(p.name), PERSONA, p.id) for p in personas),
        c.Buttons((c.Button(say("method.open"), SHOW), c.Button(say("help.open_menu"), MENU))),
    )


def persona(viewer: Viewer, persona: Persona, phrases: Mapping[str, str]) -> c.Card:
    """Returns one persona: how to tell, what they need, and the ways on from there.

    `phrases` are the situations that have a button, each with the value that shows its phrases.
    """
    say, name = viewer.say, viewer.pick(persona.name)
    needs = viewer.pick(persona.needs)
    return viewer.card(
        say("persona.one_summary", name=name, needs=needs),
        c.Heading(name),
        c.Text(say("persona.signs", signs=viewer.pick(persona.signs))),
        c.Text(say("persona.needs", needs=needs)),
        c.Buttons(tuple(_persona_ways(viewer, persona, phrases))),
    )


def _persona_ways(viewer: Viewer, persona: Persona, phrases: Mapping[str, str]) -> Iterator[c.Button]:
    say, start = viewer.say, at(viewer.book.methods.values(), f"{persona.method}|{persona.step}")
    if start:
        method, step = start
        label = say("persona.go", step=viewer.pick(step.name), method=viewer.pick(method.name))
        yield c.Button(label, STEP, value(method, step), c.Tone.PRIMARY)
    for situation, view in phrases.items():
        name = viewer.pick(viewer.book.situations[situation].name)
        yield c.Button(say("persona.phrases", situation=name), PHRASES, view)
    yield c.Button(say("persona.all"), PERSONA)
