"""Ids of what a team wrote into a file without one: nobody has to think of an id, or to type one.

What says the same as something that the team has is that; all else gets an id made of its own words, so that
the same file taken in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from bot.content.exchange_items import Questions
from bot.content.exchange_rules import Document
from bot.core.phrasebook import Phrasebook
from bot.core.words import Localized
from bot.features.team.alike import folded

LENGTH = 12  # characters of an id that is made of words

Known = Mapping[tuple[str, str, str], str]


def with_ids(documents: Iterable[Document], book: Phrasebook) -> list[Document]:
    """Returns the documents, each of their phrases with its id; `book` is the team's."""
    known = {
        (situation, code, folded(text)): phrase.id
        for situation, phrases in book.added.phrases.items()
        for phrase in phrases
        for code, text in phrase.text.items()
    }
    return [_document(document, known, book) for document in documents]


def items_with_ids(questions: Iterable[Questions], book: Phrasebook) -> list[Questions]:
    """Returns the questions, each with its id."""
    known = {
        ("", code, folded(text)): item.id for item in book.added.quiz for code, text in item.stem.items()
    }
    named: list[Questions] = []
    for asked in questions:
        items = [
            item.model_copy(update={"id": item.id or _id("item", "", item.stem, known)})
            for item in asked.value.items
        ]
        named.append(replace(asked, value=asked.value.model_copy(update={"items": items})))
    return named


def _document(document: Document, known: Known, book: Phrasebook) -> Document:
    value = document.value
    situation = book.situation_now(value.id)
    phrases = [
        phrase.model_copy(update={"id": phrase.id or _id("phrase", situation, phrase.text, known)})
        for phrase in value.phrases
    ]
    return replace(document, value=value.model_copy(update={"phrases": phrases}))


def made_id(kind: str, situation: str, texts: Iterable[str]) -> str:
    """Returns the id that is made of the words of something."""
    words = "|".join((kind, situation, *texts))
    return f"own-{sha256(words.encode()).hexdigest()[:LENGTH]}"


def _id(kind: str, situation: str, text: Localized, known: Known) -> str:
    texts = [(code, folded(text[code])) for code in sorted(text)]
    same = (known[situation, code, words] for code, words in texts if (situation, code, words) in known)
    return next(same, made_id(kind, situation, [words for _, words in texts[:1]]))
