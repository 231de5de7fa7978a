"""What danger and distress are noticed by: read from `safety/signs` and `safety/examples`, and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.content import learned
from bot.content.files import ParsedFile
from bot.content.lint import LANGUAGES
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.sign_models import SafetyExamplesFile, SignConceptsFile, SignReadingFile, SignRulesFile
from bot.content.source import Place, read
from bot.core.phrasebook import Phrasebook
from bot.core.safety import SafetyKind, SafetyLevel, SafetySign
from bot.features.safety.detector import EFFECTS, Detector, parse_form
from bot.features.safety.inflection import check_word
from bot.features.safety.patterns import Pattern, is_concept, parse, parts, words_of
from bot.features.safety.signs import SafetyExample, SafetySigns, SignRules
from bot.shipped import COMMAND

SIGNS, EXAMPLES = "safety/signs", "safety/examples"
CONCEPTS, READING, ORDINARY = "concepts*.yml", "reading.yml", "ordinary"
# The same words are a customer's or an agent's, and either card has the lines of help.
ONES_OWN_LIFE = {SafetyKind.SELF_HARM, SafetyKind.AGENT_DISTRESS}
POSITIVE, NEAR = "positive", "near"
ABUSE = "abuse-boundary"
TOLERATED = 0.01  # of examples of a sort that may be decided wrongly: one rule more always moves a few
EXAMPLES_LEAST = 40  # of a kind and language, of each sort, that are decided rightly
Model = TypeVar("Model", bound=BaseModel)


class SignFiles:
    """The files under `root` that could be read, and what was wrong with the others.

    Without `examples` those are left out: what was learnt from them is stored beside them.
    """

    def __init__(self, root: Path, *, examples: bool = True) -> None:
        self.problems: list[Problem] = []
        folder = root / SIGNS
        concepts = sorted(folder.glob(CONCEPTS))
        rules = sorted(set(folder.glob("*.yml")) - set(concepts) - {folder / READING})
        self.concepts = list(self._parsed(root, concepts, SignConceptsFile))
        self.reading = list(self._parsed(root, sorted(folder.glob(READING)), SignReadingFile))
        self.rules = list(self._parsed(root, rules, SignRulesFile))
        taught = sorted((root / EXAMPLES).glob("*.yml")) if examples else ()
        self.examples = list(self._parsed(root, taught, SafetyExamplesFile))

    def _parsed(self, root: Path, paths: Iterable[Path], model: type[Model]) -> Iterator[ParsedFile[Model]]:
        for path in paths:
            try:
                source = read(path, root)
                yield ParsedFile(source, source.parse(model))
            except BrokenPhrasebook as broken:
                self.problems += broken.problems


def detector(root: Path, book: Phrasebook) -> Detector | None:
    """Returns what notices danger, None where the phrasebook has no rules for it; `book` is its rest.

    Raises BrokenPhrasebook, with every error, if it has any.
    """
    files = _sound(root, examples=False)
    return Detector(built(files, book), learned.read(root)[0]) if files.rules else None


def learn(root: Path, book: Phrasebook) -> None:
    """Learns from the examples, and writes what was learnt beside them. Raises BrokenPhrasebook."""
    files = _sound(root)
    signs, taught = built(files, book), tuple(_examples(files))
    learned.write(root, Detector(signs).learnt(taught), learned.fingerprint(signs, taught))


def _sound(root: Path, *, examples: bool = True) -> SignFiles:
    files = SignFiles(root, examples=examples)
    if problems := [*files.problems, *faults(files)]:
        raise BrokenPhrasebook(problems)
    return files


def check(root: Path, book: Phrasebook) -> list[Problem]:
    """Returns what is wrong with the signs of a phrasebook, if it has any; `book` is the rest of it."""
    files = SignFiles(root)
    problems = [*files.problems, *faults(files)]
    if problems or not files.rules:
        return problems
    signs, (model, made_of) = built(files, book), learned.read(root)
    if made_of != learned.fingerprint(signs, _examples(files)):
        message = f"was learnt from other rules or examples; run: {COMMAND} phrasebook learn"
        return [Problem(f"{root.name}/{learned.FILE}", 1, "", message)]
    return [*lint(files, Detector(signs, model))]


def faults(files: SignFiles) -> Iterator[Problem]:
    """Yields the patterns and forms that make no sense, and the concepts that nobody has described."""
    known = {"SHORT", *(name for file in files.concepts for name in file.value.concepts)}
    for file, place, written, parsed in _patterns(files):
        try:
            pattern = parsed(written)
            _check_words(pattern)
        except ValueError as error:
            yield file.source.problem(place, str(error))
            continue
        for part in parts(pattern):
            if is_concept(part) and part.split(".")[0] not in known:
                yield file.source.problem(place, f"{part} is no concept")


def _check_words(pattern: Pattern) -> None:
    for part in parts(pattern):
        if not is_concept(part):
            for word in words_of(part):
                check_word(word)


def lint(files: SignFiles, detector: Detector) -> Iterator[Problem]:
    """Yields the kinds with too few examples that are decided rightly, and each one that is not."""
    for kind in SafetyKind:
        if not any(file.value.id == kind.value for file in files.examples):
            yield Problem(f"phrasebook/{EXAMPLES}", 1, "", f"has no {kind.value}.yml")
    for file in files.examples:
        for name, texts in ((POSITIVE, file.value.positive), (NEAR, file.value.near)):
            if file.value.id != ORDINARY:
                yield from _of_examples(file, SafetyKind(file.value.id), name, texts, detector)


def _of_examples(
    file: ParsedFile[SafetyExamplesFile],
    kind: SafetyKind,
    name: str,
    texts: Mapping[str, Sequence[str]],
    detector: Detector,
) -> Iterator[Problem]:
    for language in LANGUAGES:
        listed = texts.get(language, ())
        wrong = [i for i, text in enumerate(listed) if not _right(detector.detect(text), kind, name)]
        if len(listed) - len(wrong) < EXAMPLES_LEAST:
            message = f"has {len(listed) - len(wrong)} that are decided rightly; {EXAMPLES_LEAST} are needed"
            yield file.source.problem((name, language), message)
        if len(wrong) > TOLERATED * len(listed):
            for i in wrong:
                message = "is not noticed as what it is" if name == POSITIVE else "gets a card"
                yield file.source.problem((name, language, i), message, error=False)


def _right(sign: SafetySign | None, kind: SafetyKind, name: str) -> bool:
    own = sign is not None and (sign.kind is kind or {sign.kind, kind} == ONES_OWN_LIFE)
    if name == POSITIVE:
        return own
    return not (own and sign is not None and sign.level is SafetyLevel.CARD)


def _patterns(
    files: SignFiles,
) -> Iterator[tuple[ParsedFile[Any], Place, str, Callable[[str], Pattern]]]:
    for concepts in files.concepts:
        for name, forms in concepts.value.concepts.items():
            for language, written in forms.items():
                for i, form in enumerate(written):
                    yield concepts, ("concepts", name, language, i), form, parse_form
    for reading in files.reading:
        for i, pattern in enumerate(reading.value.harmless):
            yield reading, ("harmless", i), pattern, parse
    for rules in files.rules:
        for effect in EFFECTS:
            for i, pattern in enumerate(getattr(rules.value, effect)):
                yield rules, (effect, i), pattern, parse


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
            SafetyKind(file.value.id): SignRules(*(tuple(getattr(file.value, effect)) for effect in EFFECTS))
            for file in files.rules
        },
        harmless=tuple(pattern for entry in entries for pattern in entry.harmless),
        respelled={
            typed: meant for entry in entries for meant, ways in entry.respelled.items() for typed in ways
        },
        ordinary=tuple(ordinary(book)),
    )


def _examples(files: SignFiles) -> Iterator[SafetyExample]:
    for file in files.examples:
        for texts in file.value.positive.values():
            if file.value.id != ORDINARY:
                yield from (SafetyExample(text, SafetyKind(file.value.id)) for text in texts)
        for texts in file.value.near.values():
            yield from (SafetyExample(text, None) for text in texts)


def ordinary(book: Phrasebook) -> Iterator[str]:
    """Yields what is said about anything else than danger."""
    for situation in book.situations.values():
        if situation.id == ABUSE:  # remarks that are a kind of danger are asked about there too
            continue
        for texts in (*situation.triggers.values(), *situation.said.values()):
            yield from texts
    for texts in book.lexicon.elsewhere.values():
        yield from texts
