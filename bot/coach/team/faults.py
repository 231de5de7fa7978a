"""Broken rules of writing as words at the fields of a form, in the language of whoever writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.coach.team.office import Office
from bot.coach.team.ports import Fault
from bot.coach.words import Say

SHOWN = 5  # faults of a file
_INDEX = re.compile(r"\[\d+\]")
# The rules about both languages stand at the one that is easier to mend.
_FIELDS = {"text": "text_es", "cue": "cue_es", "id": "situation"}


def at_fields(
    faults: Iterable[Fault], office: Office, language: str, fields: Sequence[str]
) -> dict[str, str]:
    """Returns the faults by the names of the form's `fields`; what fits none stands at the first."""
    say = office.library.words.speaker(language)
    found: dict[str, list[str]] = {}
    for fault in faults:
        name = _INDEX.sub("", fault.place).replace(".", "_")
        name = name if name in fields else _FIELDS.get(name, "")
        found.setdefault(name if name in fields else fields[0], []).append(told(fault, office, language))
    return {name: say("lint.joined", faults="; ".join(texts)) for name, texts in found.items()}


def of_file(faults: Sequence[Fault], office: Office, language: str) -> str:
    """Returns the first faults of a file as one text, each with its line and field."""
    say = office.library.words.speaker(language)
    lines = [
        say("lint.line", line=fault.line, field=fault.place or "–", fault=told(fault, office, language))
        for fault in faults[:SHOWN]
    ]
    more = [say("lint.more", count=len(faults) - SHOWN)] if len(faults) > SHOWN else []
    return "\n".join(lines + more)


def told(fault: Fault, office: Office, language: str) -> str:
    """Returns one fault in words."""
    say = office.library.words.speaker(language)
    values = dict(fault.values)
    if "which" in values:
        values["which"] = _named(say, f"language.{values['which']}", str(values["which"]))
    if "situation" in values:
        values["situation"] = office.situation(str(values["situation"]), language)
    try:
        return say(f"lint.{fault.code}", **values)
    except KeyError:
        return say("lint.wrong")


def _named(say: Say, key: str, otherwise: str) -> str:
    try:
        return say(key)
    except KeyError:
        return otherwise
