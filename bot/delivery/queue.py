"""Several machines on PostgreSQL: procrastinate hands each lane to one process, and finds those that died.

There is one job for each lane that has something due. What is to be sent is in the ledger alone, so a job
holds nothing, and none needs to be repeated: whoever looks next puts in another.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import psycopg
from procrastinate import App, PsycopgConnector, exceptions, jobs
from psycopg.rows import DictRow

from bot.core.errors import CalmaError, Unavailable
from bot.core.ledger import Lane
from bot.delivery.drainer import LANES, Drainer
from bot.shipped import COMMAND

LOOK_EVERY = 1.0  # seconds between looks for lanes with something due
SCHEMA = "calma_queue"  # of the database; apart from our own tables
HEARTBEAT = 10.0  # seconds between signs of life of a process
STALLED = 30.0  # seconds without one, after which its lanes are given to others
AGAIN = 1.0  # seconds until the worker starts again after the database was away
CONNECTIONS = 8
UNPREPARED = {"prepare_threshold": None}  # what one session prepares, another behind a pooler does not have
MINUTE = 60.0  # seconds

_log = logging.getLogger("calma.delivery")


class SchemaConnector(PsycopgConnector):
    """Names its schema in every transaction: behind a pooler, nothing lasts from one to the next."""

    @asynccontextmanager
    async def _get_cursor(
        self, connection: psycopg.AsyncConnection | None = None
    ) -> AsyncGenerator[psycopg.AsyncCursor[DictRow]]:
        async with super()._get_cursor(connection) as cursor, cursor.connection.transaction():
            await cursor.connection.execute(f"SET LOCAL search_path TO {SCHEMA}")
            yield cursor


class Queue:
    """Drains the ledger together with any number of other processes that have one. `start` and `close` it.

    With `listens` the database tells it of new jobs; a pooler cannot, and then it looks every second.
    """

    def __init__(
        self,
        url: str,
        drainer: Drainer,
        report: Callable[[BaseException], str],
        *,
        heartbeat: float = HEARTBEAT,
        stalled: float = STALLED,
        listens: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._drainer = drainer
        self._report = report
        self._heartbeat, self._stalled = heartbeat, stalled
        self._app = App(
            connector=SchemaConnector(
                conninfo=address(url), min_size=1, max_size=CONNECTIONS, kwargs=UNPREPARED
            ),
            worker_defaults={
                "concurrency": LANES,
                "install_signal_handlers": False,
                "delete_jobs": "always",
                "fetch_job_polling_interval": LOOK_EVERY,
                "listen_notify": listens,
                "update_heartbeat_interval": heartbeat,
                "stalled_worker_timeout": stalled,
            },
        )
        self._lanes: set[Lane] = set()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._drain = self._app.task(name="lane")(self._lane)
        self._ticks = self._app.task(name="tick", lock="tick", queueing_lock="tick")(self._tick)
        self._app.periodic(cron="* * * * *")(self._ticks)
        self._clock, self._latest = clock, clock()

    async def start(self) -> None:
        """Begins to look for lanes, and to work on those that fall to this process."""
        await self._app.open_async()
        self._stopping.clear()
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._look())]

    async def close(self) -> None:
        """Finishes what is under way, and stops."""
        self._stopping.set()
        self._drainer.stop()
        worker, look = self._tasks
        worker.cancel()  # it lets its jobs come to their end
        await asyncio.gather(worker, look, return_exceptions=True)
        await self._drainer.settled()
        await self._app.close_async()

    async def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._app.run_worker_async()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                self._report(_told(error))
            await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        next_check = next_tick = loop.time()
        while not self._stopping.is_set():
            try:
                for lane in await self._drainer.due():
                    await self._put_in(lane)
                if loop.time() >= next_check:
                    next_check = loop.time() + self._heartbeat
                    await self._free_the_stalled()
                if self._is_behind() and loop.time() >= next_tick:
                    next_tick = loop.time() + MINUTE
                    await self._tick_anyway()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                self._report(_told(error))
            await self._drainer.woken()

    def _is_behind(self) -> bool:
        """Returns whether the clock on the wall was set back, and has not caught up with itself yet."""
        now = self._clock()
        self._latest = max(self._latest, now)
        return now < self._latest - LOOK_EVERY

    async def _tick_anyway(self) -> None:
        # The queue has each minute once: those that come for the second time bring no tick by themselves.
        with suppress(exceptions.AlreadyEnqueued):
            await self._ticks.defer_async(timestamp=int(self._clock()))

    async def _put_in(self, lane: Lane) -> None:
        if lane in self._lanes:
            return
        name = f"{lane.platform}:{lane.tenant}"
        with suppress(exceptions.AlreadyEnqueued):
            job = self._drain.configure(lock=name, queueing_lock=name)
            await job.defer_async(tenant=lane.tenant, platform=lane.platform)

    async def _free_the_stalled(self) -> None:
        # Finished, not repeated: while another job of the lane is queued, its queueing lock is taken.
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled):
            with suppress(exceptions.ConnectorException):  # somebody else was first
                await self._app.job_manager.finish_job(job, jobs.Status.FAILED, delete_job=True)
                _log.warning("took over from a process that is gone: %s", job.lock)

    async def _lane(self, tenant: str, platform: str) -> None:
        lane = Lane(tenant, platform)
        self._lanes.add(lane)
        try:
            while await self._drainer.lane(lane) and len(self._lanes) < LANES:
                pass  # one turn after the other, as long as no other lane waits for its own
        except Exception as error:  # noqa: BLE001 - what remains due is found by the next look
            self._report(_told(error))
        finally:
            self._lanes.discard(lane)

    async def _tick(self, timestamp: int) -> None:
        try:
            await self._drainer.begin_sweep()
        except Exception as error:  # noqa: BLE001 - the next tick comes
            self._report(_told(error))


def _told(error: Exception) -> Exception:
    """Returns an error as it is reported: a database that is away needs no trace."""
    away = isinstance(error, psycopg.OperationalError | exceptions.ConnectorException)
    return Unavailable(type(error).__name__) if away else error


def address(url: str) -> str:
    """Returns the address of a database as libpq writes it."""
    return "postgresql://" + url.partition("://")[2]


async def migrate(url: str) -> None:
    """Makes the queue's own tables, anew with each version: a job in them is nothing that could be lost."""
    if await _found(url) == _wanted():
        return
    async with await psycopg.AsyncConnection.connect(address(url), autocommit=True) as connection:
        await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        await connection.execute(f"CREATE SCHEMA {SCHEMA}")
        app = App(connector=SchemaConnector(conninfo=address(url), kwargs=UNPREPARED))
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
        await connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{_wanted()}'")


async def check_schema(url: str) -> None:
    """Raises CalmaError if the queue's tables are not those of this version."""
    if await _found(url) != _wanted():
        raise CalmaError(f"The queue's tables are of another version: run `{COMMAND} migrate`.")


async def _found(url: str) -> str:
    query = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s"
    async with await psycopg.AsyncConnection.connect(address(url), prepare_threshold=None) as connection:
        row = await (await connection.execute(query, [SCHEMA])).fetchone()
    return str(row[0]) if row else ""


def _wanted() -> str:
    return importlib.metadata.version("procrastinate")
