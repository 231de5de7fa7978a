"""What a team wrote as a table for spreadsheets: a row for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.content.columns import COLUMNS, FORM_COLUMNS, NUMBERS, title
from bot.core.phrasebook import APPROVAL, Phrase, Phrasebook
from bot.core.quiz import QuizItem, QuizKind
from bot.core.spreadsheet import csv_text
from bot.core.words import Localized, pick
from bot.features.team.model import Content, OwnItem, OwnPhrase, OwnTrigger

Row = Mapping[str, str]


def write_table(rows: Sequence[Row], book: Phrasebook, language: str) -> str:
    """Returns rows, by column, as a table with the columns that they have. No cell of it is a formula."""
    columns = [column for column in COLUMNS if any(row.get(column) for row in rows)]
    columns = columns or ["situation"]
    yes = book.words.say(language, "file.yes").partition(",")[0]
    names = {facet.id: pick(facet.name, language) for facet in book.facets.values()}
    kinds = {kind.value: book.words.say(language, f"team.item.kind.{kind.value}") for kind in QuizKind}
    rows = [_named(row, yes, names, kinds) for row in rows]
    headings = [title(book, column, language) for column in columns]
    return csv_text(headings, ([row.get(column, "") for column in columns] for row in rows), language)


def _named(row: Row, yes: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> Row:
    # Cells are read in any language; they are written in the reader's.
    facets = {
        name: ", ".join(names.get(id, id) for id in row.get(name, "").split(", "))
        for name in ("channels", "industries")
    }
    kind = {"kind": kinds[row["kind"]]} if row.get("kind") else {}
    return {**row, **facets, **kind, **({"approval": yes} if row.get("approval") else {})}


def rows_of(content: Content) -> Iterator[Row]:
    """Yields the row of one thing; none for what travels in no file."""
    match content:
        case OwnPhrase(situation, phrase):
            yield {"situation": situation, **_phrase(phrase)}
        case OwnTrigger(situation, language, text):
            yield {"situation": situation, f"trigger_{language}": text}
        case OwnItem(item):
            yield _item(item)


def _phrase(phrase: Phrase) -> Row:
    approval = {"approval": "yes"} if APPROVAL in phrase.tags else {}
    return {
        "id": phrase.id,
        **_texts("text", phrase.text),
        **_texts("cue", phrase.cue),
        **{column: phrase.forms.get(form, "") for column, form in FORM_COLUMNS.items()},
        **approval,
        "countries": ", ".join(phrase.countries),
        "owner": phrase.owner,
        **_facets(phrase),
    }


def _item(item: QuizItem) -> Row:
    row = {"id": item.id, "situation": item.situation, "method": item.method, "pitfall": item.pitfall}
    row |= {**_texts("stem", item.stem), "difficulty": str(item.difficulty)}
    row |= {} if item.ordered else {"best": str(item.key + 1)}
    row |= {} if item.kind is QuizKind.BEST else {"kind": item.kind.value}
    for n, option in zip(NUMBERS, item.options, strict=True):
        row |= {**_texts(f"option{n}", option.text), **_texts(f"why{n}", option.why)}
    return {**row, **_facets(item)}


def _texts(name: str, text: Localized) -> Row:
    return {f"{name}_{code}": words for code, words in text.items()}


def _facets(of: Phrase | QuizItem) -> Row:
    return {"channels": ", ".join(of.channels), "industries": ", ".join(of.industries)}
