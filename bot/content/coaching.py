"""Methods, pitfalls and personas: read into the types of `core`, and what has to hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.models import ExampleEntry, MethodFile, PersonaFile, PitfallEntry, StepEntry
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.phrasebook import ExampleLine, Method, MethodStep, Persona, Pitfall, WorkedExample


def methods(files: PhrasebookFiles) -> dict[str, Method]:
    """Returns the methods by id, in the order they are shown."""
    entries = sorted((file.value for file in files.methods), key=lambda entry: (entry.place, entry.id))
    return {entry.id: _method(entry) for entry in entries}


def pitfalls(files: PhrasebookFiles) -> dict[str, Pitfall]:
    """Returns the pitfalls by id, in the order they are shown."""
    return {entry.id: _pitfall(entry) for file in files.pitfalls for entry in file.value.pitfalls}


def personas(files: PhrasebookFiles) -> dict[str, Persona]:
    """Returns the personas by id."""
    return {file.value.id: _persona(file.value) for file in files.personas}


def faults(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is wrong or taken, and for every link that leads nowhere."""
    for method in files.methods:
        yield from _named(method.source, method.value.id)
        yield from _twice(method.source, ("steps",), [step.id for step in method.value.steps])
        yield from _worked(method)
    for pitfall in files.pitfalls:
        yield from _twice(pitfall.source, ("pitfalls",), [entry.id for entry in pitfall.value.pitfalls])
    for persona in files.personas:
        yield from _named(persona.source, persona.value.id)
        if not files.problems:  # what a link names may be in a file that could not be read
            yield from _links(files, persona)


def _named(source: SourceFile, identifier: str) -> Iterator[Problem]:
    if identifier != Path(source.file).stem:
        yield source.problem(("id",), "is not the file's name; rename one of them")


def _twice(source: SourceFile, place: Place, identifiers: Sequence[str]) -> Iterator[Problem]:
    for i, identifier in enumerate(identifiers):
        if identifier in identifiers[:i]:
            yield source.problem((*place, i, "id"), f"{identifier} stands here twice")


def _worked(method: ParsedFile[MethodFile]) -> Iterator[Problem]:
    """Yields where a worked example leaves a step out, or takes them in another order."""
    example, steps = method.value.example, [step.id for step in method.value.steps]
    if example is None:
        return
    for i, line in enumerate(example.lines):
        if line.step and line.step not in steps:
            yield method.source.problem(("example", "lines", i, "step"), f"there is no step {line.step}")
    shown = list(dict.fromkeys(line.step for line in example.lines if line.step in steps))
    if shown != steps:
        yield method.source.problem(("example", "lines"), "does not go through all steps in their order")
    if example.lines[0].step:
        yield method.source.problem(("example", "lines", 0), "is the agent's; the customer begins")


def _links(files: PhrasebookFiles, persona: ParsedFile[PersonaFile]) -> Iterator[Problem]:
    source, start = persona.source, persona.value.start
    situations = {file.value.id for file in files.situations}
    for i, situation in enumerate(persona.value.situations):
        if situation not in situations:
            yield source.problem(("situations", i), f"there is no situation {situation}")
    steps = {file.value.id: [step.id for step in file.value.steps] for file in files.methods}
    if start.method not in steps:
        yield source.problem(("start", "method"), f"there is no method {start.method}")
    elif start.step not in steps[start.method]:
        known = ", ".join(steps[start.method])
        yield source.problem(("start", "step"), f"{start.method} has no step {start.step}, only {known}")


def _method(entry: MethodFile) -> Method:
    return Method(
        id=entry.id,
        name=entry.name,
        when=entry.when,
        limits=entry.limits,
        steps=tuple(_step(step) for step in entry.steps),
        note=entry.note,
        also=tuple(entry.also),
        example=_example(entry.example) if entry.example else None,
    )


def _example(entry: ExampleEntry) -> WorkedExample:
    return WorkedExample(entry.about, tuple(ExampleLine(line.text, line.step) for line in entry.lines))


def _step(entry: StepEntry) -> MethodStep:
    forms = {str(form): text for form, text in entry.forms.items()}
    return MethodStep(entry.id, entry.name, entry.how, entry.phrase, entry.video, forms)


def _pitfall(entry: PitfallEntry) -> Pitfall:
    return Pitfall(
        id=entry.id,
        name=entry.name,
        sounds=entry.sounds,
        why=entry.why,
        better=entry.better,
        phrase=entry.phrase,
        also=tuple(entry.also),
    )


def _persona(entry: PersonaFile) -> Persona:
    return Persona(
        id=entry.id,
        name=entry.name,
        signs=entry.signs,
        needs=entry.needs,
        method=entry.start.method,
        step=entry.start.step,
        situations=tuple(entry.situations),
        also=tuple(entry.also),
    )
