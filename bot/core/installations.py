"""Where the app is installed by its own pages: in many workspaces, each with a token of its own.

What an edge knows of an installation it seals itself; here it is a text that nobody reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace or organisation. `key_name` names the key; `version` counts the changes.

    Once it was taken out, `removed` tells when, and `sealed` is "".
    """

    tenant: str
    sealed: str = field(repr=False)
    key_name: str
    version: int
    removed: datetime | None = None


class InstallationStore(Protocol):
    """Installations of an edge by tenant, shared by all processes. Times are in whole seconds."""

    async def find_installation(self, tenant: str, platform: str) -> Installation | None:
        """Returns what is stored of a tenant, also where it was taken out; None where it never was there."""

    async def list_installations(self, platform: str) -> Sequence[Installation]:
        """Returns those that are there, by tenant, without those that were taken out."""

    async def keep_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, now: datetime
    ) -> datetime | None:
        """Stores one in place of the one before. Returns since when that was out, None if it was there."""

    async def change_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, version: int
    ) -> bool:
        """Stores other contents in place of those of a version; False where somebody was first."""

    async def begin_renewal(
        self, tenant: str, platform: str, version: int, now: datetime, until: datetime
    ) -> bool:
        """Returns whether the caller alone may renew a token of that version, until a time.

        A change ends it. Of any number who ask at once, in whichever process, one gets True.
        """

    async def remove_installation(self, tenant: str, platform: str, at: datetime, now: datetime) -> bool:
        """Erases what is sealed of a tenant, which is out since `now`; False where it is not there.

        One that was made after `at` stays: the word of its end is of the one before.
        """

    async def removed_before(self, platform: str, before: datetime) -> Sequence[str]:
        """Returns the tenants that were taken out before a time, sorted."""

    async def forget_installation(self, tenant: str, platform: str) -> None:
        """Deletes that a tenant which was taken out was ever there; one that is there stays."""
