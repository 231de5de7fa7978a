"""SQLite in one turn of a thread, for the paths on which many people press at once.

The async driver takes a turn of its thread for every step of every statement, seventeen for one answer in a
drill, and after each waits until the loop comes round again. Here a transaction is one turn, and all that
waits to be written goes into one transaction, with one wait for the disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque, namedtuple
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import StaticPool

from bot.core.deadline import unhurried

Connected = TypeVar("Connected")
Result = TypeVar("Result")
Work = Callable[[sa.Connection], Result]
TOGETHER = 64  # pieces of work in one transaction


class DirectReader:
    """A thread that reads, with a connection of its own."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._thread = _Thread(connect, sqlite3.Connection.close)

    async def first(self, statement: sa.Select[Any], values: Mapping[str, object]) -> Any | None:
        """Returns the first row, or None. Its columns are plain: what SQLite stores is what they hold."""
        row = await self._thread.run(lambda connection: connection.execute(sql(statement), values).fetchone())
        return _row(statement)(*row) if row else None

    async def close(self) -> None:
        """Closes the connection."""
        await self._thread.close()


class Job(Generic[Result]):
    """A piece of work that waits to be written. `result` is what it returned, once it is stored."""

    def __init__(self, work: Work[Result]) -> None:
        self.work = work
        self.result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._taken = threading.Lock()

    def take(self) -> bool:
        """Returns whether nobody took it before: the thread, to do it, or whoever gave up waiting."""
        return self._taken.acquire(blocking=False)

    def settle(self, done: Result | BaseException) -> None:
        """Tells whoever waits what came of it."""
        if self.result.done():  # they gave up waiting
            return
        if isinstance(done, BaseException):
            self.result.set_exception(done)
        else:
            self.result.set_result(done)


class GroupWriter:
    """A thread that writes: all that waits goes into one transaction. `turn` keeps other writers out."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], turn: Callable[[], AbstractAsyncContextManager[None]]
    ) -> None:
        engine = sa.create_engine("sqlite://", creator=connect, poolclass=StaticPool, hide_parameters=True)
        event.listen(engine, "begin", _begin)
        self._thread = _Thread(engine.connect, _disconnect)
        self._turn = turn
        self._waiting: deque[Job[Any]] = deque()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, work: Work[Result]) -> Job[Result]:
        """Returns the job of some work, which is done as soon as it may be."""
        job = Job(work)
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), context=unhurried())
        return job

    async def close(self) -> None:
        """Closes the connection, after what was begun."""
        if self._task:
            await asyncio.wait([self._task])
        await self._thread.close()

    async def _run(self) -> None:
        while self._waiting:
            jobs: list[Job[Any]] = []
            try:
                async with self._turn():
                    jobs = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
                    done = await self._thread.run(partial(_together, jobs))
            except Exception as error:  # noqa: BLE001 - it is raised again where each of them waits
                done = [error] * len(jobs)
            for job, result in zip(jobs, done, strict=True):
                job.settle(result)


def _together(jobs: Sequence[Job[Any]], connection: sa.Connection) -> list[Any]:
    """Does all of them in one transaction, and returns what each returned or raised."""
    with connection.begin():
        return [_alone(job, connection) for job in jobs]


def _alone(job: Job[Any], connection: sa.Connection) -> Any:
    if not job.take():
        return None
    try:
        with connection.begin_nested():
            return job.work(connection)
    except Exception as error:
        if not driver_of(
            connection
        ).in_transaction:  # a full disk takes all of it back, what the others did too
            raise
        return error


def _begin(connection: sa.Connection) -> None:
    # The lock at once: who begins as a reader and finds another writer fails instead of waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _disconnect(connection: sa.Connection) -> None:
    connection.close()
    connection.engine.dispose()


class _Thread(Generic[Connected]):
    """A thread and its connection, both made when they are first needed."""

    def __init__(self, connect: Callable[[], Connected], close: Callable[[Connected], None]) -> None:
        self._connect, self._close = connect, close
        self._connection: Connected | None = None
        self._pool = ThreadPoolExecutor(1, "calma-sqlite")

    async def run(self, work: Callable[[Connected], Result]) -> Result:
        """Returns what `work` returns, done in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._with, work)

    async def close(self) -> None:
        """Ends both, after what was begun."""
        if self._connection:
            await self.run(self._close)
        self._pool.shutdown()

    def _with(self, work: Callable[[Connected], Result]) -> Result:
        if self._connection is None:
            self._connection = self._connect()
        return work(self._connection)


def driver_of(connection: sa.Connection) -> sqlite3.Connection:
    """Returns the driver's connection, for statements that come in great numbers."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection), "only SQLite is written at once"
    return driver


@lru_cache(maxsize=64)
def sql(statement: sa.Executable) -> str:
    """Returns a statement of a module as SQLite reads it, its values by name."""
    if not isinstance(statement, sa.ClauseElement):
        raise TypeError(f"{statement!r} is no statement")
    return str(statement.compile(dialect=SQLiteDialect_pysqlite(paramstyle="named")))


@lru_cache(maxsize=64)
def _row(statement: sa.Select[Any]) -> Callable[..., Any]:
    return namedtuple("_row", statement.selected_columns.keys())
