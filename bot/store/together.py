"""Work that is done for many at once: whoever comes while a batch is under way waits for the next one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 64  # of one batch


class Together(Generic[Item, Result]):
    """Calls `work` with all items that have come since the last call; it returns a result for each, in order.

    Nobody waits for company: an item that comes alone is a batch. An error of a batch goes to all in it.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._work = work
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """Returns the result for `item`, once its batch is done."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            try:
                results = await self._work([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - it is raised again where each of them waits
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():  # whoever waited may have gone
                    future.set_result(result)
