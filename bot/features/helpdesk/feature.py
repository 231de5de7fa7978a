"""The door of help-desk figures: what wiring takes of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.helpdesk import HelpdeskReader, HelpdeskWeek
from bot.core.outcomes import iso_week
from bot.core.retention import HELPDESK, Retention
from bot.features.helpdesk import cards
from bot.features.helpdesk.deps import HelpdeskDeps
from bot.features.helpdesk.handlers import HelpdeskHandlers
from bot.features.helpdesk.ports import HelpdeskStore
from bot.features.helpdesk.weeks import weeks_between

# Returns what to show beside practice and outcomes, from an ISO week to another; () where nothing is stored.
FiguresBeside = Callable[[Person, str, str], Awaitable[tuple[c.Element, ...]]]


def handlers(deps: HelpdeskDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do with the figures."""
    return (HelpdeskHandlers(deps),)


def week_reader(store: HelpdeskStore) -> HelpdeskReader:
    """Returns what reads the stored weeks of a tenant, for whoever shows them beside something else."""
    return store.find_weeks


def beside(deps: HelpdeskDeps) -> FiguresBeside:
    """Returns what draws the figures for a report, always with the note that lines tell no cause."""

    async def elements(person: Person, first: str, last: str) -> tuple[c.Element, ...]:
        stored = {week.week: week for week in await deps.store.find_weeks(person.tenant, first, last)}
        weeks = tuple(stored.get(name) or HelpdeskWeek(name) for name in weeks_between(first, last))
        return cards.plot_elements(deps.viewer(person), weeks)

    return elements


def retention(store: HelpdeskStore) -> Retention:
    """Returns the daily job: it deletes figures of weeks long ago."""

    async def purge(before: datetime) -> int:
        return await store.purge_weeks(iso_week(before.date()))

    return Retention(purge, HELPDESK)
