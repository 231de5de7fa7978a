"""What teams need stored, checked and exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.errors import CalmaError
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.quiz import QuizItem
from bot.core.scenarios import Scenario
from bot.features.team.model import Change, Content, Edit, EntryKind, TeamContent, TeamEntry


class TeamStore(Protocol):
    """What teams added, and every change to it. All is by tenant first: no id finds another tenant's."""

    async def find_content(self, tenant: str) -> TeamContent:
        """Returns all that the team added and has, in the order it was added; what is retired is left out."""

    async def find_entries(self, tenant: str, kind: EntryKind) -> tuple[TeamEntry, ...]:
        """Returns the team's entries of one kind, in the order they were added, without retired ones."""

    async def find_entry(self, tenant: str, kind: EntryKind, entry_id: str) -> TeamEntry | None:
        """Returns one entry, also a retired one."""

    async def write_entries(
        self, tenant: str, edits: Sequence[Edit], by: str, at: datetime, *, imported: bool = False
    ) -> None:
        """Makes all edits and notes each, or none. Raises StaleEntry where one meets another's change.

        Raises TooMany where the team would have more of a kind than it may.

        An import is one change in `changes`; its single edits are noted too.
        """

    async def note_change(self, tenant: str, change: Change) -> None:
        """Notes a change that is made elsewhere."""

    async def find_changes(self, tenant: str, start: int, count: int) -> tuple[Change, ...]:
        """Returns `count` changes from the newest but `start` on, the newest first."""

    async def content_versions(self) -> Mapping[str, int]:
        """Returns the version of each team that ever changed anything."""

    async def purge_changes(self, before: datetime) -> int:
        """Deletes changes and retired entries of before a time, and returns how many those were."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule of writing. `place` is like `text.es`; `code` and `values` say it in any language."""

    place: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0  # of a file, from 1


class UnreadableFile(CalmaError):
    """A file cannot be taken as it is; `faults` are all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], message: str) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


Lint = Callable[[Phrase | QuizItem], Iterable[Fault]]  # yields what breaks a rule of writing


@dataclass(frozen=True, slots=True)
class BlindShare:
    """In one language, which percent of a team's questions is answered without the moment, and by what.

    `rule` is the rule of thumb that finds most, "" where there is none; then `words` draw to the answers.
    """

    language: str
    share: int
    rule: str = ""
    words: tuple[str, ...] = ()


Thumbs = Callable[[Scenario], Sequence[Fault]]  # the rules of thumb that win a role-play
Judge = Callable[[Sequence[QuizItem]], BlindShare | None]  # None: no more than chance, or too few to tell


class Exchange(Protocol):
    """The file that a team's phrases, triggers, questions and role-plays travel in."""

    def read(self, data: bytes, name: str, book: Phrasebook) -> Sequence[Content]:
        """Returns what a file holds, for the team's `book`. Raises UnreadableFile with every fault.

        TooMany where it alone holds more than a team may have: then nothing in it was compared.
        """

    def write(self, contents: Iterable[Content]) -> str:
        """Returns the text of a file that `read` takes."""

    def write_table(self, contents: Iterable[Content], book: Phrasebook, language: str) -> str:
        """Returns it as a table for spreadsheets, with the names of its columns in that language."""
