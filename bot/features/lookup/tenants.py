"""Keeps the shelf in step with what teams added: at start, after a change here, and after one elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from bot.core.background import BackgroundTasks
from bot.core.phrasebook import Additions
from bot.features.lookup.finder import Finder
from bot.features.lookup.ports import AdditionsSource

EVERY = 2.0  # seconds between two looks for changes that another process made

PATIENCE = 10.0  # seconds that a start waits for the teams; those that take longer follow


class TenantFinders:
    """Finders by tenant. Asking touches memory only; whoever changes a tenant's words puts a new one here."""

    def __init__(self, shipped: Finder) -> None:
        self.shipped = shipped
        self._own: Mapping[str, Finder] = {}

    def of(self, tenant: str) -> Finder:
        """Returns the tenant's finder, or the shipped one."""
        return self._own.get(tenant, self.shipped)

    def put(self, tenant: str, finder: Finder) -> None:
        """Takes up a tenant's own finder; the next look-up uses it."""
        self._own = {**self._own, tenant: finder}

    def reload(self, shipped: Finder, own: Mapping[str, Finder]) -> None:
        """Takes up a new shipped phrasebook, and the tenants' finders that were made from it."""
        self.shipped, self._own = shipped, dict(own)


class FinderUpdates:
    """Builds the teams' finders in threads, so that no look-up waits for one, and puts them on the shelf."""

    def __init__(
        self,
        shelf: TenantFinders,
        source: AdditionsSource,
        behind: BackgroundTasks,
        report: Callable[[BaseException], object],
    ) -> None:
        self._shelf, self._source, self._behind, self._report = shelf, source, behind, report
        self._versions: dict[str, int] = {}
        self._built_on: dict[str, Finder] = {}
        self._looked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self, tenant: str) -> None:
        """Takes up behind the answer what the team has now."""
        self._behind.later(self._take_up(tenant))

    def reload(self, shipped: Finder) -> None:
        """Takes up a new shipped phrasebook. Teams keep their finder until theirs is built on the new one."""
        self._shelf.reload(shipped, {tenant: self._shelf.of(tenant) for tenant in self._built_on})
        if self._built_on:
            self._behind.later(self._rebuild())

    async def start(self) -> None:
        """Takes up what all teams have, then looks for changes every few seconds."""
        self._task = asyncio.get_running_loop().create_task(self._run())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._looked.wait(), PATIENCE)

    async def close(self) -> None:
        """Looks no more."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def look(self) -> None:
        """Takes up what changed since the last look."""
        for tenant, version in (await self._source.versions()).items():
            if version > self._versions.get(tenant, 0):
                try:
                    await self._take_up(tenant)
                except Exception as error:  # noqa: BLE001 - one team's trouble must not keep the others waiting
                    self._report(error)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the store may be gone for a while
                self._report(error)
            self._looked.set()
            await asyncio.sleep(EVERY)

    async def _rebuild(self) -> None:
        for tenant in list(self._built_on):
            await self._put(tenant, self._versions[tenant], self._shelf.of(tenant).book.added)

    async def _take_up(self, tenant: str) -> None:
        version, added = await self._source.additions(tenant)
        await self._put(tenant, version, added)

    async def _put(self, tenant: str, version: int, added: Additions) -> None:
        while True:
            shipped = self._shelf.shipped
            finder = await asyncio.to_thread(self._build, tenant, shipped, added)
            if version < self._versions.get(tenant, 0):
                return  # a later change was taken up in the meantime
            if shipped is self._shelf.shipped:
                break  # else the phrasebook was reloaded meanwhile
        self._versions[tenant], self._built_on[tenant] = version, shipped
        self._shelf.put(tenant, finder)

    def _build(self, tenant: str, shipped: Finder, added: Additions) -> Finder:
        book, here = shipped.book.with_added(added), self._shelf.of(tenant)
        # What is here may share its index; not so what was built on another phrasebook.
        return (here if self._built_on.get(tenant) is shipped else shipped).with_book(book)
