"""A table, as spreadsheets save it, read into what a file in YAML says, with the line of every cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content.columns import FORM_COLUMNS, ITEM, NUMBERS, PHRASE, TRIGGER, TableNames, title
from bot.content.messages import ContentMessage, say
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.source import Place, SourceFile
from bot.core.phrasebook import APPROVAL, Phrasebook
from bot.core.quiz import QuizKind
from bot.features.team.model import LANGUAGES

DELIMITERS = ",;\t|"
LONGEST_HEADING = 5_000  # characters of the first line
_OF_YAML = re.compile(r"\A\s*+(?:-|---|%|#|\[|\{|[\w-]+\s*:(?:\s|$))")
_SEP = re.compile(r"\"?sep=(.)\"?$", re.IGNORECASE)  # how Excel names the delimiter of a file
_SHOWN_ERROR = re.compile(
    r"#(?:NAME\?|REF!|VALUE!|N/A|N/D|DIV/0!|NUM!|NULL!|¿NOMBRE\?|¡\w+!|SPILL!|CALC!|ERROR!)"
)
_GUARDED = re.compile(r"'(?=[=+\-@\t])")  # so that a spreadsheet takes what follows for text
_WRAPPED = re.compile(r"[“”„«]([^“”„«»]*)[“”»]")


@dataclass
class _Sheet:
    """The rows of a table. `headings` are its columns as they are written; `start` is their line."""

    name: str
    language: str
    headings: dict[str, str]
    places: dict[str, int]
    rows: list[tuple[int, list[str]]]
    start: int
    problems: list[Problem] = field(default_factory=list)

    def tell(self, line: int, column: str, message: ContentMessage) -> None:
        """Notes what is wrong with a cell."""
        self.problems.append(Problem(self.name, line, column, message))


def is_table(text: str, names: TableNames) -> bool:
    """Returns whether a file is a table, and not YAML: its first line names columns."""
    _, line, delimiter = heading_line(text)
    line = line[:LONGEST_HEADING]
    cells = cells_in(line, delimiter or delimiter_of(line, names.column))
    known = sum(bool(names.column(cell)) for cell in cells)
    return known > 1 or (len(cells) > 1 and (known > 0 or not _OF_YAML.match(line)))


def read_table(name: str, text: str, book: Phrasebook, names: TableNames) -> list[SourceFile]:
    """Returns a source for each situation, and one for the questions. Raises BrokenPhrasebook."""
    sheet = _sheet(name, text, book, names)
    sources = list(_Rows(sheet, book, names).sources())
    if sheet.problems:
        raise BrokenPhrasebook(sheet.problems)
    if not sources:
        raise BrokenPhrasebook([Problem(name, sheet.start + 1, "", say("no_rows"))])
    return sources


def heading_line(text: str) -> tuple[int, str, str]:
    """Returns the line of the headings, its text, and the delimiter where the file names it."""
    named = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not named and (found := _SEP.match(line.strip("\r"))):
            named = found[1]
        elif line.strip(f" {DELIMITERS}"):
            return number, line, named
    return 1, "", named


def delimiter_of(line: str, column: Callable[[str], str]) -> str:
    """Returns what parts the cells of a line: by it the most name a `column`, or are anything at all."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = cells_in(line, delimiter)
        return sum(bool(column(cell)) for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


def cells_in(line: str, delimiter: str) -> list[str]:
    """Returns the cells of one line, without the quotes around them."""
    return [_bare(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _bare(cell: str) -> str:
    whole = _WRAPPED.fullmatch(cell.strip())
    return whole[1].strip() if whole else cell.strip()


class BrokenRow(Exception):
    """A quote in a row is not closed; `line` is where the row begins."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


def rows_below(text: str, start: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yields the cells of each row below a line, and the line that it begins at. Raises BrokenRow."""
    body = io.StringIO("\n".join(text.split("\n")[start:]), newline="")
    reader, line = csv.reader(body, delimiter=delimiter, strict=True), start + 1
    try:
        for cells in reader:
            yield line, cells
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise BrokenRow(line) from error


def _sheet(name: str, text: str, book: Phrasebook, names: TableNames) -> _Sheet:
    start, line, delimiter = heading_line(text)
    delimiter = delimiter or delimiter_of(line, names.column)
    cells = cells_in(line, delimiter)
    language = _language(cells, book, names)
    sheet = _Sheet(name, language, {}, {}, [], start)
    for place, cell in enumerate(cells):
        column = names.column(cell)
        if column in sheet.headings:
            sheet.tell(start, cell, say("twice"))
        elif column:
            sheet.headings[column], sheet.places[column] = cell, place
        elif cell:
            like = names.column_like(cell, language)
            sheet.tell(start, cell, say("column_like", like=like) if like else say("no_column"))
    if "situation" not in sheet.headings:
        sheet.tell(start, "", say("lacks_column", column=title(book, "situation", language)))
    if not sheet.problems:
        _read_rows(sheet, text, start, delimiter, len(cells))
    return sheet


def _language(cells: Sequence[str], book: Phrasebook, names: TableNames) -> str:
    def spoken(code: str) -> int:
        return sum(cell == title(book, names.column(cell), code) for cell in cells if names.column(cell))

    return max(book.words.languages, key=spoken)


def _read_rows(sheet: _Sheet, text: str, start: int, delimiter: str, width: int) -> None:
    try:
        for line, cells in rows_below(text, start, delimiter):
            if any(cell.strip() for cell in cells[width:]):
                sheet.tell(line, "", say("more_cells", most=width))
            elif any(cell.strip() for cell in cells):
                sheet.rows.append((line, cells))
    except BrokenRow as broken:
        sheet.tell(broken.line, "", say("table_quote"))


class _Rows:
    """The rows of a table as the documents of a file, which know the row and column of each part."""

    def __init__(self, sheet: _Sheet, book: Phrasebook, names: TableNames) -> None:
        self._sheet, self._names, self._book = sheet, names, book
        self._documents: dict[str, SourceFile] = {}
        self._row: dict[str, str] = {}
        self._line = 0

    def sources(self) -> Iterator[SourceFile]:
        """Yields a source for each situation, and one for the questions."""
        for line, cells in self._sheet.rows:
            self._line = line
            self._row = {
                column: self._text(column, cells[place])
                for column, place in self._sheet.places.items()
                if place < len(cells)
            }
            self._read()
        return iter(self._documents.values())

    def _text(self, column: str, cell: str) -> str:
        text = _GUARDED.sub("", cell.strip(), count=1)
        if _SHOWN_ERROR.fullmatch(text):
            self._tell(column, say("shown_error", found=text))
        return text if column.startswith("option") else _bare(text)

    def _read(self) -> None:
        written = self._row.get("situation", "")
        situation = self._names.situation(written)
        if not written:
            self._tell("situation", say("no_cell"))
        elif not situation:
            self._tell("situation", say("unknown_situation"))
        kinds = [kind for kind in (PHRASE, TRIGGER, ITEM) if any(self._row.get(column) for column in kind)]
        if not kinds:
            self._sheet.tell(self._line, "", say("no_content"))
        for kind in kinds if situation else ():
            {PHRASE: self._phrase, TRIGGER: self._triggers, ITEM: self._item}[kind](situation)

    def _phrase(self, situation: str) -> None:
        source = self._document(situation, {"id": situation})
        phrases = source.value.setdefault("phrases", [])
        place: Place = ("phrases", len(phrases))
        phrase: dict[str, Any] = {**self._common(source, place)}
        for name in ("text", "cue"):
            phrase[name] = self._localized(source, (*place, name), name)
        answer = self._names.yes(self._row.get("approval", ""))
        if answer is None:
            self._tell("approval", say("no_yes_cell"))
        phrase |= {"tags": [APPROVAL]} if answer else {}
        phrase |= self._law_and_owner(source, place)
        phrases.append(phrase)

    def _law_and_owner(self, source: SourceFile, place: Place) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for column, form in FORM_COLUMNS.items():
            self._stands(source, (*place, "forms", form), column)
            if text := self._row.get(column):
                self._stands(source, (*place, "forms"), column)
                written.setdefault("forms", {})[form] = text
        for name in ("countries", "owner"):
            self._stands(source, (*place, name), name)
        if codes := self._names.countries(self._row.get("countries", "")):
            written["countries"] = codes
            for i in range(len(codes)):
                self._stands(source, (*place, "countries", i), "countries")
        return {**written, **({"owner": self._row["owner"]} if self._row.get("owner") else {})}

    def _triggers(self, situation: str) -> None:
        source = self._document(situation, {"id": situation})
        triggers = source.value.setdefault("triggers", {})
        for code in LANGUAGES:
            if text := self._row.get(f"trigger_{code}"):
                texts = triggers.setdefault(code, [])
                self._stands(source, ("triggers", code, len(texts)), f"trigger_{code}")
                texts.append(text)

    def _item(self, situation: str) -> None:
        source = self._document("", {"items": []})
        items = source.value["items"]
        place: Place = ("items", len(items))
        item = {**self._common(source, place), "situation": situation}
        item["difficulty"] = self._number("difficulty", otherwise=2)
        if written := self._row.get("kind"):
            item["kind"] = self._names.kind(written)
            self._stands(source, (*place, "kind"), "kind")
        ordered = item.get("kind") == QuizKind.ORDER.value and not self._row.get("best")
        best = 0 if ordered else self._number("best", otherwise=0)
        for name in ("method", "pitfall"):
            if written := self._row.get(name):
                item[name] = self._names.trained(name, written)
                self._stands(source, (*place, name), name)
        item["stem"] = self._localized(source, (*place, "stem"), "stem")
        self._stands(source, (*place, "options"), "best")
        item["options"] = []
        for n in NUMBERS:
            at: Place = (*place, "options", n - 1)
            texts = {
                name: self._localized(source, (*at, name), f"{of}{n}")
                for name, of in (("text", "option"), ("why", "why"))
            }
            item["options"].append({**({"best": True} if n == best else {}), **texts})
        items.append(item)

    def _common(self, source: SourceFile, place: Place) -> dict[str, Any]:
        source.lines[place] = self._line
        common: dict[str, Any] = {}
        for name in ("channels", "industries"):
            if values := self._names.facets(self._row.get(name, "")):
                common[name] = values
            self._stands(source, (*place, name), name)
        if self._row.get("id"):
            common["id"] = self._row["id"]
        self._stands(source, (*place, "id"), "id")
        return common

    def _localized(self, source: SourceFile, place: Place, name: str) -> dict[str, str]:
        texts = {}
        for code in LANGUAGES:
            column = f"{name}_{code}"
            self._stands(source, (*place, code), column)
            if text := self._row.get(column):
                texts[code] = text
        self._stands(source, place, f"{name}_{self._sheet.language}")
        return texts

    def _number(self, column: str, otherwise: int) -> int:
        written = self._row.get(column, "")
        number = self._names.number(written) if written or not otherwise else otherwise
        if number is None:
            self._tell(column, say("one_to_three"))
        return number or 1

    def _document(self, key: str, empty: dict[str, Any]) -> SourceFile:
        if key not in self._documents:
            self._documents[key] = SourceFile(self._sheet.name, empty, {}, {}, {})
            self._stands(self._documents[key], ("id",), "situation")
        return self._documents[key]

    def _stands(self, source: SourceFile, place: Place, column: str) -> None:
        source.lines[place] = self._line
        source.names[place] = self._title(column)

    def _tell(self, column: str, message: ContentMessage) -> None:
        self._sheet.tell(self._line, self._title(column), message)

    def _title(self, column: str) -> str:
        return self._sheet.headings.get(column) or title(self._book, column, self._sheet.language)
