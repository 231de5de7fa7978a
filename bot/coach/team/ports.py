"""What the team's room needs from outside. `memory.py` has the twins of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.coach.errors import CalmaError
from bot.coach.phrasebook import Phrase, Phrasebook
from bot.coach.practice import QuizItem
from bot.coach.team.content import Change, Content, Edit, Entry, Kept, Kind, Miss, Sighting

FEWEST_PEOPLE = 3  # who have to ask alike before a miss is shown, or its text is kept at all


class Records(Protocol):
    """What teams keep, and every change to it. All is by tenant first: no id finds another tenant's."""

    async def kept(self, tenant: str) -> Kept:
        """Returns all that the team keeps, in the order it was added, what is retired left out."""

    async def entries(self, tenant: str, kind: Kind) -> tuple[Entry, ...]:
        """Returns the team's entries of one kind, in the order they were added, without retired ones."""

    async def entry(self, tenant: str, kind: Kind, entry_id: str) -> Entry | None:
        """Returns one entry, also a retired one."""

    async def write(
        self, tenant: str, edits: Sequence[Edit], by: str, at: datetime, *, imported: bool = False
    ) -> None:
        """Makes all edits and notes each, or none of them. Raises Stale where one meets another's change.

        An import is one change in `changes`; its single edits are noted too.
        """

    async def note(self, tenant: str, change: Change) -> None:
        """Notes a change that is made elsewhere."""

    async def changes(self, tenant: str, start: int, count: int) -> tuple[Change, ...]:
        """Returns `count` changes from the newest but `start` on, the newest first."""

    async def versions(self) -> Mapping[str, int]:
        """Returns the version of each team that ever changed anything."""


class Misses(Protocol):
    """Look-ups that found nothing. Who asked is kept only as a keyed hash."""

    async def notice(self, sightings: Sequence[Sighting]) -> None:
        """Counts sightings. The same person counts once for what is alike."""

    async def found_nothing(self, tenant: str) -> tuple[Miss, ...]:
        """Returns what FEWEST_PEOPLE or more asked and nobody put away, what most asked first."""

    async def miss(self, tenant: str, miss_id: str) -> Miss | None:
        """Returns one of `found_nothing`."""

    async def put_away(self, tenant: str, miss_id: str) -> None:
        """Shows a miss no more."""

    async def forget(self, before: datetime) -> None:
        """Deletes all that was asked before this moment."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule of writing. `place` is like `text.es`; `code` and `values` say it in any language."""

    place: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0  # of a file, from 1


class Unreadable(CalmaError):
    """A file cannot be taken as it is; `faults` are all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], message: str) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


Lint = Callable[[Phrase | QuizItem], Iterable[Fault]]  # yields what breaks a rule of writing


class Exchange(Protocol):
    """The file that a team's phrases, triggers and questions travel in."""

    def read(self, data: bytes, name: str, book: Phrasebook) -> Sequence[Content]:
        """Returns what a file holds, for the team's `book`. Raises Unreadable with every fault."""

    def write(self, contents: Iterable[Content]) -> str:
        """Returns the text of a file that `read` takes."""
