"""The self-check's files: read into the types of the feature, and held against the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.content.checkin_models import (
    KINDS,
    AboutFile,
    CareFile,
    InstrumentFile,
    ItemEntry,
    TeamAdviceFile,
)
from bot.content.lint import LANGUAGES, marks, pair, spanish
from bot.content.models import Language
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.source import Place, SourceFile, read
from bot.core.words import FALLBACK, Localized
from bot.features.checkin.instrument import (
    About,
    Advice,
    Band,
    Breathing,
    Care,
    CheckinContent,
    Instrument,
    Item,
    Subscale,
)
from bot.features.checkin.model import INDEX
from bot.features.checkin.packing import fits

FOLDER = "checkin"
ANY = "any"
Model = TypeVar("Model", bound=BaseModel)


def content(root: Path, licensed: Path | None = None) -> CheckinContent | None:
    """Returns what the self-check says, or None where the phrasebook has no folder for it.

    `licensed` is the file of a questionnaire to ask in place of the phrasebook's. Raises BrokenPhrasebook.
    """
    folder = root / FOLDER
    if not _begun(folder):
        return None
    problems = [*check(root), *(check_licensed(licensed) if licensed else ())]
    if broken := [problem for problem in problems if problem.error]:
        raise BrokenPhrasebook(broken)
    path, base = (licensed, licensed.parent) if licensed else (folder / "instrument.yml", root)
    return CheckinContent(
        instrument=_instrument(_parsed(path, base, InstrumentFile)[1]),
        care=_care(_parsed(folder / "care.yml", root, CareFile)[1]),
        advice=_advice(_parsed(folder / "team.yml", root, TeamAdviceFile)[1]),
        about=_about(_parsed(folder / "about.yml", root, AboutFile)[1]),
    )


def check(root: Path) -> list[Problem]:
    """Returns what is wrong with the self-check's files of a phrasebook, if it has any."""
    folder, problems = root / FOLDER, list[Problem]()
    if not _begun(folder):
        return []
    sources: dict[str, SourceFile] = {}
    for name, model in KINDS.items():
        path = folder / f"{name}.yml"
        if not path.exists():
            problems.append(Problem(f"{root.name}/{FOLDER}", 1, "", f"has no {name}.yml"))
            continue
        try:
            source, value = _parsed(path, root, model)
        except BrokenPhrasebook as broken:
            problems += broken.problems
            continue
        sources[name] = source
        problems += [*_faults(source, value), *_wording(source, source.value, ())]
    if len(sources) == len(KINDS):
        problems += _across(sources, folder, root)
    return problems


def check_licensed(path: Path) -> list[Problem]:
    """Returns what is wrong with a questionnaire of one's own. Its wording is its holder's, and not ours."""
    try:
        source, value = _parsed(path, path.parent, InstrumentFile)
    except BrokenPhrasebook as broken:
        return list(broken.problems)
    return list(_faults(source, value))


def _begun(folder: Path) -> bool:
    return any(folder.glob("*.yml"))


def _parsed(path: Path, root: Path, model: type[Model]) -> tuple[SourceFile, Model]:
    source = read(path, root)
    return source, source.parse(model)


def _faults(source: SourceFile, value: BaseModel) -> Iterator[Problem]:
    match value:
        case InstrumentFile():
            yield from _of_instrument(source, value)
        case TeamAdviceFile():
            yield from _twice(source, ("advice",), [entry.id for entry in value.advice])
        case AboutFile():
            about = value.about
            for name, texts, mark in (
                ("manager", about.manager, "{minimum}"),
                ("kept", about.storage, "{days}"),
            ):
                if any(mark not in text for text in texts.values()):
                    yield source.problem(("about", name), f"has to tell {mark}")


def _of_instrument(source: SourceFile, file: InstrumentFile) -> Iterator[Problem]:
    yield from _twice(source, ("items",), [item.id for item in file.items])
    for i, item in enumerate(file.items):
        if len(_scale(file, item)) < 2:
            name = item.scale or "scale"
            yield source.problem(("items", i, "scale"), f"has no answers: {name} is missing, or has only one")
    counted = sum(item.subscale == INDEX for item in file.items)
    if not counted:
        yield source.problem(("items",), "has none of subscale: index")
    elif file.scoring.min_answered > counted:
        yield source.problem(("scoring", "min_answered"), f"is more than the {counted} items of the index")
    tops = [band.max for band in file.bands]
    if tops != sorted(set(tops)) or tops[-1] != 100:
        yield source.problem(("bands",), "must rise, and end with max: 100")
    exposures = [item.id for item in file.items if item.subscale != INDEX]
    if not fits(file.id, file.version, [item.id for item in file.items], exposures):
        yield source.problem(
            ("items",), "has too many items, or their ids are too long, to store a year of answers"
        )


def _twice(source: SourceFile, place: Place, names: Sequence[str]) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield source.problem((*place, i), f"{name} stands here twice")


def _across(sources: dict[str, SourceFile], folder: Path, root: Path) -> Iterator[Problem]:
    instrument = _parsed(folder / "instrument.yml", root, InstrumentFile)[1]
    care = sources["care"].value["care"]["bands"]
    if len(care) != len(instrument.bands):
        yield sources["care"].problem(
            ("care", "bands"), f"must be {len(instrument.bands)}, as the instrument's"
        )
    known = {ANY, INDEX, *(item.id for item in instrument.items if item.subscale != INDEX)}
    for i, entry in enumerate(sources["team"].value["advice"]):
        if entry["when"] not in known:
            place = ("advice", i, "when")
            yield sources["team"].problem(place, f"must be one of {', '.join(sorted(known))}")


def _wording(source: SourceFile, value: object, place: Place) -> Iterator[Problem]:
    # Wherever there is a text in both languages, it follows the rules of writing.
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from _wording(source, part, (*place, i))
    elif isinstance(value, dict) and value.keys() == set(LANGUAGES):
        for language, text in value.items():
            # A number stands there: of `about`, the one placeholder that phrases don't have.
            for message in (
                *marks(text.replace("{minimum}", "8"), ()),
                *(spanish(text) if language == "es" else ()),
            ):
                yield source.problem((*place, language), message)
        yield from pair(source, place, value)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _wording(source, part, (*place, key))


def _scale(file: InstrumentFile, item: ItemEntry) -> Sequence[dict[str, str]]:
    return file.scales.get(item.scale, []) if item.scale else file.scale


def _instrument(file: InstrumentFile) -> Instrument:
    return Instrument(
        id=file.id,
        version=file.version,
        holder=file.licence.holder,
        permission=file.licence.permission_ref,
        recall_days=file.recall_days,
        min_interval_days=file.min_interval_days,
        items=tuple(
            Item(
                id=item.id,
                subscale=Subscale(item.subscale),
                scale=tuple(_scale(file, item)),
                reverse=item.reverse,
                text=item.text,
                label=item.label or item.text,
            )
            for item in file.items
        ),
        min_answered=file.scoring.min_answered,
        bands=tuple(Band(band.max, band.label, _source(band.source)) for band in file.bands),
    )


def _care(file: CareFile) -> Care:
    care, breathing = file.care, file.care.breathing
    return Care(
        bands=tuple(tuple(band.actions) for band in care.bands),
        before=tuple(care.before),
        during=tuple(care.during),
        after=tuple(care.after),
        breathing=Breathing(breathing.inhale, breathing.exhale, breathing.rounds, breathing.text),
        talk=tuple(care.talk),
    )


def _advice(file: TeamAdviceFile) -> tuple[Advice, ...]:
    return tuple(Advice(entry.id, entry.when, entry.text) for entry in file.advice)


def _about(file: AboutFile) -> About:
    entry = file.about
    return About(
        purpose=entry.purpose,
        is_not=entry.is_not,
        colleague=entry.colleague,
        manager=entry.manager,
        puppets=entry.puppets,
        operator=entry.operator,
        storage=entry.storage,
        stop=entry.stop,
        edition=file.edition,
        weaker=file.weaker,
    )


def _source(source: str | dict[Language, str]) -> Localized:
    return {FALLBACK: source} if isinstance(source, str) else dict(source)
