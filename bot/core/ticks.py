"""The jobs of every minute that may take longer than that, each going on by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

Tick = Callable[[datetime], Awaitable[None]]


class Ticks:
    """Begins each of some jobs, and waits for none. What is due for many people takes a while."""

    def __init__(self, jobs: Sequence[Tick], report: Callable[[BaseException], object]) -> None:
        self._jobs, self._report = tuple(jobs), report
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def __call__(self, now: datetime) -> None:
        """Begins a tick of each job whose tick before is over."""
        for place, job in enumerate(self._jobs):
            before = self._tasks.get(place)
            if before is None or before.done():
                self._tasks[place] = asyncio.create_task(self._tick(job, now))

    async def close(self) -> None:
        """Returns once the ticks that go on are over."""
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def run(self, now: datetime) -> None:
        """Ticks, and returns once everything that is due is planned."""
        for job in self._jobs:
            await self._tick(job, now)

    async def _tick(self, job: Tick, now: datetime) -> None:
        try:
            await job(now)
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next tick comes
            self._report(error)
