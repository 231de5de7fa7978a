"""CSV, as spreadsheets read it, with no cell that is a formula. All that is written as CSV goes by here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.core.written import has_decimal_comma

# What a cell may begin with that a program would work out instead of showing; those of full width, too.
_FORMULA = (
    *("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"),
    *("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*+\s?%?")  # what begins with a sign and is no formula


def csv_text(
    headings: Sequence[str], rows: Iterable[Sequence[str]], locale: str = "en", end: str = "\r\n"
) -> str:
    """Returns rows below their headings as CSV, for whoever reads a language, or reads it in a country."""
    text = io.StringIO()
    # Where a comma stands in numbers, spreadsheets part cells by semicolons.
    delimiter = ";" if has_decimal_comma(locale) else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(map(guarded, headings))
    writer.writerows(map(guarded, row) for row in rows)
    return text.getvalue()


def guarded(cell: str) -> str:
    """Returns a cell that is a text, whatever it begins with."""
    if _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
