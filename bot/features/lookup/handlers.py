"""`/calm` and the buttons of its cards."""

from __future__ import annotations

from dataclasses import replace

from bot.core.card import Card, Form
from bot.core.chat import Answer, Command, Person, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.phrasebook import Phrasebook, Situation
from bot.core.viewer import Viewer
from bot.features.lookup import cards, forms
from bot.features.lookup.buttons import LookupView, view_in
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.finder import NEAREST, Finder
from bot.features.lookup.shared_cards import SharedCards


class LookupHandlers:
    """Finds words for a moment. Touches memory only."""

    def __init__(self, deps: LookupDeps) -> None:
        self._deps = deps
        self._shared = SharedCards()

    def routes(self) -> Routes:
        """Returns what the look-up answers."""
        return Routes(
            commands=(CommandRoute("calm", self.ask),),
            presses=(
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.OTHERS, self.others),
                PressRoute(cards.MENU, self.menu),
                PressRoute(forms.ASK, self.form),
            ),
            submits=(SubmitRoute(forms.ASK, self.submit),),
        )

    async def ask(self, ask: Command) -> Answer:
        """Returns phrases where the situation is clear, else the nearest situations, else the menu."""
        return self._look_up(ask.person, ask.text.strip())

    async def form(self, ask: Press) -> Form:
        """Returns the form that asks what is happening."""
        return forms.situation_form(self._book(ask).words, ask.person.language, ask.value)

    async def submit(self, ask: Submit) -> Answer:
        """Returns what the command would, in place of the form."""
        return replace(self._look_up(ask.person, ask.text(forms.TEXT)), how=Placement.UPDATE)

    async def show(self, ask: Press) -> Answer:
        """Returns the view that was pressed, in place."""
        view = view_in(ask.value, self._book(ask))
        answer = self._phrases(ask.person, view) if view else Answer(self._menu(ask.person))
        return replace(answer, how=Placement.UPDATE)

    async def others(self, ask: Press) -> Answer:
        """Returns the next matches, in place."""
        viewer = Viewer(self._book(ask), ask.person.language)
        view = view_in(ask.value, viewer.book)
        card = cards.others_card(viewer, view) if view else self._menu(ask.person)
        return Answer(card, Placement.UPDATE)

    async def menu(self, ask: Press) -> Answer:
        """Returns the menu, in place."""
        return Answer(self._menu(ask.person), Placement.UPDATE)

    def _look_up(self, person: Person, text: str) -> Answer:
        finder, language = self._deps.finders.of(person.tenant), person.language
        first = _language_first(text, finder.book.languages) or language
        result = finder.find(text, person.channel, person.industry)
        channel, industry, nearest = result.channel, result.industry, result.nearest
        if not text or result.only_facets:
            return Answer(cards.menu_card(Viewer(finder.book, language), first, channel, industry))
        views = [
            LookupView(i, channel, industry, first=first, lead=result.lead, others=result.others(i))
            for i in (nearest[:1] if result.confident else nearest)
        ]
        if result.confident:
            return self._phrases(person, views[0], sure=True)
        self._deps.misses.record_miss(person, text, result.language)
        shown = views or [LookupView(s.id, channel, industry, first=first) for s in _usual(finder)]
        viewer = Viewer(finder.book, language)
        return Answer(cards.unsure_card(viewer, text, shown, known=bool(nearest)))

    def _phrases(self, person: Person, view: LookupView, *, sure: bool = False) -> Answer:
        first_page = replace(view, page=0, ticket="")
        self._deps.history.looked_up(person, view.situation, first_page.encode())
        if not view.ticket:
            view = replace(view, ticket=self._deps.ticket())
        rising = self._deps.rising.rising(person.tenant, view.situation)
        finder = self._deps.finders.of(person.tenant)
        return self._shared.phrases_answer(finder, view, person.language, sure=sure, rising=rising)

    def _book(self, ask: Press) -> Phrasebook:
        return self._deps.book(ask.person.tenant)

    def _menu(self, person: Person) -> Card:
        finder = self._deps.finders.of(person.tenant)
        usual = finder.find("", person.channel, person.industry)
        viewer = Viewer(finder.book, person.language)
        return cards.menu_card(viewer, person.language, usual.channel, usual.industry)


def _usual(finder: Finder) -> list[Situation]:
    return cards.featured(finder.book)[:NEAREST]


def _language_first(text: str, languages: tuple[str, ...]) -> str | None:
    # The word stays in the text: "es" and "en" are ordinary Spanish words too.
    word = text.split(maxsplit=1)[0].lower() if text else ""
    return word if word in languages else None
