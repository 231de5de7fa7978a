"""Teachings: read into the types of `core`, what has to hold between them, and their rules of writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.lint import CUE_WORDS, languages, marks, pair, spanish, wording
from bot.content.messages import say
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.content.teaching_models import TeachingFile
from bot.core.matching import bare
from bot.core.teaching import FAMILIES, Teaching, TeachingPoint

SCREEN = 170  # words on one card at most, in each language: one screen, and under a minute


def teachings(files: PhrasebookFiles) -> dict[str, Teaching]:
    """Returns the teachings by id, in the order they are shown."""
    order = {family: i for i, family in enumerate(("", *FAMILIES.values()))}
    entries = sorted(
        (file.value for file in files.teachings), key=lambda each: (order[each.family], each.place, each.id)
    )
    return {entry.id: _teaching(entry) for entry in entries}


def faults(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is wrong, name that is taken, and link that leads nowhere."""
    taken: dict[str, str] = {}
    for file in files.teachings:
        if file.value.id != Path(file.source.file).stem:
            yield file.source.problem(("id",), "is not the file's name; rename one of them")
        for name in (file.value.id, *file.value.name.values(), *file.value.also):
            if (other := taken.setdefault(bare(name), file.value.id)) != file.value.id:
                yield file.source.problem(("also",), f"“{name}” means {other} already")
        if not files.problems:  # what a link names may be in a file that could not be read
            yield from _links(files, file)


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing."""
    for file in files.teachings:
        yield from _written(file)
        yield from _long(file)


def _links(files: PhrasebookFiles, file: ParsedFile[TeachingFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    situations = {other.value.id for other in files.situations}
    for i, situation in enumerate(value.situations):
        if situation not in situations:
            yield source.problem(("situations", i), f"there is no situation {situation}")
    if value.next == value.id or (value.next and value.next not in {f.value.id for f in files.teachings}):
        yield source.problem(("next",), f"there is no other card {value.next}")
    known = {id for other in files.keywords for id in other.value.keywords}
    if value.keyword and value.keyword not in known:
        yield source.problem(("keyword",), f"there is no keyword {value.keyword}")
    if value.keyword in FAMILIES:
        yield source.problem(("keyword",), f"{value.keyword} leads to all {FAMILIES[value.keyword]}")


def _written(file: ParsedFile[TeachingFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    for name in ("name", "about", "gist", "source"):
        yield from _told(source, (name,), getattr(value, name))
    for i, point in enumerate(value.points):
        yield from _told(source, ("points", i, "lead"), point.lead)
        yield from _told(source, ("points", i, "text"), point.text)
    yield from _told(source, ("cue",), value.cue)
    for language, cue in value.cue.items():
        if len(cue.split()) > CUE_WORDS:
            yield source.problem(("cue", language), say("cue_words", most=CUE_WORDS))
    if value.phrase:
        yield from languages(source, ("phrase",), value.phrase)
        yield from pair(source, ("phrase",), value.phrase)
    for language, words in value.phrase.items():
        for message in wording(language, words, ()):
            yield source.problem(("phrase", language), message)


def _told(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    # What the reader is told. It may name what is banned, to say that it does not help.
    if text:
        yield from languages(source, place, text)
    for language, words in text.items():
        for message in (*marks(words, ()), *(spanish(words) if language == "es" else ())):
            yield source.problem((*place, language), message)


def _long(file: ParsedFile[TeachingFile]) -> Iterator[Problem]:
    for language in ("en", "es"):
        words = sum(len(text.get(language, "").split()) for text in _read(file.value))
        if words > SCREEN:
            message = f"has {words} words in {language}; at most {SCREEN} fit one screen"
            yield file.source.problem((), message)


def _read(value: TeachingFile) -> Iterator[Mapping[str, str]]:
    yield from (value.gist, value.source, value.cue, value.phrase)
    for point in value.points:
        yield from (point.lead, point.text)


def _teaching(entry: TeachingFile) -> Teaching:
    return Teaching(
        id=entry.id,
        name=entry.name,
        about=entry.about,
        gist=entry.gist,
        points=tuple(TeachingPoint(point.text, point.lead) for point in entry.points),
        phrase=entry.phrase,
        cue=entry.cue,
        source=entry.source,
        audience=entry.audience,
        family=entry.family,
        keyword=entry.keyword,
        also=tuple(entry.also),
        following=entry.next,
        situations=tuple(entry.situations),
        care=entry.care,
        ways=tuple(entry.ways),
    )
