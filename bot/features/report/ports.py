"""What reports need stored: which managers have a weekly digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.features.report.model import Digest, DigestMove


class DigestStore(Protocol):
    """Stores it by person. A tenant never sees another's."""

    async def find_digest(self, tenant: str, user: str) -> Digest | None:
        """Returns a person's, or None where it is off."""

    async def keep_digest(self, digest: Digest, waiting: Sequence[str]) -> None:
        """Stores a person's in place of the one before.

        Of the notices with the keys `waiting`, those that wait are deleted.
        """

    async def remove_digest(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        """Deletes a person's, and likewise; one that is not there is no mistake."""

    async def due_digests(self, before: datetime, count: int) -> tuple[Digest, ...]:
        """Returns those of all tenants that are to be looked at before a time, the earliest first."""

    async def move_digests(self, moves: Sequence[DigestMove]) -> None:
        """Stores when each is to be looked at next, and the notices of those that come, all or nothing.

        One that was changed or deleted since it was read is left as it is, and its notice is left out.
        """
