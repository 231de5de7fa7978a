"""Imports a file of help-desk figures whole or not at all, and writes what is stored."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from bot.core.chat import Person
from bot.core.clocks import local
from bot.core.helpdesk import HelpdeskWeek
from bot.core.outcomes import iso_week
from bot.core.phrasebook import Phrasebook
from bot.core.retention import HELPDESK
from bot.features.helpdesk.deps import HelpdeskDeps
from bot.features.helpdesk.model import FigureImport, FigureTable
from bot.features.helpdesk.rows import read_weeks
from bot.features.helpdesk.weeks import in_a_row, weeks_until

EVER = ("", "9999-W99")  # of weeks


class HelpdeskService:
    """The figures of a tenant."""

    def __init__(self, deps: HelpdeskDeps) -> None:
        self._deps = deps

    async def import_file(self, tenant: str, data: bytes, person: Person | None = None) -> FigureImport:
        """Imports a file and returns what came of it; without a person it is the command line's.

        Raises UnreadableFigures; then nothing was stored.
        """
        today = local(self._deps.clock(), person.zone if person else "").date()
        table, weeks = await asyncio.to_thread(self._read, data, today, self._deps.phrasebook.book)
        oldest = iso_week(today - HELPDESK + timedelta(days=1))  # what is older goes within a day
        young = tuple(week for week in weeks if week.week >= oldest)
        replaced = 0
        if young:
            stored = await self._deps.store.find_weeks(tenant, young[0].week, young[-1].week)
            replaced = len({week.week for week in stored} & {week.week for week in young})
            await self._deps.store.keep_weeks(tenant, young)
            await self._deps.log_change(tenant, person, len(young), False)
        return FigureImport(young, len(weeks) - len(young), replaced, table.ignored)

    async def export_file(self, tenant: str, language: str) -> str:
        """Returns all that is stored as a file that can be imported."""
        weeks = await self._deps.store.find_weeks(tenant, *EVER)
        return self._deps.exchange.write(weeks, self._deps.phrasebook.book, language)

    async def last_weeks(self, tenant: str, count: int) -> tuple[HelpdeskWeek, ...]:
        """Returns the weeks in a row up to the newest that is stored; nothing is known of those between.

        () where nothing is stored.
        """
        stored = await self._deps.store.find_weeks(tenant, *EVER)
        if not stored:
            return ()
        newest = weeks_until(stored[-1].week, count)
        return in_a_row(stored, [name for name in newest if name >= stored[0].week])

    async def remove_all(self, person: Person) -> int:
        """Deletes all figures, and returns how many weeks that were."""
        count = await self._deps.store.remove_weeks(person.tenant)
        if count:
            await self._deps.log_change(person.tenant, person, count, True)
        return count

    def _read(
        self, data: bytes, today: date, book: Phrasebook
    ) -> tuple[FigureTable, tuple[HelpdeskWeek, ...]]:
        table = self._deps.exchange.read(data, book)
        return table, read_weeks(table, today)
