"""What the self-check's rooms work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TypeVar

from bot.core.background import BackgroundTasks
from bot.core.card import Card
from bot.core.chat import Answer, Command, Placement, Press, Reply, Submit
from bot.core.current import CurrentPhrasebook
from bot.core.groups import GroupStore, Rosters
from bot.core.people import Clock, PeopleStore
from bot.features.checkin import cards
from bot.features.checkin.instrument import Content
from bot.features.checkin.model import Terms, VaultClosed
from bot.features.checkin.period import Cadence, Period, period_of
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.viewer import CheckinViewer

A = TypeVar("A", bound=Command | Press | Submit)
Handler = Callable[[A], Awaitable[Reply]]


@dataclass(slots=True)
class CurrentInstrument:
    """Holds what the self-check says; taking up the phrasebook anew swaps it whole."""

    content: Content


@dataclass(frozen=True, slots=True)
class CheckinDeps:
    """The words, the questions, what is kept, who is in which group, the time, and a log of errors."""

    library: CurrentPhrasebook
    guide: CurrentInstrument
    kept: CheckinStores
    groups: GroupStore
    rosters: Rosters
    people: PeopleStore
    behind: BackgroundTasks
    clock: Clock
    report: Callable[[BaseException], str]

    def today(self) -> date:
        """Returns the date in UTC, by which periods are counted."""
        return self.clock().astimezone(UTC).date()

    def viewer(self, language: str) -> CheckinViewer:
        """Returns how somebody of that language sees it."""
        return CheckinViewer(self.library.book, language, self.guide.content)

    async def terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms; asked no more often than the questions allow."""
        found = await self.kept.tenants.find_terms(tenant)
        return (
            found
            if allows(self.guide.content, found.cadence)
            else replace(found, cadence=Cadence.FORTNIGHTLY)
        )

    def period(self, terms: Terms) -> Period:
        """Returns the period that runs now."""
        return period_of(self.today(), terms.cadence)


def allows(content: Content, cadence: Cadence) -> bool:
    """Returns whether the questions may be asked that often."""
    return cadence.value * 7 >= content.instrument.min_interval_days


def alone(card: Card) -> Answer:
    """Returns a card as one person gets it: in a dialog, which leaves no message behind."""
    return Answer(card, Placement.DIALOG)


def guarded(deps: CheckinDeps, handler: Handler[A]) -> Handler[A]:
    """Returns the handler, with a kind card where the self-check is off or its keys are not there."""

    async def answer(ask: A) -> Reply:
        viewer = deps.viewer(ask.person.language)
        if not (await deps.terms(ask.person.tenant)).on:
            return alone(cards.off(viewer))
        try:
            return await handler(ask)
        except VaultClosed as error:
            reference = deps.report(error)
            return alone(cards.damaged(viewer) if error.words else cards.closed(viewer, reference))

    return answer
