"""Phrases to pick while typing, for the search box of a platform."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.card import clip, plain
from bot.core.chat import Person, Query, Suggestion, Suggestions
from bot.core.desk import Routes
from bot.core.gaps import gapless
from bot.core.phrasebook import Phrase, Phrasebook, Situation, channel_of
from bot.core.speech import SPANISH, Speech
from bot.core.viewer import LANGUAGES_SHOWN, Viewer, dotted
from bot.features.lookup import cards, select
from bot.features.lookup.buttons import LookupView
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.finder import NEAREST, Finder, LookupResult

MOST = 25  # suggestions
TITLE = 80  # characters
Pair = tuple[Situation, Phrase]


class SearchHandlers:
    """Answers queries."""

    def __init__(self, deps: LookupDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what the search answers."""
        return Routes(query=self.suggest)

    async def suggest(self, ask: Query) -> Suggestions:
        """Returns each phrase that fits and can be sent as it is, in the person's language, then in another.

        What is picked lands in a message, where nobody sees its gaps any more: so it has none. Where the text
        means danger, the words for that alone. Without words: what they saved, else the first phrase of each
        situation that the menu shows.
        """
        finder, person = self._deps.finders.read_by(ask.person), ask.person
        result = await self._deps.finders.find(person, ask.text)
        if result.danger:
            return await self._deps.safety.suggestions(person, result.danger, result.channel)
        fitting = ask.text.strip() != ""
        pairs = _fitting(finder, person, result) if fitting else await self._saved(finder, person)
        pairs = pairs or _featured(finder, person)  # what fits may have nothing that can be sent as it is
        every = [s for pair in pairs for s in _wordings(finder.book, *pair, person, result.channel)]
        return Suggestions(tuple(every[:MOST]))

    async def _saved(self, finder: Finder, person: Person) -> list[Pair]:
        favourites = await self._deps.favourites.favourites_of(person)
        found = (finder.book.find_phrase(favourite.situation, favourite.phrase) for favourite in favourites)
        return [pair for pair in filter(None, found) if pair[1].finished]


def _fitting(finder: Finder, person: Person, result: LookupResult) -> list[Pair]:
    if not result.matches:
        return []
    # Where it is sure, that situation alone, to its end; where not, the beginning of the nearest.
    wanted = result.nearest[:1] if result.confident else result.nearest
    each = MOST if result.confident else select.PER_PAGE
    pairs: list[Pair] = []
    for name, lead in zip(wanted, (result.lead, (), ()), strict=False):
        situation = finder.book.situations[name]
        view = LookupView(name, result.channel, result.industry, lead=lead)
        pairs += _first(situation, view, each, result.speech)
    return pairs


def _featured(finder: Finder, person: Person) -> list[Pair]:
    usual = finder.find("", person.channel, person.industry)
    featured = cards.featured(finder.book) or list(finder.book.situations.values())[:NEAREST]
    views = [(s, LookupView(s.id, usual.channel, usual.industry)) for s in featured]
    return [pair for s, view in views for pair in _first(s, view, 1, usual.speech)]


def _first(situation: Situation, view: LookupView, count: int, speech: Speech) -> list[Pair]:
    places = select.fitting(situation.phrases, view.channel, view.industry, speech=speech)
    places = [i for i in places if situation.phrases[i].finished]
    return [(situation, situation.phrases[i]) for i in select.ordered(places, view.lead)[:count]]


def _wordings(
    book: Phrasebook, situation: Situation, phrase: Phrase, person: Person, channel: str
) -> Iterator[Suggestion]:
    viewer, channel = Viewer(book, person.language), channel_of(phrase, channel)
    said = viewer.spoken(phrase.text, phrase.forms, channel)
    law, usted = viewer.law_mark(phrase.countries), viewer.speech_mark(phrase.text, phrase.forms, channel)
    title = clip(" ".join(plain(viewer.said(said)).split()), TITLE)
    name = viewer.pick(situation.name)
    for code in viewer.languages[:LANGUAGES_SHOWN]:
        if code in said:
            text = gapless(book.words, code, said[code])  # it has no gap; a brace may stand in it
            marks = dotted(name, code.upper(), law, usted if code == SPANISH else "")
            yield Suggestion(title, plain(text), marks)
