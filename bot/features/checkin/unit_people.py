"""Who is meant by what stands in a file: a user id, a mention, or a name as it shows to others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.core.errors import CalmaError
from bot.core.groups import LONGEST_NAME
from bot.core.keywords import folded
from bot.core.redact import is_mail
from bot.features.checkin.unit_draft import UnitRow

PlacedPerson = tuple[int, str, str]  # a line, a user id, and the name of a unit
Fault = tuple[int, str]  # a line, and what is wrong in it: the last part of the words' key
_MENTION = re.compile(
    r"\A(?:<@([^|>]{1,128}+)(?:\|[^>]{0,200}+)?>|<at(?: id=\"[^\"]{0,128}+\")?>([^<]{1,200}+)</at>)"
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.\-]{2,127}")
_DIGIT = re.compile(r"[0-9]")


class UnreadableUnits(CalmaError):
    """A file cannot be taken as it is; `faults` are all that is wrong with it, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("the file cannot be taken as it is", words="units.file.wrong")


class PeopleNames:
    """Finds people by what is written of them: known ids, and names that one person alone has."""

    def __init__(self, ids: Collection[str], names: Mapping[str, str]) -> None:
        self._ids = {id.casefold(): id for id in ids}
        self._written: dict[str, str] = {}  # ids that nobody knew, as they were first written
        self._named: dict[str, set[str]] = {}
        for id, name in names.items():
            self._named.setdefault(folded(name), set()).add(id)

    def is_known(self, id: str) -> bool:
        """Returns whether an id was known before it was written anywhere."""
        return id.casefold() in self._ids

    def find_person(self, written: Iterable[str]) -> tuple[str, str]:
        """Returns the user id of somebody, and "" or what is wrong; the first that names anybody counts."""
        fault = "nobody"
        for text in written:
            mention = _MENTION.fullmatch(text)
            bare = (mention[1] or mention[2]) if mention else text
            if known := self._ids.get(bare.casefold()):
                return known, ""
            named = self._named.get(folded(bare.removeprefix("@")), set())
            if len(named) == 1:
                return next(iter(named)), ""
            if (mention and mention[1]) or _looks_like_id(bare):
                # However it is written further on, it is one person: nobody gets into two units by that.
                return self._written.setdefault(bare.casefold(), bare), ""
            fault = "two_people" if named else "mail" if is_mail(text) else "unknown"
        return "", fault


def people_in(rows: Iterable[UnitRow], names: PeopleNames) -> list[PlacedPerson]:
    """Returns who is in which unit by each row. Raises UnreadableUnits with all faults."""
    faults: list[Fault] = []
    placed: list[PlacedPerson] = []
    for row in rows:
        who, fault = names.find_person(row.people)
        if not row.unit:
            fault = fault or "no_unit"
        elif len(row.unit) > LONGEST_NAME:
            fault = fault or "long_unit"
        if fault:
            faults.append((row.line, fault))
        else:
            placed.append((row.line, who, row.unit))
    if faults:
        raise UnreadableUnits(faults)
    return placed


def names_somebody(text: str) -> bool:
    """Returns whether a text can only be an id or a mention, and no name of a column."""
    return bool(_MENTION.fullmatch(text)) or text.startswith("@") or _looks_like_id(text)


def _looks_like_id(text: str) -> bool:
    # No name of a person has a digit in it, and ids of all platforms do.
    return bool(_ID.fullmatch(text) and _DIGIT.search(text))
