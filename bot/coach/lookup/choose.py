"""Which phrases of a situation come first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coach.phrasebook import Phrase

PER_PAGE = 3


def fitting(phrases: Sequence[Phrase], channel: str, industry: str) -> list[int]:
    """Returns the places of the phrases that fit, best first.

    A phrase for the asked industry goes before the general ones; without an industry the general ones come
    first and the special ones last. Those of other industries or channels are left out; where nothing is
    written for the channel, the other channels' phrases are better than none.
    """
    here = [i for i, phrase in enumerate(phrases) if not phrase.channels or channel in phrase.channels]
    places = [i for i in here or range(len(phrases)) if _serves(phrases[i], industry)]
    return sorted(places, key=lambda i: (bool(phrases[i].industries) != bool(industry), i))


def _serves(phrase: Phrase, industry: str) -> bool:
    return not industry or not phrase.industries or industry in phrase.industries


def page_of(places: Sequence[int], lead: Sequence[int], page: int) -> list[int]:
    """Returns the places shown on `page` (from 0), those in `lead` first; beyond the last page, the first."""
    ahead = [place for place in lead if place in places]
    order = ahead + [place for place in places if place not in ahead]
    start = page * PER_PAGE if page < pages(places) else 0
    return order[start : start + PER_PAGE]


def pages(places: Sequence[int]) -> int:
    """Returns how many pages there are."""
    return max(1, -(-len(places) // PER_PAGE))
