"""The cards of found phrases that answers share: all that differs is the next matches and the ticket."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from bot.core.chat import Answer
from bot.core.phrasebook import CHANNELS
from bot.core.shared_card import HOLES, FilledCard, SharedCard
from bot.features.lookup import cards, select
from bot.features.lookup import cards as extras
from bot.features.lookup.buttons import LookupView
from bot.features.lookup.finder import Finder

MOST_REMEMBERED = 500  # cards, some 10 kB each
OTHERS, TICKET, *SAVED = HOLES
# Characters of a view that an option has room for on whichever channel: the view itself is of the shortest.
ROOM = extras.VALUE - max(map(len, CHANNELS)) + min(map(len, CHANNELS))
Key = tuple[object, ...]


class SharedCards:
    """Found cards, each described once for all who are shown the same phrases in the same way."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, tuple[SharedCard, tuple[int, ...]]] = OrderedDict()

    def found(
        self, finder: Finder, view: LookupView, language: str, *, sure: bool, rising: Mapping[str, float]
    ) -> Answer:
        """Returns the answer with the card that `cards.found` gives."""
        value = view.encode()
        if len(value) > ROOM:  # an edge may have to cut its values, and must see them to do so
            return Answer(cards.found(finder.book, view, language, sure=sure, rising=rising))
        shown_as = (view.situation, view.channel, view.industry, view.page, view.first, view.lead)
        key = (finder.edition, *shown_as, extras.asks(view), language, sure, frozenset(rising.items()))
        if key not in self._known:
            self._prepare(key, finder, view, language, sure=sure, rising=rising)
        self._known.move_to_end(key)
        prepared, rooms = self._known[key]
        saved = [value if len(value) <= room else view.within(room) for room in rooms]
        return Answer(FilledCard(prepared, (",".join(view.others), view.ticket, *saved)))

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
        phrases, _ = select.shown(finder.book.situations[view.situation], view, rising)
        holed = replace(view, others=(OTHERS,), ticket=TICKET if extras.asks(view) else view.ticket)
        card = cards.found(finder.book, holed, language, sure=sure, rising=rising, saved=SAVED)
        self._known[key] = (SharedCard(card), tuple(extras.beside(phrase.id) for phrase in phrases))
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
