"""What a person's rights over their data, and the erasing of those who have gone, are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableSequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.current import CurrentPhrasebook
from bot.core.people import Clock, PeopleStore
from bot.core.personal import Forgetful, LeaverStore, PersonalStore, SealedRecords
from bot.core.retention import LEAVERS
from bot.core.viewer import Viewer


async def nothing() -> None:
    """Does nothing."""


@dataclass(frozen=True, slots=True)
class PrivacyDeps:
    """The words, the stores, the time, and a log of errors.

    `sealed` is what the self-check keeps, None where nothing asks it; `forgetful` is what remembers people in
    memory, to which edges that open are added; `flush` stores what waits to be stored of look-ups. People
    who have gone are erased `after` so long.
    """

    phrasebook: CurrentPhrasebook
    personal: PersonalStore
    leavers: LeaverStore
    sealed: SealedRecords | None
    people: PeopleStore
    clock: Clock
    report: Callable[[BaseException], str]
    forgetful: MutableSequence[Forgetful] = field(default_factory=list)
    flush: Callable[[], Awaitable[None]] = nothing
    after: timedelta = LEAVERS

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)
