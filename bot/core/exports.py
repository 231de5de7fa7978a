"""What can be taken along as a file, and the note of it that the change log gets."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from bot.core.chat import Person
from bot.core.groups import Group


class ExportKind(Enum):
    """What a file tells."""

    PRACTICE = "practice"  # who of a group practised, by week
    INCIDENTS = "incidents"
    TEAM = "team"  # all that a team added
    FIGURES = "figures"  # of groups


class ExportNote(Protocol):
    """Notes in the change log who took what along.

    It is called before the file is handed over: one that failed may be in the log, one that went is never
    missing.
    """

    async def __call__(
        self, person: Person, kind: ExportKind, group: Group | None = None, weeks: int = 0
    ) -> None:
        """Notes it; of `weeks` back, 0 for all there is."""
