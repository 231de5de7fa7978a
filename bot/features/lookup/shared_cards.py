"""The cards of phrases that answers share: all that differs is the next matches and the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.background import Bounded
from bot.core.chat import Answer
from bot.core.phrasebook import CHANNELS
from bot.core.shared_card import HOLES, FilledCard, SharedCard
from bot.core.viewer import Viewer
from bot.features.lookup import cards, select
from bot.features.lookup.buttons import LONGEST_VALUE, LookupView, space_beside
from bot.features.lookup.finder import Finder

MOST_REMEMBERED = 500  # cards, some 10 kB each
OTHERS, TICKET, *VIEWS = HOLES
# Characters that an option has for a view on whichever channel: the view itself is of the shortest.
LONGEST_VIEW = LONGEST_VALUE - max(map(len, CHANNELS)) + min(map(len, CHANNELS))
Key = tuple[object, ...]


class SharedCards:
    """Cards of phrases, each described once for all who are shown the same phrases in the same way."""

    def __init__(self) -> None:
        self._known: Bounded[Key, tuple[SharedCard, tuple[int, ...], tuple[int, ...]]] = Bounded(
            MOST_REMEMBERED
        )

    def phrases_answer(
        self, finder: Finder, view: LookupView, language: str, *, sure: bool, rising: Mapping[str, float]
    ) -> Answer:
        """Returns the answer with the card that `cards.phrases_card` gives."""
        value = view.encode()
        if view.fill or len(value) > LONGEST_VIEW:  # an edge may cut its values, and must see them to do so
            viewer = Viewer(finder.book, language)
            return Answer(cards.phrases_card(viewer, view, sure=sure, rising=rising))
        shown_as = (view.situation, view.channel, view.industry, view.page, view.first, view.lead, view.shown)
        key = (finder.edition, *shown_as, view.asks_outcome, language, sure, frozenset(rising.items()))
        if key not in self._known:
            self._prepare(key, finder, view, language, sure=sure, rising=rising)
        self._known.move_to_end(key)
        shared, places, spaces = self._known[key]
        pinned = replace(view, shown=places)
        value = pinned.encode()
        views = [value if len(value) <= space else pinned.within(space) for space in spaces]
        return Answer(FilledCard(shared, (",".join(view.others), view.ticket, *views)))

    def _prepare(
        self,
        key: Key,
        finder: Finder,
        view: LookupView,
        language: str,
        *,
        sure: bool,
        rising: Mapping[str, float],
    ) -> None:
        situation = finder.book.situations[view.situation]
        phrases, _ = select.phrases_of(situation, view, rising, finder.book.added.speech)
        places = select.places_of(situation, phrases)
        holed = replace(view, others=(OTHERS,), ticket=TICKET if view.asks_outcome else view.ticket)
        viewer = Viewer(finder.book, language)
        card = cards.phrases_card(viewer, holed, sure=sure, rising=rising, views=VIEWS)
        self._known[key] = (SharedCard(card), places, tuple(space_beside(phrase.id) for phrase in phrases))
