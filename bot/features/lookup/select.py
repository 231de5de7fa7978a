"""Which phrases of a situation are shown, in which order: by channel, industry and the words of a text.

“Wants to sue us” and “goes to the regulator” are one situation; the words beside it tell which of its
phrases are meant. Wordings and cues of all languages are indexed by what they are about. A word that many of
the phrases have tells none from the other, nor does the situation's own name; and a phrase is pointed at only
if it has a good share of what the text says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache, partial

from bot.core.background import Bounded
from bot.core.phrasebook import PUBLIC, Phrase, Situation, base_channel, places_for
from bot.core.speech import NEUTRAL, Speech
from bot.features.lookup.buttons import LookupView
from bot.features.lookup.lexicon import Token, topic

COMMON = 0.25  # share of the phrases; what more of them are about tells none from the other
FEW, MANY = 5, 60  # phrases that may always share a topic; that never may, however many there are
CONCEPT, STEM = 1.0, 0.6  # what is known to mean the same, and what is merely written alike
ABSENT = 0.7  # what no phrase is about, against what one is about
ENOUGH = 0.5  # share of what the text says that a phrase must have in order to lead
PER_PAGE = 3
RECENT, TEXTS = 500, 5_000  # situations that teams added to, and texts of phrases, that are remembered
NONE_RISING: Mapping[str, float] = {}
NONE = frozenset[int]()
ReadTopics = Callable[[Iterable[str]], Iterable[Set[str]]]


class Pointers:
    """What the phrases of a situation are about; `topics` reads that of texts."""

    def __init__(self, situation: Situation, topics: ReadTopics) -> None:
        self.situation = situation
        phrases = situation.phrases
        self._count = len(phrases)
        self._limit = min(max(FEW, int(COMMON * self._count)), MANY)
        self._named = set[str]().union(*topics(situation.name.values()))
        self._postings: dict[str, list[int]] = {}
        self._common: set[str] = set()
        texts = ("\n".join((*phrase.text.values(), *phrase.cue.values())) for phrase in phrases)
        for place, names in enumerate(topics(texts)):
            for name in names - self._common:
                self._add(name, place)

    def strongest(self, tokens: Iterable[Token]) -> list[int]:
        """Returns the places of the phrases that the text points at, the strongest first."""
        scores: dict[int, float] = defaultdict(float)
        said = 0.0
        for name in dict.fromkeys(map(topic, tokens)):
            if name and name not in self._named:
                postings = self._postings.get(name, ())
                weight = self._weight(name, self._limit if name in self._common else len(postings))
                said += weight
                for place in postings:
                    scores[place] += weight
        strong = [place for place, score in scores.items() if score >= ENOUGH * said]
        return sorted(strong, key=lambda place: (-scores[place], place))

    def _add(self, name: str, place: int) -> None:
        postings = self._postings.setdefault(name, [])
        postings.append(place)
        if len(postings) > self._limit:
            del self._postings[name]
            self._common.add(name)

    def _weight(self, name: str, frequency: int) -> float:
        kind = CONCEPT if name.startswith("@") else STEM
        kind *= 1.0 if frequency else ABSENT
        return kind * math.log(1 + self._count / max(1, frequency))


class CachedPointers:
    """Pointers of situations that teams added to, made when they are asked for.

    Each takes some 40 KB, and ten thousand teams have some: so those that were made last are kept, and what
    the texts are about, most of which are the same for all teams, which makes it quick to make them again.
    """

    def __init__(self, topics: ReadTopics) -> None:
        self._recent: Bounded[int, Pointers] = Bounded(RECENT)
        self._topics: Callable[[str], Set[str]] = lru_cache(TEXTS)(lambda text: frozenset(*topics((text,))))

    def of(self, situation: Situation) -> Pointers:
        """Returns what the phrases of a situation are about."""
        known = self._recent.get(id(situation))
        if known is None or known.situation is not situation:
            known = self._recent[id(situation)] = Pointers(situation, partial(map, self._topics))
        return known


def fitting(
    phrases: Sequence[Phrase],
    channel: str,
    industry: str,
    rising: Mapping[str, float] = NONE_RISING,
    speech: Speech = NEUTRAL,
) -> list[int]:
    """Returns the places of the phrases that fit, best first.

    A phrase for the asked industry goes before the general ones; without an industry the general ones come
    first and the special ones last. Those of other industries or channels are left out; but where nothing is
    written for the channel, those of its base serve; where nothing is written for that either, or for the
    industry, the others' phrases are better than none. Within the special
    and within the general ones, those in `rising` (how high, by id) go first; the others keep their order.
    What was written for the law of other countries than the team's comes after all others.
    """
    here = places_for(phrases, channel) or list(range(len(phrases)))
    places = _ordered(here, phrases, industry, rising)
    base = base_channel(channel)
    if base != channel != PUBLIC:  # a chat's words are near to what is written there, behind its own
        behind = [i for i in places_for(phrases, base) if i not in places and _serves(phrases[i], industry)]
        places += _ordered(behind, phrases, industry, rising)
    return sorted(places, key=lambda place: speech.is_abroad(phrases[place].countries))


def behind_more(phrases: Sequence[Phrase], places: Sequence[int], speech: Speech) -> frozenset[int]:
    """Returns the places that no first page has: of words for other countries, where the team's is known."""
    abroad = (
        frozenset(i for i in places if speech.is_abroad(phrases[i].countries)) if speech.country else NONE
    )
    return abroad if len(abroad) < len(places) else NONE


def _ordered(
    here: list[int], phrases: Sequence[Phrase], industry: str, rising: Mapping[str, float]
) -> list[int]:
    serving = [i for i in here if _serves(phrases[i], industry)] or here
    special = _raised([i for i in serving if phrases[i].industries], phrases, rising)
    general = _raised([i for i in serving if not phrases[i].industries], phrases, rising)
    return special + general if industry else general + special


def _raised(places: list[int], phrases: Sequence[Phrase], rising: Mapping[str, float]) -> list[int]:
    if places and phrases[places[-1]].own:  # a team's own stand at the end, and go before the shipped ones
        places = sorted(places, key=lambda i: not phrases[i].own)
    return sorted(places, key=lambda i: -rising.get(phrases[i].id, 0.0)) if rising else places


def _serves(phrase: Phrase, industry: str) -> bool:
    return not industry or not phrase.industries or industry in phrase.industries


def phrases_of(
    situation: Situation,
    view: LookupView,
    rising: Mapping[str, float] = NONE_RISING,
    speech: Speech = NEUTRAL,
) -> tuple[list[Phrase], int]:
    """Returns the phrases that `view` shows, and how many pages there are."""
    places = fitting(situation.phrases, view.channel, view.industry, rising, speech)
    behind = behind_more(situation.phrases, places, speech)
    shown = shown_places(situation, view, places, behind)
    return [situation.phrases[i] for i in shown], pages(places, behind)


def places_of(situation: Situation, phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """Returns the places of some phrases of a situation."""
    return tuple(map(situation.phrases.index, phrases))


def shown_places(
    situation: Situation, view: LookupView, places: Sequence[int], behind: frozenset[int] = NONE
) -> list[int]:
    """Returns the places that a card shows: those that it shows already, else those of its page."""
    already = list(dict.fromkeys(view.shown))[:PER_PAGE]
    if already and max(already) < len(situation.phrases):
        return already
    return page_of(places, view.lead, view.page, behind)


def page_of(
    places: Sequence[int], lead: Sequence[int], page: int, behind: frozenset[int] = NONE
) -> list[int]:
    """Returns the places shown on `page` (from 0), those in `lead` first; beyond the last page, the first.

    Those in `behind` stand on pages of their own, after all others.
    """
    first = ordered([place for place in places if place not in behind], lead)
    last = [place for place in places if place in behind]
    every = [part[i : i + PER_PAGE] for part in (first, last) for i in range(0, len(part), PER_PAGE)]
    return every[page if page < len(every) else 0] if every else []


def ordered(places: Sequence[int], lead: Sequence[int]) -> list[int]:
    """Returns `places` with those in `lead` first."""
    ahead = [place for place in dict.fromkeys(lead) if place in places]
    return ahead + [place for place in places if place not in ahead]


def pages(places: Sequence[int], behind: frozenset[int] = NONE) -> int:
    """Returns how many pages there are."""
    last = len(behind.intersection(places))
    return max(1, -(-(len(places) - last) // PER_PAGE) + -(-last // PER_PAGE))
