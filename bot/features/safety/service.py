"""Makes the safety card for a person, from memory, by what their organisation set and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.background import Batcher
from bot.core.card import Card
from bot.core.chat import Answer, Person, Suggestions
from bot.core.numbers import country_of
from bot.core.outcomes import iso_week
from bot.core.safety import OrdinaryAnswer, SafetyKind, SafetySign
from bot.features.safety import cards
from bot.features.safety.buttons import SafetyView
from bot.features.safety.calling import CallPlan
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.model import KindWeek, SafetySetup


class SafetyService:
    """The cards, and how often each kind was opened: never of *agent-distress*, nor of one's own words."""

    def __init__(self, deps: SafetyDeps) -> None:
        self._deps = deps
        self._count = Batcher(self._counted)

    async def instead(
        self, person: Person, sign: SafetySign, channel: str, ordinary: OrdinaryAnswer
    ) -> Answer:
        """Returns the safety card of a kind, which stands alone."""
        return Answer(await self.opened_card(person, _view(sign, channel, ordinary)))

    async def suggestions(self, person: Person, kind: SafetyKind, channel: str) -> Suggestions:
        """Returns the words to say in the moment, to pick while typing. Nothing is counted."""
        viewer, plan = self._deps.viewer(person.language), await self.plan(person)
        guide = viewer.book.safety.get(kind)
        return Suggestions(tuple(cards.suggestions(viewer, guide, plan, channel)) if guide else ())

    def above(
        self, person: Person, sign: SafetySign, channel: str, ordinary: OrdinaryAnswer, answer: Answer
    ) -> Answer:
        """Returns an ordinary answer with one line above it that leads to the safety card."""
        viewer, card = self._deps.viewer(person.language), answer.card
        line = cards.line_button(viewer, _view(sign, channel, ordinary))
        return Answer(replace(card, elements=(line, *card.elements)), answer.how)

    async def opened_card(self, person: Person, view: SafetyView) -> Card:
        """Returns the card of a kind that somebody opened just now, and counts that behind the answer."""
        if not view.private:
            opened = KindWeek(iso_week(self._deps.clock()), view.kind)
            self._deps.background.later(self._count((person.tenant, opened)))
        return await self.card(person, view)

    async def card(self, person: Person, view: SafetyView) -> Card:
        """Returns the card of a kind; the list of kinds where the phrasebook has no words for it."""
        viewer, plan = self._deps.viewer(person.language), await self.plan(person)
        guide = viewer.book.safety.get(view.kind)
        if guide is None:
            return cards.menu_card(viewer, view.channel, plan)
        if view.kind is SafetyKind.AGENT_DISTRESS:
            return cards.own_card(viewer, guide, view, plan, care=self._deps.care)
        return cards.guide_card(viewer, guide, view, plan, care=self._deps.care)

    async def plan(self, person: Person) -> CallPlan:
        """Returns whom this person and their customers call."""
        # What an organisation set is for its own people alone.
        setup = SafetySetup() if person.outside else await self._deps.setups.of(person.tenant)
        numbers = self._deps.phrasebook.book.numbers
        here = country_of(person, setup.agents)
        return CallPlan(setup, here, numbers.get(here), numbers.get(setup.customers))

    async def _counted(self, opened: Sequence[tuple[str, KindWeek]]) -> Sequence[None]:
        await self._deps.store.count_opened(opened)
        return [None] * len(opened)


def _view(sign: SafetySign, channel: str, ordinary: OrdinaryAnswer) -> SafetyView:
    return SafetyView(sign.kind, channel, ordinary, sign.own)
