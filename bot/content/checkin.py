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
    InstrumentAboutEntry,
    InstrumentFile,
    ItemEntry,
    SubscaleEntry,
    TeamAdviceFile,
)
from bot.content.lint import LANGUAGES, marks, pair, spanish
from bot.content.models import Language
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.source import Place, SourceFile, read
from bot.core.words import FALLBACK, Localized
from bot.features.checkin.instrument import (
    EXPOSURE,
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
from bot.features.checkin.lattice import unprotected
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
    instrument = _parsed(path, base, InstrumentFile)[1]
    return CheckinContent(
        instrument=_instrument(instrument),
        care=_care(_parsed(folder / "care.yml", root, CareFile)[1]),
        advice=_advice(_parsed(folder / "team.yml", root, TeamAdviceFile)[1]),
        about=_about(_parsed(folder / "about.yml", root, AboutFile)[1], instrument.about),
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
    whole = True
    for i, item in enumerate(file.items):
        if len(_scale(file, item)) < 2:
            name = item.scale or "scale"
            yield source.problem(("items", i, "scale"), f"has no answers: {name} is missing, or has only one")
            whole = False
    faults = [*_of_subscales(source, file), *_of_names(source, file)]
    yield from faults
    if not faults and not fits(_instrument(file)):
        yield source.problem(
            ("items",), "has too many items, or their ids are too long, to store a year of answers"
        )
    if whole and not faults:
        yield from _without_figures(source, file)


def _of_subscales(source: SourceFile, file: InstrumentFile) -> Iterator[Problem]:
    if bool(file.subscales) == bool(file.scoring):
        yield source.problem((), "needs either scoring or subscales")
    for i, entry in enumerate(_subscales(file)):
        counted = sum(item.subscale == entry.id for item in file.items)
        at: Place = ("subscales", i) if file.subscales else ()
        scored: Place = (*at, "min_answered") if file.subscales else ("scoring", "min_answered")
        if not counted:
            yield source.problem(("items",), f"has none of subscale: {entry.id}")
        elif entry.min_answered > counted:
            yield source.problem(scored, f"is more than the {counted} items of the {entry.id}")
        tops = [band.max for band in entry.bands]
        if tops != sorted(set(tops)) or tops[-1:] != [100]:
            yield source.problem((*at, "bands"), "must rise, and end with max: 100")


def _of_names(source: SourceFile, file: InstrumentFile) -> Iterator[Problem]:
    # A subscale and an exposure are both a figure, by their ids; of advice, `any` is a word of its own.
    items, names = {item.id for item in file.items}, [entry.id for entry in file.subscales]
    yield from _twice(source, ("subscales",), names)
    for i, name in enumerate(names):
        if name in {*items, EXPOSURE, ANY}:
            yield source.problem(("subscales", i, "id"), f"{name} is the name of something else")
    known = {entry.id for entry in _subscales(file)} | {EXPOSURE}
    for i, item in enumerate(file.items):
        if item.subscale not in known:
            yield source.problem(("items", i, "subscale"), f"must be one of {', '.join(sorted(known))}")


def _without_figures(source: SourceFile, file: InstrumentFile) -> Iterator[Problem]:
    # No mistake: each person has their own result all the same.
    names = [entry.id for entry in file.subscales]
    for figure, reason in unprotected(_instrument(file)).items():
        place: Place = ("items", next((i for i, item in enumerate(file.items) if item.id == figure), 0))
        if figure in names:
            place = ("subscales", names.index(figure))
        elif figure == INDEX:
            place = ("bands",)
        yield source.problem(place, f"{figure} {reason}", error=False)


def _subscales(file: InstrumentFile) -> Sequence[SubscaleEntry]:
    bands = file.bands
    if not file.scoring:
        return [entry.model_copy(update={"bands": entry.bands or bands}) for entry in file.subscales]
    label = dict.fromkeys(LANGUAGES, "-")  # never shown, as it is alone
    return [SubscaleEntry(id=INDEX, label=label, min_answered=file.scoring.min_answered, bands=bands)]


def _twice(source: SourceFile, place: Place, names: Sequence[str]) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield source.problem((*place, i), f"{name} stands here twice")


def _across(sources: dict[str, SourceFile], folder: Path, root: Path) -> Iterator[Problem]:
    instrument = _parsed(folder / "instrument.yml", root, InstrumentFile)[1]
    care, subscales = sources["care"].value["care"]["bands"], _subscales(instrument)
    if bands := sorted({len(entry.bands) for entry in subscales} - {len(care)}):
        yield sources["care"].problem(("care", "bands"), f"must be {bands[0]}, as the instrument's")
    exposures = {item.id for item in instrument.items if item.subscale == EXPOSURE}
    known = {ANY, *(entry.id for entry in subscales), *exposures}
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
    items = tuple(
        Item(
            id=item.id,
            subscale=item.subscale,
            scale=tuple(_scale(file, item)),
            reverse=item.reverse,
            text=item.text,
            label=item.label or item.text,
        )
        for item in file.items
    )
    return Instrument(
        id=file.id,
        version=file.version,
        holder=file.licence.holder,
        permission=file.licence.permission_ref,
        recall_days=file.recall_days,
        min_interval_days=file.min_interval_days,
        items=items,
        subscales=tuple(
            Subscale(
                id=entry.id,
                label=entry.label if file.subscales else {},
                items=tuple(item for item in items if item.subscale == entry.id),
                min_answered=entry.min_answered,
                bands=tuple(Band(band.max, band.label, _source(band.source)) for band in entry.bands),
            )
            for entry in _subscales(file)
        ),
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


def _about(file: AboutFile, own: InstrumentAboutEntry | None) -> About:
    entry = file.about
    return About(
        purpose=(own or entry).purpose,
        is_not=(own or entry).is_not,
        colleague=entry.colleague,
        manager=entry.manager,
        puppets=entry.puppets,
        moves=entry.moves,
        operator=entry.operator,
        storage=entry.storage,
        stop=entry.stop,
        edition=file.edition,
        weaker=file.weaker,
    )


def _source(source: str | dict[Language, str]) -> Localized:
    return {FALLBACK: source} if isinstance(source, str) else dict(source)
