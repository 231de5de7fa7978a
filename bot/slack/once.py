"""Answers by key, so that what comes twice in a row is done once. Bounded, and in memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.core.background import Bounded

T = TypeVar("T")
ANSWERS = 1_000  # answers remembered at most
LASTS = (
    120.0  # seconds that an answer is remembered; nobody sends a form again after that, and it may be private
)


class SingleFlight(Generic[T]):
    """Gives whoever soon asks the same again the answer that the first one got, or is about to get."""

    def __init__(self, remembers: Callable[[T], bool], lasts: float = LASTS) -> None:
        self._remembers = remembers
        self._lasts = lasts
        self._answers: Bounded[str, asyncio.Future[T]] = Bounded(ANSWERS)

    async def answer(self, key: str, work: Callable[[], Awaitable[T]]) -> T:
        """Returns what `work` returns, done once for a key. What `remembers` refuses may be done again."""
        if key not in self._answers:
            # A task of its own: the first to ask may hang up while the second still waits.
            task = asyncio.ensure_future(_run(work))
            self._answers[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(self._answers[key])

    def _done(self, key: str, answer: asyncio.Future[T]) -> None:
        if answer.cancelled() or answer.exception() or not self._remembers(answer.result()):
            self._answers.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(self._lasts, self._answers.pop, key, None)


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
