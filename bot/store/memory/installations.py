"""Where the app is installed, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.installations import Installation


@dataclass(slots=True)
class InstallationRow:
    """An installation, since when it is there, and until when somebody renews its token."""

    installation: Installation
    installed: datetime
    renewing: datetime | None = None

    @property
    def there(self) -> bool:
        """Whether it was not taken out."""
        return self.installation.removed is None


class MemoryInstallationStore:
    """`InstallationStore` in memory."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], InstallationRow] = {}

    async def find_installation(self, tenant: str, platform: str) -> Installation | None:
        row = self._rows.get((tenant, platform))
        return row.installation if row else None

    async def list_installations(self, platform: str) -> Sequence[Installation]:
        rows = sorted(self._rows.items())
        return [row.installation for (_, where), row in rows if where == platform and row.there]

    async def keep_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, now: datetime
    ) -> datetime | None:
        before = self._rows.get((tenant, platform))
        version = before.installation.version if before else 0
        installation = Installation(tenant, sealed, key_name, version + 1)
        self._rows[tenant, platform] = InstallationRow(installation, now.replace(microsecond=0))
        return before.installation.removed if before else None

    async def change_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, version: int
    ) -> bool:
        row = self._there(tenant, platform, version)
        if row is None:
            return False
        row.installation = Installation(tenant, sealed, key_name, version + 1)
        row.renewing = None
        return True

    async def begin_renewal(
        self, tenant: str, platform: str, version: int, now: datetime, until: datetime
    ) -> bool:
        row = self._there(tenant, platform, version)
        if row is None or (row.renewing and row.renewing >= now.replace(microsecond=0)):
            return False
        row.renewing = until.replace(microsecond=0)
        return True

    async def remove_installation(self, tenant: str, platform: str, at: datetime, now: datetime) -> bool:
        row = self._there(tenant, platform)
        if row is None or row.installed > at.replace(microsecond=0):
            return False
        version, removed = row.installation.version + 1, now.replace(microsecond=0)
        row.installation = replace(row.installation, sealed="", key_name="", version=version, removed=removed)
        return True

    async def removed_before(self, platform: str, before: datetime) -> Sequence[str]:
        gone = ((tenant, row) for (tenant, where), row in self._rows.items() if where == platform)
        return sorted(
            tenant
            for tenant, row in gone
            if row.installation.removed and row.installation.removed < before.replace(microsecond=0)
        )

    async def forget_installation(self, tenant: str, platform: str) -> None:
        row = self._rows.get((tenant, platform))
        if row and not row.there:
            del self._rows[tenant, platform]

    def _there(self, tenant: str, platform: str, version: int | None = None) -> InstallationRow | None:
        row = self._rows.get((tenant, platform))
        if row is None or not row.there or (version is not None and row.installation.version != version):
            return None
        return row
