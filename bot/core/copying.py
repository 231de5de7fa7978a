"""What somebody takes along: texts to copy from fields of a dialog, each of them a document of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.core import card as c
from bot.core.limits import FormLimits
from bot.core.words import Say

Entry = TypeVar("Entry")
PARTS = 6  # in one dialog: Teams takes no more at once
LONGEST = 2_900  # characters of a document
_COPIED = 3_000  # characters of a field to copy from, in Slack
COPY_LIMITS = FormLimits(otherwise=_COPIED)


def documents_of(entries: Iterable[Entry], written: Callable[[Sequence[Entry]], str]) -> list[str]:
    """Returns what `written` makes of entries, some at a time: at least one document, of LONGEST characters.

    An entry that is longer by itself is a document by itself.
    """
    documents, waiting = list[str](), list[Entry]()
    for entry in entries:
        if waiting and len(written([*waiting, entry])) > LONGEST:
            documents.append(written(waiting))
            waiting = []
        waiting.append(entry)
    return [*documents, written(waiting)]


def copy_page(
    say: Say, words: str, documents: Sequence[str], page: int, file: str, ending: str = "json"
) -> tuple[tuple[c.Input, ...], int]:
    """Returns the fields of a page of documents, and the page that comes next: 0 for none.

    `words` name each field, by its number and how many there are. A page that there is not is the first.
    """
    start = page * PARTS if page * PARTS < len(documents) else 0
    fields = tuple(
        copy_field(number, say(words, part=number, parts=len(documents)), document, file, ending)
        for number, document in enumerate(documents[start : start + PARTS], start + 1)
    )
    return fields, start // PARTS + 1 if start + PARTS < len(documents) else 0


def copy_field(number: int, label: str, document: str, file: str, ending: str = "json") -> c.Input:
    """Returns the field of one document; `file` is what it is called without its number and ending."""
    name = f"{file}-{number}.{ending}"
    return c.Input(f"part_{number}", label, c.InputKind.COPY, document, name, optional=True, limit=_COPIED)
