"""What finished drills need on their way: a place to wait, and whoever takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.features.records.model import FinishedDrill, LearningState, StatementReceipt


class LearningStore(Protocol):
    """Stores who agreed, finished drills that wait to be sent, and how sending goes.

    A drill comes in with its last answer, in the same transaction, where its person agreed by then.
    """

    async def agreed_since(self, tenant: str, user: str) -> datetime | None:
        """Returns since when a person has their finished drills sent, None where they do not."""

    async def keep_agreement(self, tenant: str, user: str, platform: str, since: datetime | None) -> None:
        """Stores since when, or that they do not: then what still waits of them is deleted with it."""

    async def waiting_drills(self, count: int) -> tuple[FinishedDrill, ...]:
        """Returns the oldest that wait, of people who agree to it now."""

    async def is_waiting(self, drill: FinishedDrill) -> bool:
        """Returns whether it still waits, and its person still agrees."""

    async def remove_drills(self, drills: Sequence[FinishedDrill]) -> None:
        """Deletes what was taken, or never will be; what is not there is no mistake."""

    async def count_waiting(self) -> int:
        """Returns how many wait."""

    async def take_turn(self, holder: str, now: datetime, until: datetime) -> LearningState | None:
        """Returns how sending goes, and keeps all others from it until then; None where somebody else has it.

        Whoever has the turn gets it again, for longer.
        """

    async def end_turn(self, holder: str, state: LearningState, now: datetime) -> None:
        """Stores how it goes now, and gives the turn back; nothing where somebody else has it by now."""

    async def learning_state(self) -> LearningState:
        """Returns how sending goes."""

    async def purge_drills(self, before: datetime) -> int:
        """Deletes what was finished before and never went; returns how many, and counts them as expired."""


class StatementReceiver(Protocol):
    """A learning record store."""

    async def take(self, statements: Sequence[Mapping[str, Any]]) -> StatementReceipt:
        """Returns what it does with statements: with all of them, or with none."""
