"""What the minute needs stored: who has it on, and whom not to offer it to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.ledger import Notice
from bot.features.minute.model import Minute, MinuteMove, MinuteOffer


class MinuteStore(Protocol):
    """Stores it by person. Nothing here tells anybody but the person: there is no list and no count."""

    async def find_minute(self, tenant: str, user: str) -> Minute | None:
        """Returns a person's, or None where it is off."""

    async def keep_minute(self, minute: Minute, waiting: Sequence[str]) -> None:
        """Stores a person's in place of the one before, and deletes a refusal.

        Of the notices with the keys `waiting`, those that wait are deleted too.
        """

    async def remove_minute(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        """Deletes a person's, and likewise; one that is not there is no mistake."""

    async def due_minutes(self, before: datetime, count: int) -> tuple[Minute, ...]:
        """Returns those of all tenants whose next line is due before a time, the earliest first."""

    async def move_minutes(self, moves: Sequence[MinuteMove]) -> None:
        """Stores which lines come next, and the notices of those that come now, all or nothing.

        One that was changed or deleted since it was read is left as it is, and its notice is left out.
        """

    async def keep_offer(self, offer: MinuteOffer) -> None:
        """Stores that a group is to be offered it; one that waits already stays as it is."""

    async def waiting_offers(self, count: int) -> tuple[MinuteOffer, ...]:
        """Returns offers of all tenants that wait, the oldest first."""

    async def remove_offer(self, offer: MinuteOffer) -> None:
        """Deletes an offer that is done."""

    async def invite_people(
        self, tenant: str, today: date, since: date, notices: Mapping[str, Notice]
    ) -> None:
        """Stores the notices, by user id, of those who are invited today, and that they are.

        Left out is whoever has it on, wants no invitation, or got one after `since`.
        """

    async def refuse_invitations(self, tenant: str, user: str, today: date) -> None:
        """Stores that a person wants no invitation any more."""

    async def is_refused(self, tenant: str, user: str) -> bool:
        """Returns whether a person wants none."""

    async def purge_invitations(self, before: date) -> int:
        """Deletes that people were invited before a date, but for refusals; returns how many that were."""
