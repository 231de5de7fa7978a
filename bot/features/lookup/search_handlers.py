"""Phrases to pick while typing, for the search box of a platform."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.card import clip, plain
from bot.core.chat import Person, Query, Suggestion, Suggestions
from bot.core.desk import Routes
from bot.core.people import FavouriteStore
from bot.core.phrasebook import Phrase, Phrasebook, Situation
from bot.core.viewer import LANGUAGES_SHOWN, Viewer
from bot.features.lookup import cards, select
from bot.features.lookup.buttons import LookupView
from bot.features.lookup.finder import NEAREST, Finder
from bot.features.lookup.tenants import TenantFinders

MOST = 25
TITLE = 80  # characters
Pair = tuple[Situation, Phrase]


class SearchHandlers:
    """Answers queries."""

    def __init__(self, shelf: TenantFinders, favourites: FavouriteStore) -> None:
        self._shelf = shelf
        self._favourites = favourites

    def routes(self) -> Routes:
        """Returns what the search answers."""
        return Routes(query=self.find)

    async def find(self, ask: Query) -> Suggestions:
        """Returns each phrase that fits, in the person's language and then in another.

        Without words: what they saved, else the first phrase of each situation that the menu shows.
        """
        finder, person = self._shelf.of(ask.person.tenant), ask.person
        pairs = _fitting(finder, person, ask.text) if ask.text.strip() else await self._saved(finder, person)
        every = [s for situation, phrase in pairs for s in _wordings(finder.book, situation, phrase, person)]
        return Suggestions(tuple(every[:MOST]))

    async def _saved(self, finder: Finder, person: Person) -> list[Pair]:
        book = finder.book
        kept = await self._favourites.favourites_of(person)
        here = [(book.situations[f.situation], f.phrase) for f in kept if f.situation in book.situations]
        saved = [
            (situation, phrase) for situation, i in here for phrase in situation.phrases if phrase.id == i
        ]
        return saved or _featured(finder, person)


def _fitting(finder: Finder, person: Person, text: str) -> list[Pair]:
    found = finder.find(text, person.channel, person.industry)
    if not found.matches:
        return _featured(finder, person)
    # Where it is sure, that situation alone, to its end; where not, the beginning of the nearest.
    wanted = found.nearest[:1] if found.confident else found.nearest
    each = MOST if found.confident else select.PER_PAGE
    pairs: list[Pair] = []
    for name, lead in zip(wanted, (found.lead, (), ()), strict=False):
        situation = finder.book.situations[name]
        pairs += _first(situation, LookupView(name, found.channel, found.industry, lead=lead), each)
    return pairs


def _featured(finder: Finder, person: Person) -> list[Pair]:
    usual = finder.find("", person.channel, person.industry)
    featured = cards.featured(finder.book) or list(finder.book.situations.values())[:NEAREST]
    return [pair for s in featured for pair in _first(s, LookupView(s.id, usual.channel, usual.industry), 1)]


def _first(situation: Situation, view: LookupView, count: int) -> list[Pair]:
    places = select.fitting(situation.phrases, view.channel, view.industry)
    return [(situation, situation.phrases[i]) for i in select.ordered(places, view.lead)[:count]]


def _wordings(book: Phrasebook, situation: Situation, phrase: Phrase, person: Person) -> Iterator[Suggestion]:
    viewer = Viewer(book, person.language)
    title = clip(" ".join(plain(viewer.pick(phrase.text)).split()), TITLE)
    name = viewer.pick(situation.name)
    for code in viewer.languages[:LANGUAGES_SHOWN]:
        if code in phrase.text:
            yield Suggestion(title, plain(phrase.text[code]), f"{name} · {code.upper()}")
