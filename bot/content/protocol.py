"""The policies of the two-warning protocol: as types of `core`, and held against the rules of writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.content.files import PhrasebookFiles
from bot.content.lint import pair, wording
from bot.content.models import ProtocolFile, ProtocolWords
from bot.content.problem import Problem
from bot.content.source import SourceFile
from bot.core.policy import DEFAULT, EARLIER, AbuseKind, ContactEnding, Policy, PolicyPart, Wording


def policies(files: PhrasebookFiles) -> dict[str, Policy]:
    """Returns the policies by id."""
    return {file.value.id: _policy(file.value) for file in files.protocols}


def faults(root: Path, files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is not its file's name, and where the default policy is missing."""
    for file in files.protocols:
        if file.value.id != Path(file.source.file).stem:
            yield file.source.problem(("id",), "is not the file's name; rename one of them")
    if not files.problems and DEFAULT not in {file.value.id for file in files.protocols}:
        message = f"has no {DEFAULT}.yml; nobody could set a boundary"
        yield Problem(f"{root.name}/protocols", 1, "", message)


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing."""
    for file in files.protocols:
        for part, said in _words(file.value.words).items():
            for channel, text in said.items():
                place = ("words", *part.value.split("."), channel)
                yield from _said(file.source, place, channel, text)


def _said(
    source: SourceFile, place: tuple[str, ...], channel: str, text: Mapping[str, str]
) -> Iterator[Problem]:
    for language, words in text.items():
        for message in wording(language, words, (channel,)):
            yield source.problem((*place, language), message)
    yield from pair(source, place, text)


def _policy(entry: ProtocolFile) -> Policy:
    return Policy(
        warnings=entry.warnings,
        ending=ContactEnding(entry.ending),
        zero_tolerance=tuple(AbuseKind(kind) for kind in dict.fromkeys(entry.zero_tolerance)),
        supervisors=tuple(dict.fromkeys(entry.supervisors.people)),
        channel=entry.supervisors.channel.strip(),
        rest=entry.recovery.minutes,
        announced=entry.recovery.announced,
        reminder=entry.reminder_minutes,
        retention=entry.retention_days,
        words=_words(entry.words),
        recorded=entry.recorded,
    )


def _words(entry: ProtocolWords) -> dict[PolicyPart, Wording]:
    data: dict[str, Any] = entry.model_dump()
    words: dict[PolicyPart, Wording] = {}
    for part in (part for part in PolicyPart if part not in EARLIER):
        group, _, name = part.value.partition(".")
        said = data[group][name] if name else data[group]
        words[part] = {channel: text for channel, text in said.items() if text}
    return words
