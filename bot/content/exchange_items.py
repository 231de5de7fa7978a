"""A team's own questions in a file: how they are written, and what has to hold beyond their shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.content.drill_models import QuizEntry, TeamItems
from bot.content.files import ParsedFile
from bot.content.messages import say
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.phrasebook import Phrasebook
from bot.core.quiz import QuizItem, QuizKind
from bot.features.team.alike import known_questions

Questions = ParsedFile[TeamItems]


def plain_item(item: QuizItem) -> dict[str, Any]:
    """Returns an item as it stands in a file; what is left out there is left out here."""
    optional = {name: getattr(item, name) for name in ("method", "pitfall", "card")}
    optional |= {name: list(getattr(item, name)) for name in ("industries", "channels")}
    return {
        **({"id": item.id} if item.id else {}),
        **({} if item.kind is QuizKind.BEST else {"kind": item.kind.value}),
        "situation": item.situation,
        **{name: value for name, value in optional.items() if value},
        "difficulty": item.difficulty,
        "stem": dict(item.stem),
        "options": [
            {**({"best": True} if option.best else {}), "text": dict(option.text), "why": dict(option.why)}
            for option in item.options
        ],
    }


def misplaced_items(questions: Iterable[Questions], book: Phrasebook) -> Iterator[Problem]:
    """Yields what stands twice, what `book`, the team's, asks already, and what it has no place for."""
    known, taken = known_questions(book.quiz.values()), dict[str, int]()
    for document in questions:
        source = document.source
        for i, entry in enumerate(document.value.items):
            place: Place = ("items", i)
            if entry.id in taken:
                yield source.problem((*place, "id"), say("id_taken", line=taken[entry.id]))
            taken.setdefault(entry.id, source.line((*place, "id")))
            if entry.id in book.quiz and not book.quiz[entry.id].own:
                yield source.problem((*place, "id"), say("id_shipped"))
            for code, other in known.nearly_same("", entry.id, entry.stem):
                yield source.problem((*place, "stem", code), say("same_item", text=other))
            known.add("", entry.id, entry.stem)
            yield from _links(source, place, entry, book)
            yield from _foreign(source, place, entry, book)


def _links(source: SourceFile, place: Place, entry: QuizEntry, book: Phrasebook) -> Iterator[Problem]:
    if book.situation_now(entry.situation) not in book.situations:
        yield source.problem((*place, "situation"), say("unknown_situation"))
    if entry.method and entry.method not in book.methods:
        yield source.problem((*place, "method"), say("unknown_method"))
    if entry.pitfall and entry.pitfall not in book.pitfalls:
        yield source.problem((*place, "pitfall"), say("unknown_pitfall"))
    if entry.card and entry.card not in book.teachings:
        yield source.problem((*place, "card"), say("unknown_card"))


def _foreign(source: SourceFile, place: Place, entry: QuizEntry, book: Phrasebook) -> Iterator[Problem]:
    texts = [((*place, "stem"), entry.stem)]
    for n, option in enumerate(entry.options):
        texts += [((*place, "options", n, name), getattr(option, name)) for name in ("text", "why")]
    for where, text in texts:
        for code, words in text.items():
            if code not in book.words.languages:
                yield source.problem((*where, code), say("other_language"))
            if not words.isprintable():
                yield source.problem((*where, code), say("unprintable"))
