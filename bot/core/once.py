"""What comes again is done once: a request that was recorded and sent anew, or that a platform repeats.

A platform's signature is good for minutes, so whoever recorded a signed request can send it again as often
as they like; and Teams repeats what it got no answer to, maybe to another process.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

from bot.core.background import Bounded, Seen
from bot.core.deadline import answered_within
from bot.core.errors import CalmaError

REMEMBERED = timedelta(seconds=310)  # Slack's signatures are good for 300 seconds
MOST = 10_000  # requests remembered without the store
ANSWERS = 1_000  # given again at most, each as long as a request is remembered: it may be private
PATIENCE = 0.5  # seconds for the store: whoever asked needs an answer
T = TypeVar("T")
_log = logging.getLogger("calma")


class Repeated(CalmaError):
    """A request came before, and was done then if at all."""


class RequestStore(Protocol):
    """Requests that were taken, by tenant and key, for all processes."""

    async def claim_request(self, tenant: str, key: str, now: datetime, until: datetime) -> bool:
        """Stores that a request is taken `until` then; False where it is taken at `now`."""

    async def release_request(self, tenant: str, key: str) -> None:
        """Makes a request new again."""

    async def purge_requests(self, before: datetime) -> int:
        """Deletes what was to be remembered until before then; returns how many those were."""


class Once:
    """Tells whether a request came before, in this process or, with a `store`, in any."""

    def __init__(
        self, store: RequestStore | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._clock = store, clock
        self._seen: Seen[tuple[str, str]] = Seen(MOST)

    async def is_new(self, tenant: str, request: str) -> bool:
        """Returns whether `request` is new, and remembers it.

        Where the store does not answer, this process's memory decides: to be answered comes first.
        """
        key = _key(request)
        if not self._seen.is_new((tenant, key)):
            return False
        if self._store is None:
            return True
        now = self._clock()
        try:
            with answered_within(PATIENCE):  # a part of the answer that has a time of its own
                async with asyncio.timeout(PATIENCE):
                    return await self._store.claim_request(tenant, key, now, now + REMEMBERED)
        except Exception as error:  # noqa: BLE001 - whatever the store has, the person is answered
            _log.warning("nobody knows if a request came before: %s", type(error).__name__, extra={"most": 1})
            return True

    async def forget(self, tenant: str, request: str) -> None:
        """Makes a request new again: what it asked for was not done."""
        key = _key(request)
        self._seen.forget((tenant, key))
        if self._store is not None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._store.release_request(tenant, key)
            except Exception as error:  # noqa: BLE001 - then it is remembered for some minutes
                _log.warning("a request stays remembered: %s", type(error).__name__, extra={"most": 1})


def _key(request: str) -> str:
    return sha256(request.encode(errors="surrogatepass")).hexdigest()


class SingleFlight(Generic[T]):
    """Gives whoever soon asks the same again the answer that the first one got, or is about to get."""

    def __init__(self, remembers: Callable[[T], bool], lasts: float = REMEMBERED.total_seconds()) -> None:
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
