"""The cards of methods, pitfalls and personas: a list of each, one step at a time, one of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.core import card as c
from bot.core.phrasebook import ExampleLine, Method, MethodStep, Persona, Pitfall, WorkedExample
from bot.core.viewer import Viewer
from bot.core.words import Localized, Say
from bot.features.method.buttons import encode, find_step

SHOW, STEP, EXAMPLE = "method.show", "method.step", "method.example"
AVOID, PERSONA = "avoid.show", "persona.show"
MENU, PHRASES, TEACHINGS, PRACTISE = "lookup.menu", "lookup.show", "teaching.show", "drill.more"  # others'
OF_METHOD = "method:"  # stands before a method where a drill has a topic


def method_list(viewer: Viewer) -> c.Card:
    """Returns all methods, each with when to use it."""
    say, methods = viewer.say, viewer.book.methods.values()
    return _list(
        viewer,
        "method",
        [_bold(viewer.pick(m.name), viewer.pick(m.when)) for m in methods],
        [c.Button(viewer.pick(m.name), STEP, encode(m, m.steps[0])) for m in methods],
        (
            *(
                [c.Button(say("teaching.open"), TEACHINGS, tone=c.Tone.PRIMARY)]
                if viewer.book.teachings
                else []
            ),
            c.Button(say("avoid.open"), AVOID),
            c.Button(say("persona.open"), PERSONA),
        ),
    )


def pitfall_list(viewer: Viewer) -> c.Card:
    """Returns all pitfalls, each with how it sounds."""
    say, pitfalls = viewer.say, viewer.book.pitfalls.values()
    return _list(
        viewer,
        "avoid",
        [say("avoid.line", name=viewer.pick(p.name), sounds=viewer.pick(p.sounds)) for p in pitfalls],
        [c.Button(viewer.pick(p.name), AVOID, p.id) for p in pitfalls],
        (c.Button(say("method.open"), SHOW),),
    )


def persona_list(viewer: Viewer) -> c.Card:
    """Returns all personas, each with how to tell."""
    say, personas = viewer.say, viewer.book.personas.values()
    return _list(
        viewer,
        "persona",
        [_bold(viewer.pick(p.name), viewer.pick(p.signs)) for p in personas],
        [c.Button(viewer.pick(p.name), PERSONA, p.id) for p in personas],
        (c.Button(say("method.open"), SHOW),),
    )


def step_card(viewer: Viewer, method: Method, step: MethodStep, channel: str = "") -> c.Card:
    """Returns one step, spoken as on somebody's usual channel.

    The first one also tells when the method fits, and its limits.
    """
    say, first = viewer.say, step.id == method.steps[0].id
    place = say("method.place", step=method.steps.index(step) + 1, steps=len(method.steps))
    name, titled = viewer.pick(method.name), viewer.pick(step.name)
    phrase = _phrase(viewer, viewer.spoken(step.phrase, step.forms, channel))
    return viewer.card(
        say("method.step_summary", method=name, place=place, step=titled, phrase=phrase.lines[0].text),
        c.Heading(f"{name} · {titled}", place),
        *(_about(viewer, method) if first else ()),
        c.Text(viewer.pick(step.how)),
        phrase,
        *([c.Note(say("method.video", video=viewer.pick(step.video)))] if step.video else []),
        c.Buttons(tuple(_step_ways(viewer, method, step))),
    )


def example_card(viewer: Viewer, method: Method, example: WorkedExample) -> c.Card:
    """Returns a contact by a method from first word to last, each line of the agent's with its step."""
    say, name = viewer.say, viewer.pick(method.name)
    steps = {step.id: viewer.pick(step.name) for step in method.steps}
    about = viewer.pick(example.about)
    return viewer.card(
        say("method.example_summary", method=name, about=about),
        c.Heading(name, say("method.example")),
        c.Note(about),
        *(c.Text(_example_line(viewer, line, steps)) for line in example.lines),
        c.Buttons(
            (
                *_practice_button(viewer, method),
                c.Button(say("method.steps"), STEP, encode(method, method.steps[0])),
                c.Button(say("method.all"), SHOW),
            )
        ),
    )


def pitfall_card(viewer: Viewer, pitfall: Pitfall) -> c.Card:
    """Returns one pitfall, with the better way and a line to say instead."""
    say, ids = viewer.say, list(viewer.book.pitfalls)
    name, phrase = viewer.pick(pitfall.name), _phrase(viewer, pitfall.phrase)
    place = say("avoid.place", page=ids.index(pitfall.id) + 1, pages=len(ids))
    return viewer.card(
        say("avoid.one_summary", name=name, phrase=phrase.lines[0].text),
        c.Heading(name, place),
        c.Text(say("avoid.sounds", sounds=viewer.pick(pitfall.sounds))),
        c.Text(say("avoid.why", why=viewer.pick(pitfall.why))),
        c.Text(say("avoid.better", better=viewer.pick(pitfall.better))),
        phrase,
        c.Buttons((*_neighbours(say, AVOID, ids, pitfall.id), c.Button(say("avoid.all"), AVOID))),
    )


def persona_card(viewer: Viewer, persona: Persona, phrases: Mapping[str, str]) -> c.Card:
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


def _phrase(viewer: Viewer, text: Localized) -> c.PhraseBlock:
    return viewer.phrase(text, most=len(viewer.languages))  # a step is short: in every language


def _list(
    viewer: Viewer, kind: str, lines: Iterable[str], entries: Sequence[c.Button], others: tuple[c.Button, ...]
) -> c.Card:
    # Each entry has a line and a button with its name; `others` are the ways to the other lists.
    return viewer.card(
        viewer.say(f"{kind}.summary", names=", ".join(button.label for button in entries)),
        c.Heading(viewer.say(f"{kind}.title")),
        *map(c.Text, lines),
        *([c.Buttons(tuple(entries))] if entries else []),
        c.Buttons((*others, c.Button(viewer.say("help.open_menu"), MENU))),
    )


def _bold(name: str, text: str) -> str:
    return f"**{name}** · {text}"


def _about(viewer: Viewer, method: Method) -> Iterator[c.Element]:
    say = viewer.say
    yield c.Text(say("method.when", when=viewer.pick(method.when)))
    yield c.Text(say("method.limits", limits=viewer.pick(method.limits)))
    if method.note:
        yield c.Note(viewer.pick(method.note))
    yield c.Divider()


def _step_ways(viewer: Viewer, method: Method, step: MethodStep) -> Iterator[c.Button]:
    say = viewer.say
    yield from _neighbours(say, STEP, [encode(method, each) for each in method.steps], encode(method, step))
    if method.example:
        yield c.Button(say("method.example"), EXAMPLE, method.id)
    yield c.Button(say("method.all"), SHOW)


def _example_line(viewer: Viewer, line: ExampleLine, steps: Mapping[str, str]) -> str:
    text, step = viewer.pick(line.text), steps.get(line.step, "")
    return (
        viewer.say("method.agent", step=step, text=text) if step else viewer.say("method.customer", text=text)
    )


def _practice_button(viewer: Viewer, method: Method) -> Iterator[c.Button]:
    # Only where there is something to practise.
    if any(item.method == method.id for item in viewer.book.quiz.values()):
        label = viewer.say("teaching.practise")
        yield c.Button(label, PRACTISE, f"{OF_METHOD}{method.id}", c.Tone.PRIMARY)


def _neighbours(say: Say, action: str, values: Sequence[str], here: str) -> Iterator[c.Button]:
    # The ways to what comes after, and to what came before.
    place = values.index(here)
    if place + 1 < len(values):
        yield c.Button(say("method.next"), action, values[place + 1], c.Tone.PRIMARY)
    if place:
        yield c.Button(say("method.back"), action, values[place - 1])


def _persona_ways(viewer: Viewer, persona: Persona, phrases: Mapping[str, str]) -> Iterator[c.Button]:
    say, start = viewer.say, find_step(viewer.book.methods, persona.method, persona.step)
    if start:
        method, step = start
        label = say("persona.go", step=viewer.pick(step.name))
        yield c.Button(c.clip(label, c.LABEL), STEP, encode(method, step), c.Tone.PRIMARY)
    for situation, view in phrases.items():
        name = viewer.pick(viewer.book.situations[situation].name)
        yield c.Button(c.clip(say("persona.phrases", situation=name), c.LABEL), PHRASES, view)
    yield c.Button(say("persona.all"), PERSONA)
