"""`/calm` and the buttons of its cards."""

from __future__ import annotations

from dataclasses import replace

from bot.core.activity import ActivityKind
from bot.core.card import Card, Form
from bot.core.chat import Answer, Command, Person, Placement, Press, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.keyword_routes import behind_each
from bot.core.limits import LONGEST_TEXT
from bot.core.observing import LookupCertainty
from bot.core.phrasebook import Phrasebook, Situation
from bot.core.safety import OrdinaryAnswer
from bot.core.viewer import Viewer
from bot.features.lookup import cards, forms
from bot.features.lookup.buttons import LookupView, view_in
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.finder import NEAREST, Finder, LookupResult
from bot.features.lookup.shared_cards import SharedCards


class LookupHandlers:
    """Finds words for a moment. Touches memory only."""

    def __init__(self, deps: LookupDeps) -> None:
        self._deps = deps
        self._shared = SharedCards()

    def routes(self) -> Routes:
        """Returns what the look-up answers."""
        return Routes(
            commands=(
                CommandRoute("calm", self.ask, reads=True),
                *behind_each(self.situations, "menu", reads=True),
            ),
            presses=(
                PressRoute(cards.SHOW, self.show, reads=True),
                PressRoute(cards.OTHERS, self.others, reads=True),
                PressRoute(cards.NEAREST, self.nearest, reads=True),
                PressRoute(cards.MENU, self.menu, reads=True),
                # A message that was chosen may be long.
                PressRoute(forms.ASK, self.form, longest=LONGEST_TEXT, reads=True),
            ),
            submits=(SubmitRoute(forms.ASK, self.submit, limits=forms.LIMITS, reads=True),),
            outsiders=True,
        )

    async def ask(self, ask: Command) -> Answer:
        """Returns phrases where the situation is clear, else the nearest situations, else the menu."""
        return await self._look_up(ask.person, ask.text.strip(), ask.near)

    async def situations(self, ask: Command) -> Answer:
        """Returns the menu."""
        return Answer(self._menu(ask.person))

    async def form(self, ask: Press) -> Form | Answer:
        """Returns the form that asks what is happening; of a text that means danger, the safety card."""
        result = await self._deps.finders.find(ask.person, ask.value)
        if result.danger:
            return replace(await self._answer(ask.person, result), how=Placement.UPDATE)
        return forms.situation_form(self._book(ask).words, ask.person.language, ask.value)

    async def submit(self, ask: Submit) -> Answer:
        """Returns what the command would, in place of the form."""
        return replace(await self._look_up(ask.person, ask.text(forms.TEXT)), how=Placement.UPDATE)

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

    async def nearest(self, ask: Press) -> Answer:
        """Returns the nearest situations of a text that was taken for danger and is not sure either."""
        viewer = Viewer(self._book(ask), ask.person.language)
        view = view_in(ask.value, viewer.book)
        if view is None:
            return Answer(self._menu(ask.person), Placement.UPDATE)
        ids = [i for i in (view.situation, *view.others) if i in viewer.book.situations]
        views = [replace(view, situation=i, others=tuple(o for o in ids if o != i)) for i in ids]
        return Answer(cards.unsure_card(viewer, "", views, known=True), Placement.UPDATE)

    async def menu(self, ask: Press) -> Answer:
        """Returns the menu, in place."""
        return Answer(self._menu(ask.person), Placement.UPDATE)

    async def _look_up(self, person: Person, text: str, near: str = "") -> Answer:
        result = await self._deps.finders.find(person, text)
        if near and not result.sure:  # rather a keyword that was misspelt than a guess
            result = result._replace(confident=False, near=near)
        return await self._answer(person, result)

    async def _answer(self, person: Person, result: LookupResult) -> Answer:
        languages = self._deps.book(person).languages
        first = _language_first(result.text, languages) or person.language
        if result.safety is None:
            return self._ordinary(person, result, _views(result, first), first)
        # Danger first. Nothing of such a text is stored: no miss, and of a card nothing at all.
        sign, channel = result.safety, result.channel
        if result.danger:
            plain = result.ordinary or result
            leads_to = _ordinary_press(plain, _views(plain, first))
            return await self._deps.safety.instead(person, sign, channel, leads_to)
        views = _views(result, first)
        answer = self._ordinary(person, result, views, first)
        return self._deps.safety.above(person, sign, channel, _ordinary_press(result, views), answer)

    def _ordinary(self, person: Person, result: LookupResult, views: list[LookupView], first: str) -> Answer:
        finder, text, sign = self._deps.finders.read_by(person), result.text, result.safety
        viewer = Viewer(finder.book, person.language)
        if not text or result.only_facets:
            return Answer(cards.menu_card(viewer, first, result.channel, result.industry))
        if sign is None and not result.glanced:
            self._deps.observer.looked_up(_certainty(result))
        if result.confident:
            private = result.glanced or (sign is not None and sign.private)
            return self._phrases(person, views[0], sure=result.sure, private=private)
        # Nobody here can tell what a foreign one holds, or the middle of one that was glanced at.
        if sign is None and not (result.glanced or person.outside or finder.is_foreign(text)):
            self._deps.misses.record_miss(person, text, result.language)
            self._deps.activity.note(person, ActivityKind.MISS, self._deps.tickets.issue(person))
        shown = views or [
            LookupView(s.id, result.channel, result.industry, first=first) for s in _usual(finder)
        ]
        return Answer(cards.unsure_card(viewer, text, shown, known=bool(views), near=result.near))

    def _phrases(
        self, person: Person, view: LookupView, *, sure: bool = False, private: bool = False
    ) -> Answer:
        # Where the text may be about the agent, not even the situation is remembered, and no outcome asked.
        if private:
            view = view.with_outcome_known()
        else:
            first_page = replace(view, page=0, ticket="", shown=(), fill="")
            self._deps.history.looked_up(person, view.situation, first_page.encode())
        if not view.ticket:
            view = replace(view, ticket=self._deps.tickets.issue(person))
            if not private:
                self._deps.activity.note(person, ActivityKind.LOOKUP, view.ticket, view.situation)
        rising = self._deps.rising.rising(person.tenant, view.situation)
        finder = self._deps.finders.read_by(person)
        return self._shared.phrases_answer(finder, view, person.language, sure=sure, rising=rising)

    def _book(self, ask: Press) -> Phrasebook:
        return self._deps.book(ask.person)

    def _menu(self, person: Person) -> Card:
        finder = self._deps.finders.read_by(person)
        usual = finder.find("", person.channel, person.industry)
        viewer = Viewer(finder.book, person.language)
        return cards.menu_card(viewer, person.language, usual.channel, usual.industry)


def _views(result: LookupResult, first: str) -> list[LookupView]:
    """Returns how the best match is shown where it is sure, else the nearest three."""
    return [
        LookupView(i, result.channel, result.industry, first=first, lead=result.lead, others=result.others(i))
        for i in (result.nearest[:1] if result.confident else result.nearest)
    ]


def _certainty(result: LookupResult) -> LookupCertainty:
    if result.confident:
        return LookupCertainty.SURE if result.sure else LookupCertainty.LIKELY
    return LookupCertainty.UNSURE


def _ordinary_press(result: LookupResult, views: list[LookupView]) -> OrdinaryAnswer:
    if not views:
        return OrdinaryAnswer(cards.MENU)
    return OrdinaryAnswer(cards.SHOW if result.confident else cards.NEAREST, views[0].encode())


def _usual(finder: Finder) -> list[Situation]:
    return cards.featured(finder.book)[:NEAREST]


def _language_first(text: str, languages: tuple[str, ...]) -> str | None:
    # The word stays in the text: "es" and "en" are ordinary Spanish words too.
    word = text.split(maxsplit=1)[0].lower() if text else ""
    return word if word in languages else None
