"""A table of help-desk figures, as spreadsheets save it and people write it; and the same written.

Columns go by their names in any language of the bot, in any order. One that tells how long contacts take is
refused, any other one that nobody asked for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.content.table import DELIMITERS, BrokenRow, cells_in, delimiter_of, heading_line, rows_below
from bot.core.encodings import UnreadableText, decoded
from bot.core.helpdesk import MEASURES, HelpdeskWeek
from bot.core.keywords import folded
from bot.core.phrasebook import Phrasebook
from bot.core.spreadsheet import csv_text
from bot.features.helpdesk.model import (
    COLUMNS,
    LONGEST_HEADING,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    FigureFault,
    FigureRow,
    FigureTable,
    UnreadableFigures,
)

HANDLE_TIME = "handle_time"
_SPACED = str.maketrans("_-/", "   ")


def read_figures(data: bytes, book: Phrasebook) -> FigureTable:
    """Returns the rows of a table. Raises UnreadableFigures with what keeps it from that."""
    if len(data) > MOST_BYTES:
        raise UnreadableFigures([FigureFault("figures.fault.bytes", values={"most": MOST_BYTES // 1000})])
    try:
        text = decoded(data)
    except UnreadableText as error:
        raise UnreadableFigures([FigureFault(error.words)]) from error
    start, line, named = heading_line(text)
    if len(line) > LONGEST_HEADING:
        raise UnreadableFigures([FigureFault("figures.fault.heading")])
    names = _Names(book)
    delimiter = named if named and named in DELIMITERS else delimiter_of(line, names.column)
    places, ignored = _places(cells_in(line, delimiter), start, names)
    faults = list[FigureFault]()
    rows = tuple(_rows(text, start, delimiter, places, len(cells_in(line, delimiter)), faults))
    if not rows and not faults:
        raise UnreadableFigures([FigureFault("figures.fault.no_rows", start + 1)])
    return FigureTable(
        {column: heading for column, (_, heading) in places.items()}, rows, ignored, tuple(faults)
    )


def write_figures(weeks: Sequence[HelpdeskWeek], book: Phrasebook, language: str) -> str:
    """Returns weeks as a table with the names of its columns in a language, as its spreadsheets part them."""
    headings = [book.words.say(language, f"figures.column.{column}").split(",")[0] for column in COLUMNS]
    rows = ((week.week, *(_shown(week.value(measure), language) for measure in MEASURES)) for week in weeks)
    return csv_text(headings, rows, language, "\n")


def _shown(value: float | None, language: str) -> str:
    return "" if value is None else f"{value:g}".replace(".", "," if language == "es" else ".")


class _Names:
    """What columns are called."""

    def __init__(self, book: Phrasebook) -> None:
        words = book.words
        self._names = {
            _key(name): column
            for column in COLUMNS
            for code in words.languages
            for name in (column, *words.say(code, f"figures.column.{column}").split(","))
        }
        self._handle_time = [
            f" {_key(name)} "
            for code in words.languages
            for name in words.say(code, "figures.column.handle_time").split(",")
        ]

    def column(self, written: str) -> str:
        """Returns the column that a heading names, HANDLE_TIME for one that is not taken, or ""."""
        key = _key(written[:LONGEST_HEADING])
        if key in self._names:
            return self._names[key]
        return HANDLE_TIME if any(name in f" {key} " for name in self._handle_time) else ""


Places = Mapping[str, tuple[int, str]]  # by column: which cell of a row it is, and its heading


def _places(cells: Sequence[str], line: int, names: _Names) -> tuple[Places, tuple[str, ...]]:
    if len(cells) > MOST_COLUMNS:
        raise UnreadableFigures([FigureFault("figures.fault.columns", line, values={"most": MOST_COLUMNS})])
    places: dict[str, tuple[int, str]] = {}
    ignored, faults = list[str](), list[FigureFault]()
    for place, cell in enumerate(cells):
        column = names.column(cell)
        if column == HANDLE_TIME:
            faults.append(FigureFault("figures.fault.handle_time", line, cell))
        elif column in places:
            faults.append(FigureFault("figures.fault.column_twice", line, cell))
        elif column:
            places[column] = (place, cell)
        elif cell:
            ignored.append(cell)
    missing = [column for column in COLUMNS if column not in places]
    if len(missing) == len(COLUMNS):
        faults.append(FigureFault("figures.fault.heading"))
    elif missing:
        faults.append(FigureFault("figures.fault.missing", line, values={"columns": ", ".join(missing)}))
    if faults:
        raise UnreadableFigures(faults)
    return places, tuple(ignored)


def _rows(
    text: str, start: int, delimiter: str, places: Places, width: int, faults: list[FigureFault]
) -> Iterator[FigureRow]:
    """Yields the rows that have something in them; those with too many cells are among `faults` in place."""
    count = 0
    try:
        for line, cells in rows_below(text, start, delimiter):
            filled = any(cell.strip() for cell in cells)
            count += filled
            if count > MOST_ROWS:
                raise UnreadableFigures([FigureFault("figures.fault.rows", values={"most": MOST_ROWS})])
            if any(cell.strip() for cell in cells[width:]):
                faults.append(FigureFault("figures.fault.more_cells", line, values={"most": width}))
            elif filled:
                yield FigureRow(line, {name: _cell(cells, place) for name, (place, _) in places.items()})
    except BrokenRow as broken:
        raise UnreadableFigures([FigureFault("lint.table_quote", broken.line)]) from broken


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip(" \n") if place < len(cells) else ""


def _key(written: str) -> str:
    return folded(written.translate(_SPACED))
