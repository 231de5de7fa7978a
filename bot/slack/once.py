"""What was just taken in, so that the same thing coming twice is done once. Bounded, and in memory only."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
ANSWERS = 1_000  # answers kept at most
KEYS = 10_000  # keys remembered at most
LASTS = 120.0  # seconds that an answer is kept; nobody sends a form again after that, and it may be private


class Once(Generic[T]):
    """Gives whoever soon asks the same again the answer that the first one got, or is about to get."""

    def __init__(self, keep: Callable[[T], bool], lasts: float = LASTS) -> None:
        self._keep = keep
        self._lasts = lasts
        self._answers: OrderedDict[str, asyncio.Future[T]] = OrderedDict()

    async def answer(self, key: str, work: Callable[[], Awaitable[T]]) -> T:
        """Returns what `work` returns, done once for a key. What is not to be kept may be done again."""
        if key not in self._answers:
            # A task of its own: the first to ask may hang up while the second still waits.
            task = asyncio.ensure_future(_run(work))
            self._answers[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
            if len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
        return await asyncio.shield(self._answers[key])

    def _done(self, key: str, answer: asyncio.Future[T]) -> None:
        if answer.cancelled() or answer.exception() or not self._keep(answer.result()):
            self._answers.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(self._lasts, self._answers.pop, key, None)


class Seen:
    """Remembers keys."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def is_new(self, key: str) -> bool:
        """Returns whether `key` was not asked about before, and remembers it."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > KEYS:
            self._keys.popitem(last=False)
        return True


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
