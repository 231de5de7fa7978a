"""A phrasebook grown large: the shipped one and phrases made of its own words, the same on every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from bench.engines import Document
from bot.core.phrasebook import CHANNELS, Phrase, Phrasebook

LANGUAGES = ("en", "es")


def grown(book: Phrasebook, added: int) -> Phrasebook:
    """Returns `book` with `added` more phrases, spread evenly over situations, languages and channels."""
    more: dict[str, list[Phrase]] = {name: [] for name in book.situations}
    for situation, phrase in _phrases(book, added):
        more[situation].append(phrase)
    situations = {
        name: replace(situation, phrases=(*situation.phrases, *more[name]))
        for name, situation in book.situations.items()
    }
    return replace(book, situations=situations)


def documents(book: Phrasebook, added: int) -> list[Document]:
    """Returns the same phrases as texts, for the engines that know no phrasebook."""
    return [(situation, text) for situation, phrase in _phrases(book, added) for text in phrase.text.values()]


def _phrases(book: Phrasebook, added: int) -> Iterator[tuple[str, Phrase]]:
    chance = random.Random(1)
    shipped = [phrase for situation in book.situations.values() for phrase in situation.phrases]
    texts = {code: [phrase.text[code].split() for phrase in shipped] for code in LANGUAGES}
    words = {code: [word for text in texts[code] for word in text] for code in LANGUAGES}
    names = list(book.situations)
    for i in range(added):
        code, round_ = LANGUAGES[i % len(LANGUAGES)], i // len(names)
        text = " ".join(chance.choices(words[code], k=len(chance.choice(texts[code]))))
        channels = (CHANNELS[round_ % 4],) if round_ % 4 < len(CHANNELS) else ()
        yield names[i % len(names)], Phrase(f"added-{i}", {code: text}, {code: ""}, channels)
