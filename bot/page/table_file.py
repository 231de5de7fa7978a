"""A table of the report as a file for spreadsheets, written as the team's own tables are."""

from __future__ import annotations

import re
from datetime import date

from bot.core import spreadsheet
from bot.core.card import plain
from bot.core.inert import visible
from bot.core.normal import normalised
from bot.core.report import ReportDocument, ReportTable

MARK = "\ufeff"  # by it, spreadsheets know the file for UTF-8
_UNNAMED = re.compile(r"[^a-z0-9]+")
LONGEST_PART = 40  # characters of a part of a file's name


def csv_text(table: ReportTable, document: ReportDocument) -> str:
    """Returns a table as CSV, with its group and its days in each row; no cell of it is a formula."""
    of = [document.group_of(table), document.first.isoformat(), document.last.isoformat()]
    headings = ["group", "first", "last", *table.file.headings]
    rows = ([_cell(text) for text in (*of, *row)] for row in table.file.rows)
    return MARK + spreadsheet.csv_text(headings, rows, document.locale or document.language)


def _cell(text: str) -> str:
    return " ".join(visible(plain(text)).split())


def file_name(table: str, group: str, day: date) -> str:
    """Returns what a file is called: by its table, its group and its day, in small letters and digits."""
    parts = filter(None, ("calma", _part(table), _part(group), day.isoformat()))
    return f"{'-'.join(parts)}.csv"


def _part(text: str) -> str:
    letters = normalised("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _UNNAMED.sub("-", letters)[:LONGEST_PART].strip("-")
