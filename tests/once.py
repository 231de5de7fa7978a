"""What costs a part of a second and comes out the same is made once in a run of the tests.

Hundreds of tests read the shipped phrasebook, or a copy with one file changed. A file that is the same to the
byte is parsed, held against its model and against the rules of writing once; the same files are one book; one
book has one index. Nobody writes into any of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any, Generic, TypeVar

from bot.content import (
    learned,
    lint,
    lint_drills,
    lint_practice,
    lint_scenarios,
    lint_words,
    signs,
    source,
    thumbs,
)
from bot.content import load as loading
from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.practice_models import ScenarioFile
from bot.content.problem import Problem
from bot.content.signs import SignFiles
from bot.content.source import Model, Place, SourceFile
from bot.core.keywords import Keywords
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario
from bot.features.lookup.finder import Finder
from bot.features.lookup.ports import SafetyDetector
from bot.features.safety.detector import NOTHING_LEARNT, Detector
from bot.features.safety.learning import LinearModel
from bot.features.safety.signs import SafetySigns

MOST_FILES, MOST_ITEMS, MOST_BOOKS, MOST_TEXTS = 1_000, 2_000, 20, 50_000

Value = TypeVar("Value")


class Shared(Generic[Value]):
    """The last values that were made, each for some objects, which it knows by their identity and keeps."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[tuple[int, ...], tuple[Value, object]] = OrderedDict()

    def of(self, objects: Iterable[object], make: Callable[[], Value]) -> Value:
        """Returns what was made for these objects, or makes it."""
        keep = tuple(objects)
        key = tuple(map(id, keep))
        if key not in self._values:
            self._values[key] = make(), keep
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return self._values[key][0]


def share() -> None:
    """Makes all tests of this process share what is the same."""
    _wrap(source, "parsed", lru_cache(MOST_FILES))
    _wrap(SourceFile, "parse", _shared_values)
    _wrap(loading, "build", _shared_books)
    _wrap(signs, "built", _shared_signs)
    _wrap(signs, "faults", _shared_faults)
    _wrap(signs, "lint", _shared_judgements)
    _wrap(learned, "parsed", lru_cache(MOST_BOOKS))
    _wrap(Detector, "__init__", _shared_detectors)
    _wrap(Finder, "__init__", _shared_indexes)
    for module, name in ((lint, "_situation"), (lint_practice, "_texts"), (lint_practice, "_ways")):
        _wrap(module, name, _shared_rule)
    _wrap(lint_drills, "item_problems", _shared_item_rule)
    _wrap(lint_scenarios, "scenario", _shared_scenario)
    _wrap(thumbs, "wins", _shared_wins)
    _wrap(lint_words, "keywords", _shared_keywords)
    _wrap(lint_words, "_typed", _shared_texts)
    _wrap(lint_words, "_faults", _shared_texts)


def _wrap(place: object, name: str, wrapper: Callable[[Any], Any]) -> None:
    setattr(place, name, wrapper(getattr(place, name)))


def _shared_values(
    parse: Callable[[SourceFile, type[Model]], Model],
) -> Callable[[SourceFile, type[Model]], Model]:
    values = Shared[Model](MOST_FILES)
    return lambda self, model: values.of((self, model), lambda: parse(self, model))


def _shared_books(build: Callable[[PhrasebookFiles], Phrasebook]) -> Callable[[PhrasebookFiles], Phrasebook]:
    books = Shared[Phrasebook](MOST_BOOKS)

    def shared(files: PhrasebookFiles) -> Phrasebook:
        kinds = (getattr(files, field.name) for field in fields(files) if field.name != "problems")
        return books.of((file.value for kind in kinds for file in kind), lambda: build(files))

    return shared


def _shared_signs(
    build: Callable[[SignFiles, Phrasebook], SafetySigns],
) -> Callable[[SignFiles, Phrasebook], SafetySigns]:
    known = Shared[SafetySigns](MOST_BOOKS)
    said: dict[tuple[str, ...], tuple[str, ...]] = {}

    def shared(files: SignFiles, book: Phrasebook) -> SafetySigns:
        kinds = (files.concepts, files.reading, files.rules)
        values = (file.value for kind in kinds for file in kind)
        # Of a book only what is said in its situations counts, and what is said elsewhere.
        ordinary = tuple(signs.ordinary(book))
        return known.of((*values, said.setdefault(ordinary, ordinary)), lambda: build(files, book))

    return shared


def _shared_faults(
    rule: Callable[[SignFiles], Iterable[Problem]],
) -> Callable[[SignFiles], Iterable[Problem]]:
    problems = Shared[tuple[Problem, ...]](MOST_BOOKS)
    return lambda files: problems.of(_of_signs(files), lambda: tuple(rule(files)))


def _shared_judgements(
    rule: Callable[[SignFiles, Detector], Iterable[Problem]],
) -> Callable[[SignFiles, Detector], Iterable[Problem]]:
    # Sixteen thousand examples are judged; detectors of the same signs have the same parts.
    problems = Shared[tuple[Problem, ...]](MOST_BOOKS)
    return lambda files, detector: problems.of(
        (*_of_signs(files), *vars(detector).values()), lambda: tuple(rule(files, detector))
    )


def _of_signs(files: SignFiles) -> Iterator[object]:
    for kind in (files.concepts, files.reading, files.rules, files.examples):
        for file in kind:
            yield from (file.source, file.value)


def _shared_detectors(
    build: Callable[[Detector, SafetySigns, LinearModel], None],
) -> Callable[[Detector, SafetySigns, LinearModel], None]:
    detectors = Shared[Detector](MOST_BOOKS)

    def made(signs: SafetySigns, model: LinearModel) -> Detector:
        detector = Detector.__new__(Detector)
        build(detector, signs, model)
        return detector

    def init(self: Detector, signs: SafetySigns, model: LinearModel = NOTHING_LEARNT) -> None:
        vars(self).update(vars(detectors.of((signs, model), lambda: made(signs, model))))

    return init


def _shared_indexes(
    build: Callable[[Finder, Phrasebook, SafetyDetector | None], None],
) -> Callable[[Finder, Phrasebook, SafetyDetector | None], None]:
    finders = Shared[Finder](MOST_BOOKS)

    def made(book: Phrasebook) -> Finder:
        finder = Finder.__new__(Finder)
        build(finder, book, None)
        return finder

    # A finder is one's own, as who reloads asks which of two it has; what is in it is everybody's.
    def init(self: Finder, book: Phrasebook, safety: SafetyDetector | None = None) -> None:
        vars(self).update(vars(finders.of((book,), lambda: made(book))))
        self._safety = safety

    return init


def _shared_rule(
    rule: Callable[[ParsedFile[Any]], Iterable[Problem]],
) -> Callable[[ParsedFile[Any]], Iterable[Problem]]:
    problems = Shared[tuple[Problem, ...]](MOST_FILES)
    return lambda file: problems.of((file.source, file.value), lambda: tuple(rule(file)))


def _shared_item_rule(
    rule: Callable[[SourceFile, Place, object], Iterable[Problem]],
) -> Callable[[SourceFile, Place, object], Iterable[Problem]]:
    problems = Shared[tuple[Problem, ...]](MOST_ITEMS)
    # An entry stands at one place of its file.
    return lambda source, place, entry: problems.of(
        (source, entry), lambda: tuple(rule(source, place, entry))
    )


def _shared_scenario(made: Callable[[ScenarioFile], Scenario]) -> Callable[[ScenarioFile], Scenario]:
    scenarios = Shared[Scenario](MOST_FILES)
    return lambda value: scenarios.of((value,), lambda: made(value))


def _shared_wins(wins: Callable[..., bool]) -> Callable[..., bool]:
    won = Shared[bool](MOST_FILES * len(thumbs.RULES))
    return lambda *of: won.of(of, lambda: wins(*of))


def _shared_keywords(made: Callable[[PhrasebookFiles], Keywords]) -> Callable[[PhrasebookFiles], Keywords]:
    known = Shared[Keywords](MOST_BOOKS)
    return lambda files: known.of((file.value for file in files.keywords), lambda: made(files))


def _shared_texts(rule: Callable[..., Iterable[str]]) -> Callable[..., Iterable[str]]:
    return lru_cache(MOST_TEXTS)(lambda *of: tuple(rule(*of)))
