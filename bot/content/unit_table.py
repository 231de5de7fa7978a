"""A table of who is in which unit of the self-check, as spreadsheets save it and people write it.

Columns go by their names in any language of the bot. Without any, where the first line begins with an id or a
mention, the first column tells who and the second which unit. Where a row names somebody twice, such as by an
id and a name, the id counts first.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.table import BrokenRow, cells_in, delimiter_of, heading_line, rows_below
from bot.core.encodings import decoded
from bot.core.keywords import folded
from bot.core.phrasebook import Phrasebook
from bot.features.checkin.unit_draft import UnitRow
from bot.features.checkin.unit_people import UnreadableUnits, names_somebody

WHO = ("id", "name", "mail")  # kinds of columns that tell who, the surest first
UNIT = "unit"


def read_units(data: bytes, book: Phrasebook) -> list[UnitRow]:
    """Returns the rows of a table. Raises UnreadableUnits, and UnreadableText where it is no text."""
    text = decoded(data)
    columns = _columns(book)
    start, line, named = heading_line(text)
    delimiter = named or delimiter_of(line, lambda cell: columns.get(folded(cell), ""))
    kinds = [columns.get(folded(cell), "") for cell in cells_in(line, delimiter)]
    if not any(kinds) and names_somebody(next(iter(cells_in(line, delimiter)), "")):
        kinds, start = ["id", UNIT], start - 1  # no names of columns: the first line is a row too
    if UNIT not in kinds or not set(kinds) & set(WHO):
        raise UnreadableUnits([(start, "columns")])
    rows = list(_rows(text, start, delimiter, kinds))
    if not rows:
        raise UnreadableUnits([(start + 1, "empty")])
    return rows


def _columns(book: Phrasebook) -> dict[str, str]:
    """Returns the kind of column by each name that it may have."""
    return {
        folded(name): kind
        for code in book.words.languages
        for kind in (*WHO, UNIT)
        for name in book.words.say(code, f"units.file.column.{kind}").split(",")
    }


def _rows(text: str, start: int, delimiter: str, kinds: list[str]) -> Iterator[UnitRow]:
    try:
        for line, cells in rows_below(text, start, delimiter):
            named = [(kind, cell.strip()) for kind, cell in zip(kinds, cells, strict=False)]
            if any(cell for _, cell in named):
                people = tuple(cell for wanted in WHO for kind, cell in named if kind == wanted and cell)
                yield UnitRow(line, people, next((cell for kind, cell in named if kind == UNIT), ""))
    except BrokenRow as broken:
        raise UnreadableUnits([(broken.line, "quote")]) from broken
