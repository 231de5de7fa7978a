"""What help-desk figures need stored, and how their file is read and written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.helpdesk import HelpdeskWeek
from bot.core.phrasebook import Phrasebook
from bot.features.helpdesk.model import FigureTable


class HelpdeskStore(Protocol):
    """Stores the figures of each week. A tenant never sees another's. Weeks are like `2026-W48`."""

    async def keep_weeks(self, tenant: str, weeks: Sequence[HelpdeskWeek]) -> None:
        """Stores all of these weeks or none, each whole in place of what was stored of it."""

    async def find_weeks(self, tenant: str, first: str, last: str) -> tuple[HelpdeskWeek, ...]:
        """Returns what is stored from a week to another, in order."""

    async def remove_weeks(self, tenant: str) -> int:
        """Deletes all of a tenant's, and returns how many weeks that were."""

    async def purge_weeks(self, before: str) -> int:
        """Deletes what is of before a week, and returns how many weeks that were."""


class FigureExchange(Protocol):
    """The file that figures travel in: a table of a spreadsheet."""

    def read(self, data: bytes, book: Phrasebook) -> FigureTable:
        """Returns the rows of a file, in any encoding. Raises UnreadableFigures with what keeps it from that.

        What is larger than a file may be is not looked at.
        """

    def write(self, weeks: Sequence[HelpdeskWeek], book: Phrasebook, language: str) -> str:
        """Returns weeks as a table that `read` takes, its columns named in a language."""
