"""What has to hold for a team's file beyond its shape: nothing twice, everything in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.content.files import ParsedFile
from bot.content.load import phrase_of
from bot.content.messages import say
from bot.content.models import TeamFile
from bot.content.problem import Problem
from bot.content.source import Place
from bot.core.phrasebook import Phrasebook
from bot.features.team.alike import KnownTexts, folded

Document = ParsedFile[TeamFile]


def twice(documents: Iterable[Document]) -> Iterator[Problem]:
    """Yields every situation, phrase or trigger that the file has twice."""
    taken: dict[tuple[str, ...], int] = {}
    for document in documents:
        source, value = document.source, document.value
        places: list[tuple[tuple[str, ...], Place]] = [(("situation", value.id), ("id",))]
        places += [(("phrase", p.id), ("phrases", i, "id")) for i, p in enumerate(value.phrases)]
        places += [
            (("trigger", folded(text)), ("triggers", code, i))
            for code, texts in value.triggers.items()
            for i, text in enumerate(texts)
        ]
        for key, place in places:
            if key in taken:
                yield source.problem(place, say("id_taken", line=taken[key]))
            taken.setdefault(key, source.line(place))


def misplaced(documents: Iterable[Document], book: Phrasebook) -> Iterator[Problem]:
    """Yields what the phrasebook has already, and what it has no place for."""
    phrases = {phrase.id: phrase for s in book.situations.values() for phrase in s.phrases}
    triggers = _shipped_triggers(book)
    known = KnownTexts(book.situations.values())
    for document in documents:
        source, value = document.source, document.value
        if book.situation_now(value.id) not in book.situations:
            yield source.problem(("id",), say("unknown_situation"))
        yield from _triggers(document, book, triggers)
        for i, entry in enumerate(value.phrases):
            phrase = phrase_of(entry)
            if entry.id in phrases and not phrases[entry.id].own:
                yield source.problem(("phrases", i, "id"), say("id_shipped"))
            for code, other in known.nearly_same(value.id, phrase.id, phrase.text):
                yield source.problem(("phrases", i, "text", code), say("same_phrase", text=other))
            known.add(value.id, phrase.id, phrase.text)
            yield from _foreign(document, i, book)


def _triggers(document: Document, book: Phrasebook, shipped: Mapping[str, str]) -> Iterator[Problem]:
    for code, texts in document.value.triggers.items():
        if code not in book.words.languages:
            yield document.source.problem(("triggers", code), say("other_language"))
        for i, text in enumerate(texts):
            place: Place = ("triggers", code, i)
            if not text.isprintable():
                yield document.source.problem(place, say("unprintable"))
            elif not folded(text):
                yield document.source.problem(place, say("no_words"))
            elif folded(text) in shipped:
                yield document.source.problem(place, say("same_trigger", situation=shipped[folded(text)]))


def _foreign(document: Document, i: int, book: Phrasebook) -> Iterator[Problem]:
    entry = document.value.phrases[i]
    for form, words in entry.forms.items():
        if not _printable(words):
            yield document.source.problem(("phrases", i, "forms", form), say("unprintable"))
    if not entry.owner.isprintable():
        yield document.source.problem(("phrases", i, "owner"), say("unprintable"))
    for name, texts in (("text", entry.text), ("cue", entry.cue)):
        for code, text in texts.items():
            place: Place = ("phrases", i, name, code)
            if code not in book.words.languages:
                yield document.source.problem(place, say("other_language"))
            if not _printable(text):
                yield document.source.problem(place, say("unprintable"))


def _shipped_triggers(book: Phrasebook) -> dict[str, str]:
    own = book.added.triggers
    return {
        folded(text): situation.id
        for situation in book.situations.values()
        for code, texts in situation.triggers.items()
        for text in texts
        if text not in own.get(situation.id, {}).get(code, ())
    }


def _printable(text: str) -> bool:
    return text.replace("\n", "").isprintable()
