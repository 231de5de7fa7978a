"""The door of the safety cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.card import Card
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.figures import floor_of
from bot.core.numbers import country_of
from bot.core.outcomes import iso_week
from bot.core.retention import SAFETY_COUNTS, Retention
from bot.core.safety import SafetyAnswers, SafetyKind
from bot.features.safety.buttons import SafetyView
from bot.features.safety.calling import lines_for_you
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.handlers import SafetyHandlers
from bot.features.safety.manager_cards import LEAST
from bot.features.safety.manager_handlers import SafetyManagerHandlers
from bot.features.safety.ports import SafetyStore
from bot.features.safety.service import SafetyService


def handlers(deps: SafetyDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    service = SafetyService(deps)
    return SafetyHandlers(deps, service), SafetyManagerHandlers(deps, service)


def answers(deps: SafetyDeps) -> SafetyAnswers:
    """Returns what answers a text that may mean danger, for the look-up."""
    return SafetyService(deps)


def emergency_number(deps: SafetyDeps) -> Callable[[Person, str], str]:
    """Returns what tells the number for a kind where a person is, from memory; "" where nobody knows."""

    def number(person: Person, kind: str) -> str:
        country = country_of(person, deps.setups.remembered(person.tenant).agents)
        numbers = deps.phrasebook.book.numbers.get(country)
        if numbers is None:
            return ""
        medical = numbers.medical if kind == SafetyKind.MEDICAL.value else None
        return (medical or numbers.emergency).number

    return number


def weekly_counts(store: SafetyStore) -> Callable[[str, str, str], Awaitable[Mapping[str, int]]]:
    """Returns what counts how often the card of each kind was opened, from an ISO week to another."""

    async def counts(tenant: str, first: str, last: str) -> Mapping[str, int]:
        sums = Counter[str]()
        for week in await store.kind_weeks(tenant, first, last):
            if week.kind is not SafetyKind.AGENT_DISTRESS:  # how agents are is no figure for managers
                sums[week.kind.value] += week.count
        return dict(sums.most_common())

    return counts


def told_counts(store: SafetyStore) -> Callable[[datetime], Awaitable[Mapping[str, int]]]:
    """Returns what tells, of the last week that is over, how often each kind was opened at least.

    As managers are told of their own organisation: where that were few, they count as none.
    """

    async def counts(now: datetime) -> Mapping[str, int]:
        sums = Counter[str]()
        for _, week in await store.week_counts(iso_week(now - timedelta(weeks=1))):
            if week.kind is not SafetyKind.AGENT_DISTRESS:
                sums[week.kind.value] += floor_of(week.count, LEAST)
        return +sums

    return counts


def guide_finder(deps: SafetyDeps) -> Callable[[Person, SafetyKind, str], Coroutine[Any, Any, Card]]:
    """Returns what shows the card of a kind once more, on a channel; it is not counted."""
    service = SafetyService(deps)

    async def card(person: Person, kind: SafetyKind, channel: str) -> Card:
        return await service.card(person, SafetyView(kind, channel))

    return card


def help_lines(deps: SafetyDeps) -> Callable[[Person], Coroutine[Any, Any, str]]:
    """Returns what tells the lines of help where somebody is, for themselves, and the emergency number."""
    service = SafetyService(deps)

    async def lines(person: Person) -> str:
        return lines_for_you(deps.viewer(person.language), await service.plan(person))

    return lines


def retention(store: SafetyStore) -> Retention:
    """Returns the daily job: it deletes the counts that are too old."""

    async def purge(before: datetime) -> int:
        return await store.purge_kind_weeks(iso_week(before))

    return Retention(purge, SAFETY_COUNTS)
