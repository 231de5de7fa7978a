"""The door of help-desk figures: what wiring takes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from bot.features.helpdesk.weeks import in_a_row, weeks_between

# Returns what to show beside practice and outcomes, from an ISO week to another, of the weeks that are
# stored; () of none.
FiguresBeside = Callable[[Person, str, str, Sequence[HelpdeskWeek]], tuple[c.Element, ...]]


def handlers(deps: HelpdeskDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do with the figures."""
    return (HelpdeskHandlers(deps),)


def week_reader(store: HelpdeskStore) -> HelpdeskReader:
    """Returns what reads the stored weeks of a tenant, for whoever shows them beside something else."""
    return store.find_weeks


def beside(deps: HelpdeskDeps) -> FiguresBeside:
    """Returns what draws the figures for a report, always with the note that lines tell no cause."""

    def elements(
        person: Person, first: str, last: str, stored: Sequence[HelpdeskWeek]
    ) -> tuple[c.Element, ...]:
        return cards.plot_elements(deps.viewer(person), in_a_row(stored, weeks_between(first, last)))

    return elements


def retention(store: HelpdeskStore) -> Retention:
    """Returns the daily job: it deletes figures of weeks long ago."""

    async def purge(before: datetime) -> int:
        return await store.purge_weeks(iso_week(before.date()))

    return Retention(purge, HELPDESK)
