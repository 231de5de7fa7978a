"""What danger and distress are noticed by: read from `safety/signs` and `safety/examples`, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.content.files import ParsedFile
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.sign_models import SafetyExamplesFile, SignConceptsFile, SignReadingFile, SignRulesFile
from bot.content.source import read
from bot.core.phrasebook import Phrasebook
from bot.core.safety import SafetyKind
from bot.features.safety.signs import SafetyExample, SafetySigns, SignRules

SIGNS, EXAMPLES = "safety/signs", "safety/examples"
CONCEPTS, READING = "concepts*.yml", "reading.yml"
Model = TypeVar("Model", bound=BaseModel)


class SignFiles:
    """The files under `root` that could be read, and what was wrong with the others."""

    def __init__(self, root: Path) -> None:
        self.problems: list[Problem] = []
        folder = root / SIGNS
        concepts = sorted(folder.glob(CONCEPTS))
        rules = sorted(set(folder.glob("*.yml")) - set(concepts) - {folder / READING})
        self.concepts = list(self._parsed(root, concepts, SignConceptsFile))
        self.reading = list(self._parsed(root, sorted(folder.glob(READING)), SignReadingFile))
        self.rules = list(self._parsed(root, rules, SignRulesFile))
        self.examples = list(self._parsed(root, sorted((root / EXAMPLES).glob("*.yml")), SafetyExamplesFile))

    def _parsed(self, root: Path, paths: Iterable[Path], model: type[Model]) -> Iterator[ParsedFile[Model]]:
        for path in paths:
            try:
                source = read(path, root)
                yield ParsedFile(source, source.parse(model))
            except BrokenPhrasebook as broken:
                self.problems += broken.problems


def signs(root: Path, book: Phrasebook) -> SafetySigns | None:
    """Returns what signs are noticed by, or None where the phrasebook has no rules for it.

    Raises BrokenPhrasebook, with every error, if it has any.
    """
    files = SignFiles(root)
    if files.problems:
        raise BrokenPhrasebook(files.problems)
    return built(files, book) if files.rules else None


def built(files: SignFiles, book: Phrasebook) -> SafetySigns:
    """Returns the signs of files that are known to be sound; `book` tells what is said of anything else."""
    entries = [file.value for file in files.reading]
    return SafetySigns(
        concepts={
            name: tuple(form for written in forms.values() for form in written)
            for file in files.concepts
            for name, forms in file.value.concepts.items()
        },
        rules={
            SafetyKind(file.value.id): SignRules(
                tuple(file.value.card), tuple(file.value.line), tuple(file.value.soft), tuple(file.value.drop)
            )
            for file in files.rules
        },
        harmless=tuple(pattern for entry in entries for pattern in entry.harmless),
        respelled={
            typed: meant for entry in entries for meant, ways in entry.respelled.items() for typed in ways
        },
        examples=tuple(_examples(files)),
        ordinary=tuple(_ordinary(book)),
    )


def _examples(files: SignFiles) -> Iterator[SafetyExample]:
    for file in files.examples:
        for texts in file.value.positive.values():
            if file.value.id != "ordinary":
                yield from (SafetyExample(text, SafetyKind(file.value.id)) for text in texts)
        for texts in file.value.near.values():
            yield from (SafetyExample(text, None) for text in texts)


def _ordinary(book: Phrasebook) -> Iterator[str]:
    for situation in book.situations.values():
        for texts in (*situation.triggers.values(), *situation.said.values()):
            yield from texts
    for texts in book.lexicon.elsewhere.values():
        yield from texts
