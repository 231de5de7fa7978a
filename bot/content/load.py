"""The phrasebook folder, read into the types of `core`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.content import (
    coaching,
    drills,
    keywords,
    minutes,
    practice,
    practice_rules,
    protocol,
    safety_guides,
    teachings,
)
from bot.content.files import PhrasebookFiles, gather
from bot.content.models import FacetEntry, PhraseEntry, SituationFile
from bot.content.problem import BrokenPhrasebook, Problem
from bot.core.phrasebook import Facet, Lexicon, Phrase, Phrasebook, Situation
from bot.core.words import FALLBACK, Words

TEMPLATE = "templates/scenario.yml"


def load(root: Path) -> Phrasebook:
    """Returns the phrasebook in `root`. Raises BrokenPhrasebook, with every error, if it has any."""
    files = gather(root)
    problems = files.problems or [
        *twins(files),
        *coaching.faults(files),
        *teachings.faults(files),
        *minutes.faults(files),
        *protocol.faults(root, files),
        *drills.faults(files),
        *practice_rules.faults(files),
        *fallback(root, files),
        *keywords.faults(root, files),
        *safety_guides.faults(root, files),
    ]
    if problems:
        raise BrokenPhrasebook(problems)
    return replace(build(files), scenario_template=template(root))


def build(files: PhrasebookFiles) -> Phrasebook:
    """Returns the types of `core` for files that are known to be sound."""
    facets = [facet for file in files.facets for facet in file.value.facets]
    return Phrasebook(
        situations={file.value.id: _situation(file.value) for file in files.situations},
        facets={facet.id: _facet(facet) for facet in facets},
        lexicon=Lexicon(
            concepts={
                name: _tuples(forms) for file in files.concepts for name, forms in file.value.concepts.items()
            },
            fillers=_tuples({k: v for file in files.fillers for k, v in file.value.fillers.items()}),
            foreign=tuple(word for file in files.fillers for word in file.value.foreign),
            elsewhere=_tuples({k: v for file in files.elsewhere for k, v in file.value.elsewhere.items()}),
        ),
        words=Words(_words(files)),
        methods=coaching.methods(files),
        pitfalls=coaching.pitfalls(files),
        personas=coaching.personas(files),
        teachings=teachings.teachings(files),
        protocols=protocol.policies(files),
        quiz=drills.quiz(files),
        scenarios=practice.scenarios(files),
        prompts=practice.prompts(files),
        minutes=minutes.lines(files),
        replies=practice.replies(files),
        keywords=keywords.keywords(files),
        safety=safety_guides.guides(files),
        numbers=safety_guides.numbers(files),
    )


def template(root: Path) -> str:
    """Returns the file that a manager's own role-play begins as; "" where the phrasebook has none."""
    path = root / TEMPLATE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _words(files: PhrasebookFiles) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for file in files.ui:
        words.setdefault(file.value.language, {}).update(file.value.words)
    return words


def twins(files: PhrasebookFiles) -> Iterable[Problem]:
    """Yields an error for every id that is taken, or is not its file's name."""
    taken: dict[str, str] = {}
    for file in files.situations:
        if file.value.id != Path(file.source.file).stem:
            yield file.source.problem(("id",), "is not the file's name; rename one of them")
        for i, phrase in enumerate(file.value.phrases):
            if phrase.id in taken:
                yield file.source.problem(("phrases", i, "id"), f"is taken by {taken[phrase.id]}")
            taken[phrase.id] = f"{file.source.file}:{file.source.line(('phrases', i, 'id'))}"
    yield from _said_twice(files)


def _said_twice(files: PhrasebookFiles) -> Iterable[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for file in files.ui:
        for key in file.value.words:
            other = taken.setdefault((file.value.language, key), file.source.file)
            if other != file.source.file:
                yield file.source.problem(("words", key), f"is taken by {other}")


def fallback(root: Path, files: PhrasebookFiles) -> Iterable[Problem]:
    """Yields an error where the language that everything falls back on is missing."""
    if FALLBACK not in {file.value.language for file in files.ui}:
        yield Problem(f"{root.name}/ui", 1, "", f"has no file with language: {FALLBACK}")


def _situation(entry: SituationFile) -> Situation:
    return Situation(
        id=entry.id,
        name=entry.name,
        when=entry.when,
        helps=entry.helps,
        avoid=entry.avoid,
        triggers=_tuples(entry.triggers),
        phrases=tuple(phrase_of(phrase) for phrase in entry.phrases),
        menu=entry.menu,
        said=_tuples(entry.said),
    )


def phrase_of(entry: PhraseEntry) -> Phrase:
    """Returns the phrase for an entry of a file."""
    return Phrase(
        id=entry.id,
        text=entry.text,
        cue=entry.cue,
        channels=tuple(entry.channels),
        industries=tuple(entry.industries),
        tags=tuple(entry.tags),
        forms={str(form): text for form, text in entry.forms.items()},
        countries=tuple(entry.countries),
        owner=entry.owner,
        reviewed_on=entry.reviewed_on,
        review_after=entry.review_after,
    )


def _facet(entry: FacetEntry) -> Facet:
    return Facet(entry.id, entry.kind, entry.name, tuple(entry.tags), _tuples(entry.words))


def _tuples(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
