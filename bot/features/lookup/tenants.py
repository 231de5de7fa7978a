"""The finder of each tenant, in step with what its team adds, here or in another process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

from bot.core.background import BackgroundTasks, LongTasks
from bot.core.chat import Person
from bot.core.deadline import seconds_left
from bot.core.phrasebook import Additions
from bot.features.lookup.finder import Finder, LookupResult
from bot.features.lookup.ports import AdditionsSource

SHORT = 500  # characters that are looked up at once; more would hold up everybody else for too long
WAIT = 1.0  # seconds for a longer one; then the time is over that its beginning and its end still leave
EVERY = 2.0  # seconds between two checks for changes that another process made
PATIENCE = 10.0  # seconds that a start waits for the teams; those that take longer follow


class TenantFinders:
    """Finders by tenant. Asking touches memory only; new ones are built in threads, behind the answers."""

    def __init__(
        self,
        shipped: Finder,
        source: AdditionsSource,
        background: BackgroundTasks,
        report: Callable[[BaseException], object],
    ) -> None:
        """`shipped` is the finder of all tenants that added nothing."""
        self.shipped = shipped
        self._source, self._background, self._report = source, background, report
        self._own: dict[str, Finder] = {}
        self._versions: dict[str, int] = {}
        self._built_on: dict[str, Finder] = {}
        self._checked = asyncio.Event()
        self._failing: set[str] = set()
        self._long = LongTasks()
        self._glancing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def find(self, person: Person, text: str) -> LookupResult:
        """Returns what a text is about, for whoever asks; a long one is looked through in a thread.

        Where its turn does not come in time, it is looked up at once, and danger noticed at its ends.
        """
        finder, usual = self.read_by(person), (person.channel, person.industry)
        if len(text) <= SHORT:
            return finder.find(text, *usual)
        look_up = partial(finder.find, text, *usual)
        try:
            async with asyncio.timeout(seconds_left(WAIT)):
                return await self._long.do((person.tenant, person.user_id), len(text), look_up)
        except TimeoutError:
            async with self._glancing:
                await asyncio.sleep(0)  # many may be late at a time: between two of them others are answered
                return finder.glance(text, *usual)

    def nearest(self, tenant: str, text: str) -> LookupResult:
        """Returns what the beginning of a text is about, at once."""
        return self.of(tenant).find(text[:SHORT])

    def of(self, tenant: str) -> Finder:
        """Returns the tenant's finder, or the shipped one."""
        return self._own.get(tenant, self.shipped)

    def read_by(self, person: Person) -> Finder:
        """Returns the finder of somebody's team; for people of other companies the shipped one."""
        return self.shipped if person.outside else self.of(person.tenant)

    def put(self, tenant: str, finder: Finder) -> None:
        """Gives a tenant a finder of its own; the next look-up uses it."""
        self._own[tenant] = finder

    def changed(self, tenant: str) -> None:
        """Builds the tenant's finder anew, behind the answer, from what the team has now."""
        self._background.later(self._update(tenant))

    def reload(self, shipped: Finder) -> None:
        """Replaces the shipped phrasebook. Teams keep their finder until theirs is built on the new one."""
        self.shipped = shipped
        if self._built_on:
            self._background.later(self._rebuild())

    async def start(self) -> None:
        """Builds the finders of all teams, then checks for changes every few seconds."""
        self._task = asyncio.get_running_loop().create_task(self._run())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._checked.wait(), PATIENCE)

    async def close(self) -> None:
        """Checks for changes no more."""
        self._long.close()
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def update(self) -> None:
        """Builds the finders of the teams that changed anything since the last time."""
        for tenant, version in (await self._source.versions()).items():
            if version > self._versions.get(tenant, 0) or tenant in self._failing:
                await self._attempt(tenant, self._update(tenant))

    async def _run(self) -> None:
        while True:
            try:
                await self.update()
            except Exception as error:  # noqa: BLE001 - the store may be gone for a while
                self._report(error)
            self._checked.set()
            await asyncio.sleep(EVERY)

    async def _rebuild(self) -> None:
        for tenant in list(self._built_on):
            added = self.of(tenant).book.added
            await self._attempt(tenant, self._build(tenant, self._versions[tenant], added))

    async def _attempt(self, tenant: str, work: Awaitable[None]) -> None:
        # One team's trouble must not keep the others waiting. It is reported once, and tried again.
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is
            if tenant not in self._failing:
                self._report(error)
            self._failing.add(tenant)
        else:
            self._failing.discard(tenant)

    async def _update(self, tenant: str) -> None:
        version, added = await self._source.additions(tenant)
        await self._build(tenant, version, added)

    async def _build(self, tenant: str, version: int, added: Additions) -> None:
        while True:
            shipped = self.shipped
            finder = await asyncio.to_thread(self._built, tenant, shipped, added)
            if version < self._versions.get(tenant, 0):
                return  # a later change is in force already
            if shipped is self.shipped:
                break  # else the phrasebook was reloaded meanwhile
        self._versions[tenant], self._built_on[tenant] = version, shipped
        self.put(tenant, finder)

    def _built(self, tenant: str, shipped: Finder, added: Additions) -> Finder:
        book, present = shipped.book.with_added(added), self.of(tenant)
        # The present one may share its index; not so one that was built on another phrasebook.
        return (present if self._built_on.get(tenant) is shipped else shipped).with_book(book)
