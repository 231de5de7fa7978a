"""Which scenario somebody means, and which one is good for them next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from bot.core.matching import NameMatcher, words
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario
from bot.core.wordless import typed_words

_MATCHER = NameMatcher(shortest_start=3, alike=0.8)  # of words: “pharmcy” is pharmacy
SHORTEST_NEAR = 5  # letters of a word that may be misspelt


def match_scenarios(book: Phrasebook, text: str) -> list[Scenario]:
    """Returns the scenarios that a text may mean, in the order they are shown; [] where it means none."""
    asked = words(typed_words(text)) or words(text)
    if not asked:
        return []
    for scenario in book.scenarios.values():
        names = (scenario.id, *scenario.name.values())
        if any(" ".join(asked) == " ".join(words(name)) for name in names):
            return [scenario]
    return [scenario for scenario in book.scenarios.values() if _fits(book, scenario, asked)]


def suggested_scenario(
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
    """Returns what sorts things as if shuffled: the same for the same parts, so nothing need be stored."""
    return blake2b("\n".join(parts).encode(), digest_size=8).digest()


def _fits(book: Phrasebook, scenario: Scenario, asked: Sequence[str]) -> bool:
    names = _names(book, scenario)
    about = {word for text in scenario.about.values() for word in words(text)}
    return all(_among(word, names, about) for word in asked)


def _names(book: Phrasebook, scenario: Scenario) -> set[str]:
    facet, persona = book.facets.get(scenario.industry), book.personas.get(scenario.persona)
    situations = [book.situations[id] for id in scenario.situations if id in book.situations]
    texts = [scenario.id, scenario.industry, *scenario.situations, *scenario.name.values()]
    guide = book.safety.get(scenario.safety) if scenario.safety else None
    texts += [name for part in (facet, persona, guide, *situations) if part for name in part.name.values()]
    return {word for text in texts for word in words(text)}


def _among(word: str, names: set[str], about: set[str]) -> bool:
    known = names | about
    if word in known or _MATCHER.begun(known, word):
        return True
    # Short words are near to too many others, and what the agent knows before has too many words.
    return len(word) >= SHORTEST_NEAR and _MATCHER.alike_to(names, word) is not None
