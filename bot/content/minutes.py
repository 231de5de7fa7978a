"""Lines for the start of a shift: read into the types of `core`, and their rules of writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.lint import languages, pair, wording
from bot.content.minute_models import MinutesFile
from bot.content.problem import Problem
from bot.core.minutes import MinuteKind, MinuteLine

FEWEST = 20  # lines of a kind: each comes once in six weeks and more
LONGEST = 24  # words, in each language: read in one look


def lines(files: PhrasebookFiles) -> dict[str, MinuteLine]:
    """Returns the lines by id, in the order they stand in."""
    return {
        entry.id: MinuteLine(entry.id, MinuteKind(file.value.kind), entry.text)
        for file in files.minutes
        for entry in file.value.lines
    }


def faults(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is taken."""
    taken: dict[str, str] = {}
    for file in files.minutes:
        for i, entry in enumerate(file.value.lines):
            if entry.id in taken:
                yield file.source.problem(("lines", i, "id"), f"is taken by {taken[entry.id]}")
            taken.setdefault(entry.id, f"{file.source.file}:{file.source.line(('lines', i, 'id'))}")


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing, and a kind that would repeat itself too soon."""
    count = Counter[str]()
    for file in files.minutes:
        count[file.value.kind] += len(file.value.lines)
        yield from _written(file)
    for file in files.minutes:
        if count[file.value.kind] < FEWEST:
            message = f"has {count[file.value.kind]} of {file.value.kind}; at least {FEWEST} are needed"
            yield file.source.problem(("lines",), message)


def _written(file: ParsedFile[MinutesFile]) -> Iterator[Problem]:
    for i, entry in enumerate(file.value.lines):
        place = ("lines", i, "text")
        yield from languages(file.source, place, entry.text)
        yield from pair(file.source, place, entry.text)
        for language, text in entry.text.items():
            for message in wording(language, text, ()):
                yield file.source.problem((*place, language), message)
            if (count := len(text.split())) > LONGEST:
                long = f"has {count} words; at most {LONGEST} are read in one look"
                yield file.source.problem((*place, language), long)
