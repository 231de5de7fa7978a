"""What help-desk figures are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.numbers import country_of
from bot.core.people import Clock
from bot.core.viewer import Viewer
from bot.features.helpdesk.ports import FigureExchange, HelpdeskStore

# Notes in the change log that so many weeks of a tenant were imported, or with True removed; by a person, or
# without one by the command line.
FigureNote = Callable[[str, Person | None, int, bool], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HelpdeskDeps:
    """All of it."""

    phrasebook: CurrentPhrasebook
    store: HelpdeskStore
    exchange: FigureExchange
    clock: Clock
    log_change: FigureNote

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.phrasebook.book, person.language, region=country_of(person))
