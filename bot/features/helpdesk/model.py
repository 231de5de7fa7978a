"""A file of help-desk figures: what it may hold, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.errors import CalmaError
from bot.core.helpdesk import MEASURES, HelpdeskWeek

WEEK = "week"
COLUMNS = (WEEK, *MEASURES)
MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 200_000, 600, 60  # of a file
LONGEST_HEADING = 5_000  # characters of the line that names the columns
LONGEST_SHOWN = 30  # characters of a cell that is quoted
FAULTS_SHOWN = 10  # at once; the rest is counted


@dataclass(frozen=True, slots=True)
class FigureFault:
    """What is to be mended: `words` say it, filled with `values`. Line 0 is the file as a whole.

    `column` is the heading as it stands in the file.
    """

    words: str
    line: int = 0
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class UnreadableFigures(CalmaError):
    """A file cannot be taken as it is; `faults` are all that is wrong with it, in the order of its lines."""

    def __init__(self, faults: Sequence[FigureFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("these help-desk figures cannot be taken as they are", words="figures.wrong")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row as it is written: its line, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A file as it is written. `headings` are what it calls the columns, `ignored` those nobody reads.

    `faults` are of rows that cannot be told apart into cells, which are not among `rows`.
    """

    headings: Mapping[str, str]
    rows: tuple[FigureRow, ...]
    ignored: tuple[str, ...] = ()
    faults: tuple[FigureFault, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureImport:
    """What came of a file: which weeks were stored, how many were too old, which columns nobody read.

    `replaced` is how many of the stored ones were there before.
    """

    stored: tuple[HelpdeskWeek, ...]
    old: int = 0
    replaced: int = 0
    ignored: tuple[str, ...] = ()
