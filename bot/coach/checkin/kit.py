"""What the self-check's rooms work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TypeVar

from bot.coach.background import Behind
from bot.coach.card import Card
from bot.coach.checkin import notes
from bot.coach.checkin.instrument import Content
from bot.coach.checkin.period import Cadence, Period, period_of
from bot.coach.checkin.ports import Kept, Terms, VaultClosed
from bot.coach.checkin.sight import Sight
from bot.coach.groups import Groups, Rosters
from bot.coach.library import Library
from bot.coach.ports import Clock, People
from bot.coach.talk import Answer, Command, How, Press, Reply, Submit

A = TypeVar("A", bound=Command | Press | Submit)
Handler = Callable[[A], Awaitable[Reply]]


@dataclass(slots=True)
class Guide:
    """Holds what the self-check says; taking up the phrasebook anew swaps it whole."""

    content: Content


@dataclass(frozen=True, slots=True)
class Kit:
    """The words, the questions, what is kept, who is in which group, the time, and a log of errors."""

    library: Library
    guide: Guide
    kept: Kept
    groups: Groups
    rosters: Rosters
    people: People
    behind: Behind
    clock: Clock
    report: Callable[[BaseException], str]

    def today(self) -> date:
        """Returns the date in UTC, by which periods are counted."""
        return self.clock().astimezone(UTC).date()

    def sight(self, language: str) -> Sight:
        """Returns how somebody of that language sees it."""
        return Sight(self.library.words.speaker(language), language, self.guide.content)

    async def terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms; asked no more often than the questions allow."""
        found = await self.kept.tenants.terms(tenant)
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
    return Answer(card, How.DIALOG)


def guarded(kit: Kit, handler: Handler[A]) -> Handler[A]:
    """Returns the handler, with a kind card where the self-check is off or its keys are not there."""

    async def answer(ask: A) -> Reply:
        sight = kit.sight(ask.person.language)
        if not (await kit.terms(ask.person.tenant)).on:
            return alone(notes.off(sight))
        try:
            return await handler(ask)
        except VaultClosed as error:
            reference = kit.report(error)
            return alone(notes.damaged(sight) if error.words else notes.closed(sight, reference))

    return answer
