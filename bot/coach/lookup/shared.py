"""The cards of found phrases that answers share: all that differs is the next matches and the ticket."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from bot.coach.lookup import cards, choose, extras
from bot.coach.lookup.finder import Finder
from bot.coach.lookup.view import View
from bot.coach.phrasebook import CHANNELS
from bot.coach.prepared import HOLES, Filling, Prepared
from bot.coach.talk import Answer

MOST_REMEMBERED = 500  # cards, some 10 kB each
OTHERS, TICKET, *SAVED = HOLES
# Characters of a view that an option has room for on whichever channel: the view itself is of the shortest.
ROOM = extras.VALUE - max(map(len, CHANNELS)) + min(map(len, CHANNELS))
Key = tuple[object, ...]


class SharedCards:
    """Found cards, each described once for all who are shown the same phrases in the same way."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, tuple[Prepared, tuple[int, ...]]] = OrderedDict()

    def found(
        self, finder: Finder, view: View, language: str, *, sure: bool, rising: Mapping[str, float]
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
        return Answer(Filling(prepared, (",".join(view.others), view.ticket, *saved)))

    def _prepare(
        self, key: Key, finder: Finder, view: View, language: str, *, sure: bool, rising: Mapping[str, float]
    ) -> None:
        phrases, _ = choose.shown(finder.book.situations[view.situation], view, rising)
        holed = replace(view, others=(OTHERS,), ticket=TICKET if extras.asks(view) else view.ticket)
        card = cards.found(finder.book, holed, language, sure=sure, rising=rising, saved=SAVED)
        self._known[key] = (Prepared(card), tuple(extras.beside(phrase.id) for phrase in phrases))
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
