"""Work that an answer leaves behind: done after it, so that nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Behind:
    """Does work behind the answers. What fails is reported and nothing worse."""

    def __init__(self, report: Callable[[BaseException], object]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts `work` and returns at once."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self) -> None:
        """Returns once everything is done that was left behind until now; for the end, and for tests."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._report(error)
