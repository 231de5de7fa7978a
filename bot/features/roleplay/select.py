"""Which scenario somebody means, and which one is good for them next."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario

ALIKE = 0.8  # from here on two spellings are one word: “pharmcy”
SHORTEST_START = 3  # letters that are enough to begin a word
SHORTEST_NEAR = 5  # letters of a word that may be misspelt


def meant(book: Phrasebook, text: str) -> list[Scenario]:
    """Returns the scenarios that a text may mean, in the order they are shown; [] where it means none."""
    asked = _words(text)
    if not asked:
        return []
    for scenario in book.scenarios.values():
        names = (scenario.id, *scenario.name.values())
        if any(" ".join(asked) == " ".join(_words(name)) for name in names):
            return [scenario]
    return [scenario for scenario in book.scenarios.values() if _fits(book, scenario, asked)]


def suggested(
    scenarios: Mapping[str, Scenario], played: Sequence[str], needed: Sequence[str], chance: str
) -> Scenario | None:
    """Returns one to play: not played yet before played long ago, then by what is needed, then by chance.

    `played` are ids, the newest first; `chance` is any text, and decides between those that are as good.
    """

    def rank(scenario: Scenario) -> tuple[bool, int, int, bytes]:
        ago = played.index(scenario.id) if scenario.id in played else 0
        place = min((needed.index(s) for s in scenario.situations if s in needed), default=len(needed))
        return scenario.id in played, -ago, place, lot(chance, scenario.id)

    return min(scenarios.values(), key=rank, default=None)


def lot(*parts: str) -> bytes:
    """Returns what sorts things as if shuffled: the same for the same parts, so that nothing need be kept."""
    return blake2b("\n".join(parts).encode(), digest_size=8).digest()


def _fits(book: Phrasebook, scenario: Scenario, asked: Sequence[str]) -> bool:
    names = _names(book, scenario)
    told = {word for text in scenario.about.values() for word in _words(text)}
    return all(_among(word, names, told) for word in asked)


def _names(book: Phrasebook, scenario: Scenario) -> set[str]:
    facet, persona = book.facets.get(scenario.industry), book.personas.get(scenario.persona)
    situations = [book.situations[id] for id in scenario.situations if id in book.situations]
    texts = [scenario.id, scenario.industry, *scenario.situations, *scenario.name.values()]
    texts += [name for found in (facet, persona, *situations) if found for name in found.name.values()]
    return {word for text in texts for word in _words(text)}


def _among(word: str, names: set[str], told: set[str]) -> bool:
    every = names | told
    begins = len(word) >= SHORTEST_START and any(other.startswith(word) for other in every)
    # Short words are near to too many others, and what the agent knows before has too many words.
    near = len(word) >= SHORTEST_NEAR and difflib.get_close_matches(word, names, n=1, cutoff=ALIKE)
    return word in every or begins or bool(near)


def _words(text: str) -> list[str]:
    # Without what people leave out: case, accents, signs.
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare).split()
