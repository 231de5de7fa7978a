"""Look-ups that found nothing: what is stored of them, so that a team can mend its phrasebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.figures import FEWEST

FEWEST_PEOPLE = FEWEST  # who have to ask alike before a miss is shown, or its text is stored at all


@dataclass(frozen=True, slots=True)
class MissReport:
    """A look-up that found nothing, without names and numbers. `key` unites what is alike."""

    tenant: str
    platform: str
    user_id: str
    key: str
    text: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """What several people of a team asked and did not find; `people` is how many."""

    id: str
    text: str
    language: str
    people: int


class MissStore(Protocol):
    """Look-ups that found nothing. Who asked is stored only as a keyed hash."""

    async def keep_misses(self, reports: Sequence[MissReport]) -> None:
        """Counts reports. The same person counts once for what is alike."""

    async def frequent_misses(self, tenant: str) -> tuple[Miss, ...]:
        """Returns what FEWEST_PEOPLE or more asked and nobody put away, what most asked first."""

    async def find_miss(self, tenant: str, miss_id: str) -> Miss | None:
        """Returns one of `frequent_misses`."""

    async def put_miss_away(self, tenant: str, miss_id: str) -> None:
        """Shows a miss no more."""

    async def forget_misses(self, before: datetime) -> None:
        """Deletes all that was asked before this moment."""


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What may be stored: the text to show, and the key that unites what was asked alike."""

    text: str
    key: str
