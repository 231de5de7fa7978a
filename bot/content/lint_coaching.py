"""The rules of writing for methods, pitfalls and personas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.lint import languages, marks, pair, spanish, wording
from bot.content.models import MethodFile
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile

SPOKEN = ("phone",)  # whatever is sayable on the phone can be said anywhere


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing."""
    for method in files.methods:
        yield from _told(method.source, (), method.value.model_dump(), "name", "when", "limits", "note")
        for i, step in enumerate(method.value.steps):
            yield from _told(method.source, ("steps", i), step.model_dump(), "name", "how", "video")
            yield from _said(method.source, ("steps", i, "phrase"), step.phrase)
        yield from _example(method)
    for file in files.pitfalls:
        for i, entry in enumerate(file.value.pitfalls):
            place = ("pitfalls", i)
            yield from _told(file.source, place, entry.model_dump(), "name", "sounds", "why", "better")
            yield from _said(file.source, (*place, "phrase"), entry.phrase)
    for persona in files.personas:
        yield from _told(persona.source, (), persona.value.model_dump(), "name", "signs", "needs")


def _example(method: ParsedFile[MethodFile]) -> Iterator[Problem]:
    # The agent's lines are words to say; the customer may say what is banned.
    if method.value.example is None:
        yield method.source.problem((), "has no worked example")
        return
    yield from _told(method.source, ("example",), method.value.example.model_dump(), "about")
    for i, line in enumerate(method.value.example.lines):
        place: Place = ("example", "lines", i)
        if line.step:
            yield from _said(method.source, (*place, "text"), line.text)
        else:
            yield from _told(method.source, place, line.model_dump(), "text")


def _said(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    yield from languages(source, place, text)
    for language, words in text.items():
        for message in wording(language, words, SPOKEN):
            yield source.problem((*place, language), message)
    yield from pair(source, place, text)


def _told(
    source: SourceFile, place: Place, entry: Mapping[str, Mapping[str, str]], *names: str
) -> Iterator[Problem]:
    # What the agent reads. It may name what is banned: that is what a pitfall is about.
    for name in names:
        text = entry[name]
        if text or name != "note":
            yield from languages(source, (*place, name), text)
        for language, words in text.items():
            for message in (*marks(words, ()), *(spanish(words) if language == "es" else ())):
                yield source.problem((*place, name, language), message)
