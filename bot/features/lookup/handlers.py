"""`/calm` and the buttons of its cards."""

from __future__ import annotations

from dataclasses import replace

from bot.core.card import Card, Form
from bot.core.chat import Answer, Command, Person, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.phrasebook import Phrasebook, Situation
from bot.features.lookup import cards
from bot.features.lookup import forms as asking
from bot.features.lookup.buttons import LookupView, view_in
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.finder import NEAREST, Finder
from bot.features.lookup.shared_cards import SharedCards
from bot.features.lookup.tenants import TenantFinders


class LookupHandlers:
    """Finds words for a moment. Touches memory only."""

    def __init__(self, shelf: TenantFinders, needs: LookupDeps) -> None:
        self._shelf = shelf
        self._needs = needs
        self._shared = SharedCards()

    def routes(self) -> Routes:
        """Returns what the look-up answers."""
        return Routes(
            commands=(CommandRoute("calm", self.ask),),
            presses=(
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.OTHERS, self.others),
                PressRoute(cards.MENU, self.menu),
                PressRoute(asking.ASK, self.form),
            ),
            submits=(SubmitRoute(asking.ASK, self.asked),),
        )

    async def ask(self, ask: Command) -> Answer:
        """Returns phrases where the situation is clear, else the nearest situations, else the menu."""
        return self._look_up(ask.person, ask.text.strip())

    async def form(self, ask: Press) -> Form:
        """Returns the form that asks what is happening."""
        return asking.form(self._book(ask).words, ask.person.language, ask.value)

    async def asked(self, ask: Submit) -> Answer:
        """Returns what the command would, in place of the form."""
        return replace(self._look_up(ask.person, ask.text(asking.TEXT)), how=Placement.UPDATE)

    async def show(self, ask: Press) -> Answer:
        """Returns the view that was pressed, in place."""
        view = view_in(ask.value, self._book(ask))
        answer = self._found(ask.person, view) if view else Answer(self._menu(ask.person))
        return replace(answer, how=Placement.UPDATE)

    async def others(self, ask: Press) -> Answer:
        """Returns the next matches, in place."""
        book, language = self._book(ask), ask.person.language
        view = view_in(ask.value, book)
        return Answer(
            cards.others(book, view, language) if view else self._menu(ask.person), Placement.UPDATE
        )

    async def menu(self, ask: Press) -> Answer:
        """Returns the menu, in place."""
        return Answer(self._menu(ask.person), Placement.UPDATE)

    def _look_up(self, person: Person, text: str) -> Answer:
        finder, language = self._shelf.of(person.tenant), person.language
        first = _language_first(text, finder.book.languages) or language
        found = finder.find(text, person.channel, person.industry)
        if not text or found.only_facets:
            return Answer(cards.menu(finder.book, first, language, found.channel, found.industry))
        heard = found.nearest
        views = [
            LookupView(i, found.channel, found.industry, first=first, lead=found.lead, others=found.others(i))
            for i in (heard[:1] if found.confident else heard)
        ]
        if found.confident:
            return self._found(person, views[0], sure=True)
        self._needs.unfound.noticed(person, text, found.language)
        near = views or [LookupView(s.id, found.channel, found.industry, first=first) for s in _usual(finder)]
        return Answer(cards.unsure(finder.book, text, near, language, heard=bool(heard)))

    def _found(self, person: Person, view: LookupView, *, sure: bool = False) -> Answer:
        again = replace(view, page=0, ticket="")
        self._needs.trail.looked_up(person, view.situation, again.encode())
        if not view.ticket:
            view = replace(view, ticket=self._needs.ticket())
        rising = self._needs.rising.rising(person.tenant, view.situation)
        finder = self._shelf.of(person.tenant)
        return self._shared.found(finder, view, person.language, sure=sure, rising=rising)

    def _book(self, ask: Press) -> Phrasebook:
        return self._shelf.of(ask.person.tenant).book

    def _menu(self, person: Person) -> Card:
        finder = self._shelf.of(person.tenant)
        usual = finder.find("", person.channel, person.industry)
        return cards.menu(finder.book, person.language, person.language, usual.channel, usual.industry)


def _usual(finder: Finder) -> list[Situation]:
    return cards.featured(finder.book)[:NEAREST]


def _language_first(text: str, languages: tuple[str, ...]) -> str | None:
    # The word stays in the text: "es" and "en" are ordinary Spanish words too.
    word = text.split(maxsplit=1)[0].lower() if text else ""
    return word if word in languages else None
