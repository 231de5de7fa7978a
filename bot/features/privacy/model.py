"""All that is kept of a person, as one value: by area, with what the self-check keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.copying import LONGEST, documents_of
from bot.core.personal import Area, PersonRows

PIECE = 1_200  # characters of a row that is too long for one document; marks may double them


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What is kept of a person. `closed` says that what the self-check keeps could not be opened just now."""

    rows: PersonRows = field(repr=False)
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)
    closed: bool = False

    def counts(self) -> Mapping[Area, int]:
        """Returns how many things there are, by area; those with none are left out."""
        counts = {area: sum(map(len, tables.values())) for area, tables in self.rows.items()}
        sealed = len(self.record.get("entries", ())) or bool(self.record)
        if sealed:
            counts[Area.CHECKIN] = int(sealed)
        return {area: counts[area] for area in Area if counts.get(area)}

    @property
    def made_for_others(self) -> bool:
        """Whether there are schedules or rounds that the person set up for others."""
        tables = [self.rows.get(area, {}) for area in (Area.SCHEDULES, Area.ROUNDS)]
        return "schedules" in tables[0] or "rounds" in tables[1]

    def plain(self) -> dict[str, Any]:
        """Returns all of it as plain values, ready for JSON."""
        areas: dict[str, Any] = {area.value: dict(tables) for area, tables in self.rows.items()}
        if self.record:
            areas[Area.CHECKIN.value] = {**areas.get(Area.CHECKIN.value, {}), "record": dict(self.record)}
        return areas

    def documents(self) -> list[str]:
        """Returns all of it as JSON documents, each whole and short enough to be copied."""
        return documents_of(self._entries(), _json)

    def _entries(self) -> Iterator[tuple[str, str, Any]]:
        for area, tables in self.plain().items():
            for table, rows in tables.items():
                for row in rows if isinstance(rows, list | tuple) else [rows]:
                    if len(_json([(area, table, row)])) <= LONGEST:
                        yield area, table, row
                    else:
                        yield from ((area, table, piece) for piece in _pieces(row))


def _pieces(row: object) -> Iterator[dict[str, Any]]:
    text = json.dumps(row, ensure_ascii=False, default=str)
    pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
    for place, piece in enumerate(pieces):
        yield {"part": place + 1, "of": len(pieces), "json": piece}


def _json(entries: Sequence[tuple[str, str, Any]]) -> str:
    data: dict[str, dict[str, list[Any]]] = {}
    for area, table, row in entries:
        data.setdefault(area, {}).setdefault(table, []).append(row)
    return json.dumps(data, ensure_ascii=False, default=str)
