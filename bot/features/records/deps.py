"""What the records are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.card import Table
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.exports import ExportNote
from bot.core.groups import GroupStore
from bot.core.people import Clock
from bot.core.practice import PracticeRecord
from bot.core.viewer import Viewer
from bot.core.words import Localized
from bot.features.records.ports import LearningStore, StatementReceiver


@dataclass(frozen=True, slots=True)
class RecordsDeps:
    """All of it.

    `named_since` tells since when managers of a tenant see who practised; `practice` who did, by week;
    `incidents` those of the last so many weeks, without names; `log_export` notes who took a file along.

    `receiver` takes statements of finished drills, None where none is configured; `home` is what accounts
    and topics are named below in them; `topic` what a topic is called, in each language.
    """

    phrasebook: CurrentPhrasebook
    groups: GroupStore
    named_since: Callable[[str], Awaitable[datetime | None]]
    practice: PracticeRecord
    incidents: Callable[[Person, int], Awaitable[Table]]
    log_export: ExportNote
    learning: LearningStore
    receiver: StatementReceiver | None
    home: str
    topic: Callable[[str], Localized]
    clock: Clock
    new_id: Callable[[], str]
    report: Callable[[BaseException], object]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.phrasebook.book, person.language)
