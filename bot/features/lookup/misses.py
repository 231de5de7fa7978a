"""From a look-up that found nothing to its count: a short queue in memory, written behind the answers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.background import Interval
from bot.core.chat import Person
from bot.core.misses import MissReport, MissStore, Scrubbed
from bot.core.people import Clock
from bot.core.retention import MISSES

MOST_REMEMBERED = 2_000  # look-ups that wait at most; more are not counted
BATCH = 200
EVERY = 2.0  # seconds

FORGETS_EVERY = timedelta(hours=1)

_log = logging.getLogger("calma.trail")


@dataclass(frozen=True, slots=True)
class _UnansweredLookup:
    person: Person
    text: str
    language: str
    at: datetime


class MissQueue:
    """Counts look-ups that found nothing. `scrub` returns what may be stored of a text."""

    def __init__(
        self,
        misses: MissStore,
        scrub: Callable[[str], Scrubbed | None],
        clock: Clock,
        report: Callable[[BaseException], object],
        seconds: Callable[[], float],
    ) -> None:
        self._misses, self._scrub, self._clock, self._report = misses, scrub, clock, report
        self._waiting: deque[_UnansweredLookup] = deque()
        self._lost = 0
        self._forgets = Interval(FORGETS_EVERY, seconds)
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def record_miss(self, person: Person, text: str, language: str) -> None:
        if len(self._waiting) >= MOST_REMEMBERED:
            self._lost += 1
        else:
            self._waiting.append(_UnansweredLookup(person, text, language, self._clock()))

    def start(self) -> None:
        """Begins to empty the queue, every few seconds."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Writes what still waits, and ends."""
        if self._task:
            async with self._writing:  # what is being written is written to its end
                self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def flush(self) -> None:
        """Writes all that waits now. What cannot be written is reported and not counted."""
        if self._lost:
            _log.warning("%d look-ups that found nothing were not counted: too many at once", self._lost)
            self._lost = 0
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            await self._write([report async for report in self._reports(batch)])

    async def forget(self) -> None:
        """Deletes what is too old, once an hour."""
        now = self._clock()
        if self._forgets.is_due(now):
            await self._misses.forget_misses(now - MISSES)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                async with self._writing:
                    await self.flush()
                    await self.forget()
            except Exception as error:  # noqa: BLE001 - the store may be gone for a while; the queue goes on
                self._report(error)

    async def _reports(self, batch: list[_UnansweredLookup]) -> AsyncIterator[MissReport]:
        for lookup in batch:
            if report := self._report_of(lookup):
                yield report
            await asyncio.sleep(0)  # a long text takes milliseconds: whoever asks meanwhile waits for one

    async def _write(self, reports: list[MissReport]) -> None:
        if reports:
            try:
                await self._misses.keep_misses(reports)
            except Exception as error:  # noqa: BLE001 - counts are not worth an end
                self._report(error)

    def _report_of(self, lookup: _UnansweredLookup) -> MissReport | None:
        scrubbed, person = self._scrub(lookup.text), lookup.person
        if scrubbed is None:
            return None
        who = (person.tenant, person.platform, person.user_id)
        return MissReport(*who, scrubbed.key, scrubbed.text, lookup.language, lookup.at)
