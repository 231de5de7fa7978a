"""What many parts need beside an answer: work behind it, work for many at once, and memory with a bound."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import (
    Awaitable,
    Callable,
    Coroutine,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from bot.core.deadline import unhurried
from bot.core.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")
Key = TypeVar("Key")
Value = TypeVar("Value")
MOST = 64  # items of one batch, where nothing else is said
GATHER = 1.0  # seconds in which what is to be stored comes together
GATHERED = 100_000  # values that wait at most


class BackgroundTasks:
    """Does work behind the answers. What fails is reported and nothing worse."""

    def __init__(self, report: Callable[[BaseException], object]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[Any]] = set()

    def later(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Starts `work` and returns at once; whoever needs its result may await what is returned."""
        task = asyncio.get_running_loop().create_task(work, context=unhurried())
        self.watch(task)
        return task

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Takes over a task that was begun elsewhere."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self, within: float | None = None) -> None:
        """Returns once everything is done that was left behind until now, or after `within` seconds.

        For the end, and for tests. What is not done by then goes on.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._tasks:
                    await asyncio.wait(self._tasks)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._report(error)


class Flights(Generic[Key, Result]):
    """Does the same work once for all who wait for it. It goes on when they have gone."""

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Result]] = {}

    def start(self, key: Key, work: Callable[[], Coroutine[Any, Any, Result]]) -> asyncio.Task[Result]:
        """Returns the work under way for `key`, begun now if there was none."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(work(), context=unhurried())
            self._tasks[key] = task
            task.add_done_callback(partial(self._ended, key))
        return task

    async def close(self, within: float = 0.0) -> None:
        """Ends what is under way and is not at its end `within` so many seconds."""
        tasks = list(self._tasks.values())
        if tasks and within:
            await asyncio.wait(tasks, timeout=within)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, key: Key, task: asyncio.Task[Result]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever waits for it is told; if all have gone, nobody has to be


class _LinePlace(NamedTuple):
    """A place in the line, and what waits there: the smallest goes first, of two alike the one before."""

    size: int
    number: int
    work: Callable[[], Any]
    done: asyncio.Future[Any]


class LongTasks:
    """Does what would hold up the loop in a thread of its own, one at a time, what takes least first.

    More threads would do no more, as only one of them runs Python at a moment. Whoever comes with much waits
    for their own: each has one piece of work in the line at a time.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calma-long")
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._numbers = count()
        self._waiting: list[_LinePlace] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, whose: Hashable, size: int, work: Callable[[], Result]) -> Result:
        """Returns what `work` returns, once it is its turn; it takes the longer the larger its `size`.

        Whoever is cancelled meanwhile leaves the line. What the thread began it does to its end.
        """
        turn = self._turns.setdefault(whose, asyncio.Lock())
        async with turn:
            done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
            mine = _LinePlace(size, next(self._numbers), work, done)
            self._waiting.append(mine)
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._run(), context=unhurried())
            try:
                return await done
            finally:
                if mine in self._waiting:
                    self._waiting.remove(mine)

    def close(self) -> None:
        """Ends the thread, once it has done what it began."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        while self._waiting:
            shortest = min(self._waiting)
            self._waiting.remove(shortest)
            done = shortest.done
            try:
                result = await asyncio.get_running_loop().run_in_executor(self._thread, shortest.work)
            except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
                if not done.done():
                    done.set_exception(error)
                continue
            if not done.done():  # whoever waited may have gone
                done.set_result(result)


class Batcher(Generic[Item, Result]):
    """Calls `work` with all items that have come since the last call; it returns a result for each, in order.

    A batch has `most` items. Nobody waits for company, unless `gather` gives seconds in which a batch comes
    together: an item that comes alone is a batch. An error of a batch goes to all in it.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        most: int = MOST,
        gather: float = 0.0,
    ) -> None:
        self._work, self._most, self._gather = work, most, gather
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """Returns the result for `item`, once its batch is done."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), context=unhurried())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            if self._gather:
                await asyncio.sleep(self._gather)
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
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


class Gatherer(Generic[Key, Value]):
    """Stores values by their keys behind the answers: all that came within `gather` seconds in one go.

    What an outage kept from being stored is tried again; whatever else fails is reported, and dropped.
    """

    def __init__(
        self,
        store: Callable[[Mapping[Key, Value]], Awaitable[object]],
        report: Callable[[BaseException], object],
        gather: float = GATHER,
    ) -> None:
        self._store, self._report, self._gather = store, report, gather
        self._new: Bounded[Key, Value] = Bounded(GATHERED)
        self._under_way: Mapping[Key, Value] = {}
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def put(self, key: Key, value: Value) -> None:
        """Takes in a value, in place of the one that waits under this key, and returns at once."""
        self._new[key] = value
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), context=unhurried())

    async def close(self) -> None:
        """Stores what is not stored yet."""
        if self._task:
            async with self._writing:  # what is being written is written to its end
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._write()

    async def flush(self) -> None:
        """Stores what waits now."""
        async with self._writing:
            await self._write()

    async def _run(self) -> None:
        while self._new:  # more may have come while some were written
            await asyncio.sleep(self._gather)
            async with self._writing:
                await self._write()

    def get(self, key: Key) -> Value | None:
        """Returns what waits under a key, or is being stored just now; None where nothing does."""
        return self._new.get(key, self._under_way.get(key))

    def discard(self, keys: Iterable[Key]) -> None:
        """Stores nothing that waits under these keys."""
        for key in keys:
            self._new.pop(key, None)

    async def drop(self, keys: Iterable[Key]) -> None:
        """Does the same, and returns once what is being stored just now is."""
        dropped = list(keys)
        self.discard(dropped)
        async with self._writing:
            self.discard(dropped)  # an outage may have put it back

    async def _write(self) -> None:
        new = self._under_way = dict(self._new)
        self._new.clear()
        if not new:
            return
        try:
            await self._store(new)
        except Unavailable as error:
            self._report(error)
            for key in new.keys() - self._new.keys():  # where a newer value came meanwhile, that one counts
                self._new[key] = new[key]
        except Exception as error:  # noqa: BLE001 - no answer depends on it
            self._report(error)
        self._under_way = {}


class Failures:
    """What failed of work for many, such as for each tenant: nobody waits for another's trouble."""

    def __init__(self) -> None:
        self._errors: dict[tuple[type[Exception], str], Exception] = {}

    @contextmanager
    def apart(self, *but: type[Exception]) -> Iterator[None]:
        """Goes on behind it, whatever fails inside; errors `but` for which it does not are raised."""
        try:
            yield
        except but:
            raise
        except Exception as error:  # noqa: BLE001 - `raise_any` raises it
            # What fails alike for all, as without the keys, is told once.
            self._errors.setdefault((type(error), str(error)), error)

    def raise_any(self) -> None:
        """Raises what failed, for whoever reports it; different failures together, as an ExceptionGroup."""
        errors = list(self._errors.values())
        if len(errors) > 1:
            raise ExceptionGroup("some of it failed, and the rest was done", errors)
        if errors:
            raise errors[0]


class Interval:
    """Tells when something is due again.

    It is once `every` has gone by on either clock: `seconds` only goes forward, whatever the one on the wall
    is set to, and may stand still while the machine sleeps.
    """

    def __init__(self, every: timedelta, seconds: Callable[[], float]) -> None:
        self._every, self._seconds = every, seconds
        self._last: tuple[float, datetime] | None = None

    def is_due(self, now: datetime) -> bool:
        """Returns whether it is due, and if so counts from here; the first time, it is."""
        seconds, last = self._seconds(), self._last
        due = last is None or seconds - last[0] >= self._every.total_seconds() or now - last[1] >= self._every
        if due:
            self._last = seconds, now
        return due


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Yields the items in tuples of `size`, the last one shorter."""
    source = iter(items)
    while some := tuple(islice(source, size)):
        yield some


class Bounded(OrderedDict[Key, Value]):
    """A dictionary of at most `most` entries. What is set is the newest; the oldest goes where it is full."""

    __slots__ = ("_most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)


class RateLimit(Generic[Key]):
    """Allows each at most `most` times `within` so many seconds; `clock` only goes forward.

    Of the last `remembered` it is known how often they came.
    """

    def __init__(self, clock: Callable[[], float], most: int, within: float, remembered: int) -> None:
        self._clock, self._most, self._within = clock, most, within
        self._recent: Bounded[Key, deque[float]] = Bounded(remembered)

    def allows(self, who: Key) -> bool:
        """Returns whether somebody may now, and counts it."""
        now, recent = self._clock(), self._recent.get(who)
        if recent is None:
            recent = self._recent[who] = deque(maxlen=self._most)
        if len(recent) == self._most and now - recent[0] < self._within:
            return False
        recent.append(now)
        return True


class Seen(Generic[Key]):
    """Remembers the last `most` keys; loses them with the process."""

    def __init__(self, most: int) -> None:
        self._keys: Bounded[Key, None] = Bounded(most)

    def is_new(self, key: Key) -> bool:
        """Returns whether `key` was not asked about before, and remembers it."""
        if key in self._keys:
            return False
        self._keys[key] = None
        return True

    def forget(self, key: Key) -> None:
        """Makes `key` new again."""
        self._keys.pop(key, None)
