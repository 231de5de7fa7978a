"""What the safety cards say and whom to call: as types of `core`, and held against the rules of writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.lint import CUE_WORDS, pair, spanish, wording
from bot.content.messages import say
from bot.content.problem import Problem
from bot.content.safety_models import EmergencyEntry, HelpLineEntry, NumbersFile, SafetyGuideFile
from bot.content.source import Place, SourceFile
from bot.core.numbers import CountryNumbers, HelpLine
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.safety import CustomerLine, SafetyGuide, SafetyKind, SafetyPhrase
from bot.core.words import Localized

Entry = TypeVar("Entry")
ALL = "all"  # in place of the three channels, where they make no difference
EMAIL_WORDS = 60  # one breath, in writing
_FILLED = {"{emergency}": "911", "{line}": "988"}  # as long as what stands there on a card


def guides(files: PhrasebookFiles) -> dict[SafetyKind, SafetyGuide]:
    """Returns what the cards say, in the order of the kinds."""
    read = {SafetyKind(file.value.id): _guide(file.value) for file in files.safety}
    return {kind: read[kind] for kind in SafetyKind if kind in read}


def numbers(files: PhrasebookFiles) -> dict[str, CountryNumbers]:
    """Returns the numbers by country, in the order of the file."""
    return {
        entry.country: CountryNumbers(
            country=entry.country,
            name=entry.name,
            emergency=_emergency(entry.emergency),
            medical=_emergency(entry.medical) if entry.medical else None,
            crisis=tuple(map(_line, entry.crisis)),
            abuse=tuple(map(_line, entry.abuse)),
        )
        for file in files.numbers
        for entry in file.value.numbers
    }


def faults(root: Path, files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is not its file's name, a kind without words, and a country twice."""
    for file in files.safety:
        if file.value.id != Path(file.source.file).stem:
            yield file.source.problem(("id",), "is not the file's name; rename one of them")
        yield from _channels(file)
    if files.safety and not files.problems:
        missing = {kind.value for kind in SafetyKind} - {file.value.id for file in files.safety}
        for name in sorted(missing):
            yield Problem(f"{root.name}/safety", 1, "", f"has no {name}.yml; that card would be empty")
    for numbered in files.numbers:
        countries = [entry.country for entry in numbered.value.numbers]
        for i, country in enumerate(countries):
            if country in countries[:i]:
                yield numbered.source.problem(("numbers", i), f"{country} stands here twice")


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing."""
    for file in files.safety:
        yield from _guide_wording(file)
    for numbered in files.numbers:
        yield from _number_wording(numbered)


def _channels(file: ParsedFile[SafetyGuideFile]) -> Iterator[Problem]:
    for name in ("now", "say"):
        places = set(getattr(file.value, name))
        if places != {ALL} and places != set(BASE_CHANNELS):
            yield file.source.problem(
                (name,), f"must have {', '.join(BASE_CHANNELS)}; or {ALL} and nothing else"
            )


def _guide_wording(file: ParsedFile[SafetyGuideFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    lines: list[tuple[Place, Mapping[str, str]]] = [
        (("title",), value.title),
        (("about",), value.about),
        (("dont",), value.dont),
        *(
            (("now", channel, i), text)
            for channel, texts in value.now.items()
            for i, text in enumerate(texts)
        ),
    ]
    for place, text in lines:
        yield from _told(source, place, text)
    for channel, entries in value.say.items():
        for i, entry in enumerate(entries):
            yield from _said(source, ("say", channel, i, "text"), channel, entry.text)
            if entry.cue:
                yield from _cue(source, ("say", channel, i, "cue"), entry.cue)


def _told(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    for message in spanish(text.get("es", "")):
        yield source.problem((*place, "es"), message)
    yield from pair(source, place, text)


def _said(source: SourceFile, place: Place, channel: str, text: Mapping[str, str]) -> Iterator[Problem]:
    for language, words in text.items():
        filled = words
        for name, number in _FILLED.items():
            filled = filled.replace(name, number)
        # An email of the moment is one breath long too: it has no rule of its own in `wording`.
        channels = () if channel == "email" else ("phone",) if channel == ALL else (channel,)
        for message in wording(language, filled, channels):
            yield source.problem((*place, language), message)
        if channel == "email" and len(filled.split()) > EMAIL_WORDS:
            message = say("email_words", words=len(filled.split()), least=1, most=EMAIL_WORDS)
            yield source.problem((*place, language), message)
    yield from pair(source, place, text)


def _cue(source: SourceFile, place: Place, cue: Mapping[str, str]) -> Iterator[Problem]:
    for language, text in cue.items():
        if len(text.split()) > CUE_WORDS:
            yield source.problem((*place, language), say("cue_words", most=CUE_WORDS))
    yield from _told(source, place, cue)


def _number_wording(file: ParsedFile[NumbersFile]) -> Iterator[Problem]:
    for i, entry in enumerate(file.value.numbers):
        lines: Sequence[tuple[str, EmergencyEntry | HelpLineEntry]] = (
            ("emergency", entry.emergency),
            *(("crisis", line) for line in entry.crisis),
            *(("abuse", line) for line in entry.abuse),
        )
        for name, line in lines:
            for text in (line.how, getattr(line, "about", None)):
                if text:
                    yield from _told(file.source, ("numbers", i, name), text)


def _guide(entry: SafetyGuideFile) -> SafetyGuide:
    return SafetyGuide(
        kind=SafetyKind(entry.id),
        name=entry.name,
        title=entry.title,
        about=entry.about,
        now=_by_channel({place: tuple(texts) for place, texts in entry.now.items()}),
        say=_by_channel(
            {
                place: tuple(SafetyPhrase(said.text, said.cue or {}) for said in texts)
                for place, texts in entry.say.items()
            }
        ),
        dont=entry.dont,
        line=CustomerLine(entry.line),
        reviewed_by=entry.reviewed_by,
        reviewed_on=entry.reviewed_on,
        source=entry.source,
    )


def _by_channel(entries: Mapping[str, tuple[Entry, ...]]) -> dict[str, tuple[Entry, ...]]:
    return {channel: entries[ALL if ALL in entries else channel] for channel in BASE_CHANNELS}


def _emergency(entry: EmergencyEntry) -> HelpLine:
    # Named by the bot's own words, as it is the same in every country.
    return HelpLine({}, entry.number, entry.how or {}, {}, entry.verified_on, entry.source)


def _line(entry: HelpLineEntry) -> HelpLine:
    none: Localized = {}
    return HelpLine(
        entry.name, entry.number, entry.how or none, entry.about or none, entry.verified_on, entry.source
    )
