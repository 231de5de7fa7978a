"""The phrasebook folder as parsed files, each with its source lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.content.drill_models import DrillFile
from bot.content.minute_models import MinutesFile
from bot.content.models import (
    ConceptsFile,
    ElsewhereFile,
    FacetsFile,
    FillersFile,
    KeywordsFile,
    MethodFile,
    PersonaFile,
    PitfallsFile,
    ProtocolFile,
    SituationFile,
    UiFile,
)
from bot.content.practice_models import ReplyWordsFile, RoundsFile, ScenarioFile
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.safety_models import NumbersFile, SafetyGuideFile
from bot.content.source import SourceFile, read
from bot.content.teaching_models import TeachingFile

Model = TypeVar("Model", bound=BaseModel)
KEYWORDS = "ui/keywords.*.yml"
NUMBERS = "safety/numbers.yml"


@dataclass(frozen=True, slots=True)
class ParsedFile(Generic[Model]):
    """A file that fits its model."""

    source: SourceFile
    value: Model


@dataclass(frozen=True, slots=True)
class PhrasebookFiles:
    """Every file of a phrasebook that could be read, and what was wrong with the others."""

    situations: list[ParsedFile[SituationFile]]
    methods: list[ParsedFile[MethodFile]]
    pitfalls: list[ParsedFile[PitfallsFile]]
    personas: list[ParsedFile[PersonaFile]]
    teachings: list[ParsedFile[TeachingFile]]
    protocols: list[ParsedFile[ProtocolFile]]
    drills: list[ParsedFile[DrillFile]]
    scenarios: list[ParsedFile[ScenarioFile]]
    rounds: list[ParsedFile[RoundsFile]]
    minutes: list[ParsedFile[MinutesFile]]
    replies: list[ParsedFile[ReplyWordsFile]]
    concepts: list[ParsedFile[ConceptsFile]]
    fillers: list[ParsedFile[FillersFile]]
    elsewhere: list[ParsedFile[ElsewhereFile]]
    facets: list[ParsedFile[FacetsFile]]
    ui: list[ParsedFile[UiFile]]
    keywords: list[ParsedFile[KeywordsFile]]
    safety: list[ParsedFile[SafetyGuideFile]]
    numbers: list[ParsedFile[NumbersFile]]
    problems: list[Problem] = field(default_factory=list)


def gather(root: Path) -> PhrasebookFiles:
    """Reads every file under `root`. What cannot be read is in `problems`, never raised."""
    problems: list[Problem] = []

    def parsed(pattern: str, model: type[Model], but: str = "") -> list[ParsedFile[Model]]:
        paths = sorted(set(root.glob(pattern)).difference(root.glob(but) if but else ()))
        return list(_parsed(root, paths, model, problems))

    files = PhrasebookFiles(
        situations=parsed("situations/*.yml", SituationFile),
        methods=parsed("methods/*.yml", MethodFile),
        pitfalls=parsed("pitfalls/*.yml", PitfallsFile),
        personas=parsed("personas/*.yml", PersonaFile),
        teachings=parsed("cards/*.yml", TeachingFile),
        protocols=parsed("protocols/*.yml", ProtocolFile),
        drills=parsed("drills/*.yml", DrillFile),
        scenarios=parsed("scenarios/*.yml", ScenarioFile),
        rounds=parsed("rounds/*.yml", RoundsFile),
        minutes=parsed("minutes/*.yml", MinutesFile),
        replies=parsed("lexicon/replies.yml", ReplyWordsFile),
        concepts=parsed("lexicon/concepts.yml", ConceptsFile),
        fillers=parsed("lexicon/fillers.yml", FillersFile),
        elsewhere=parsed("lexicon/elsewhere.yml", ElsewhereFile),
        facets=parsed("lexicon/facets.yml", FacetsFile),
        ui=parsed("ui/*.yml", UiFile, but=KEYWORDS),
        keywords=parsed(KEYWORDS, KeywordsFile),
        safety=parsed("safety/*.yml", SafetyGuideFile, but=NUMBERS),
        numbers=parsed(NUMBERS, NumbersFile),
        problems=problems,
    )
    problems += _missing(root, files)
    return files


def _parsed(
    root: Path, paths: Iterable[Path], model: type[Model], problems: list[Problem]
) -> Iterator[ParsedFile[Model]]:
    for path in paths:
        try:
            source = read(path, root)
            yield ParsedFile(source, source.parse(model))
        except BrokenPhrasebook as broken:
            problems += broken.problems


def _missing(root: Path, files: PhrasebookFiles) -> Iterator[Problem]:
    if not any(problem.error for problem in files.problems):
        for folder, found in (("situations", files.situations), ("ui", files.ui)):
            if not found:
                yield Problem(f"{root.name}/{folder}", 1, "", "holds no file; the coach would have no words")
