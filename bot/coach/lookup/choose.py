"""Which phrases of a situation come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.coach.lookup.view import View
from bot.coach.phrasebook import Phrase, Situation

PER_PAGE = 3
NONE_RISING: Mapping[str, float] = {}


def fitting(
    phrases: Sequence[Phrase], channel: str, industry: str, rising: Mapping[str, float] = NONE_RISING
) -> list[int]:
    """Returns the places of the phrases that fit, best first.

    A phrase for the asked industry goes before the general ones; without an industry the general ones come
    first and the special ones last. Those of other industries or channels are left out; but where nothing is
    written for the channel, or for the industry, the others' phrases are better than none. Within the special
    and within the general ones, those in `rising` (how high, by id) go first; the others keep their order.
    """
    here = [i for i, phrase in enumerate(phrases) if not phrase.channels or channel in phrase.channels]
    here = here or list(range(len(phrases)))
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


def shown(
    situation: Situation, view: View, rising: Mapping[str, float] = NONE_RISING
) -> tuple[list[Phrase], int]:
    """Returns the phrases that `view` shows, and how many pages there are."""
    places = fitting(situation.phrases, view.channel, view.industry, rising)
    return [situation.phrases[i] for i in page_of(places, view.lead, view.page)], pages(places)


def page_of(places: Sequence[int], lead: Sequence[int], page: int) -> list[int]:
    """Returns the places shown on `page` (from 0), those in `lead` first; beyond the last page, the first."""
    start = page * PER_PAGE if page < pages(places) else 0
    return ordered(places, lead)[start : start + PER_PAGE]


def ordered(places: Sequence[int], lead: Sequence[int]) -> list[int]:
    """Returns `places` with those in `lead` first."""
    ahead = [place for place in dict.fromkeys(lead) if place in places]
    return ahead + [place for place in places if place not in ahead]


def pages(places: Sequence[int]) -> int:
    """Returns how many pages there are."""
    return max(1, -(-len(places) // PER_PAGE))
