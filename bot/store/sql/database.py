"""The database: one file on one machine (SQLite), or a server for several (PostgreSQL)."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.background import GATHER, BackgroundTasks, Gatherer
from bot.core.deadline import anything_stored, note_stored, seconds_left
from bot.core.errors import CalmaError, Unavailable
from bot.core.spans import span
from bot.core.trouble import DATABASE, Trouble, Watch
from bot.store.sql import sqlite
from bot.store.sql.direct import DirectReader, GroupWriter
from bot.store.sql.holders import Holders
from bot.store.sql.outage import Outage, no_room, outage_in, unavailable
from bot.store.sql.shapes import EMPTY, NEWER, OLDER, OutdatedSchema, SchemaError, revisions
from bot.store.sql.sqlite import WRITES

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

TENANT = sa.String(64)
USER = sa.String(128)
SHORT = sa.String(64)
SECONDS = sa.BigInteger  # UTC, whole seconds since 1970
_REVISION = sa.table("alembic_version", sa.column("version_num", sa.String))
LONGEST = 30.0  # seconds that work waits for the database which nobody waits for
MOST_QUEUED = 500  # who wait to write to a file
BACK_WITHIN = 100  # hundredths of a second for connections to come back at the end
PATIENCE = 250  # milliseconds that emptying SQLite's log waits for those who are reading
CHECKPOINT_AFTER = 1.0  # seconds from a write until SQLite's log is moved into the file, behind the answers
Key = TypeVar("Key")
Value = TypeVar("Value")
Result = TypeVar("Result")
_log = logging.getLogger("calma.store")


class Database:
    """A place to read and write. Every `reading`, `writing` and `write` is one transaction.

    All three raise Unavailable where the database does not answer in time: before whoever asked has to be
    answered, or after LONGEST. `pooled`: a pooler hands each transaction to another session of the server.
    """

    def __init__(self, url: str, *, pooled: bool = False) -> None:
        self.url, self.pooled = url, pooled
        self.engine = _checked(url, pooled=pooled)
        self._background = BackgroundTasks(_failed)
        self._gatherers: list[Gatherer[Any, Any]] = []
        # Who reads a SQLite file waits for no writer, so the one may work where the other does not.
        self.watch = Watch(DATABASE, self._probe, _kind, log=_log)
        self._reads = self._writes = Outage(noticed=self._look)
        # Writers of this process take turns here: a SQLite writer that finds another sleeps, in growing steps
        # up to 100 ms, and whoever comes by then goes first.
        self._turn = asyncio.Lock()
        self._queued = 0
        self.holders: Holders | None = None
        self._reader: DirectReader | None = None
        self._writer: GroupWriter | None = None
        if self.sqlite:
            self._writes = Outage(noticed=self._look)
            self.holders = Holders(Path(f"{self.file}.senders"))
            self._reader = DirectReader(self._connect)
            self._writer = GroupWriter(self._connect, lambda: self._turn)
        self._checkpoint: asyncio.TimerHandle | None = None

    @property
    def sqlite(self) -> bool:
        """Whether this is a file on this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file, None where it is on a server."""
        return Path(self.engine.url.database or "") if self.sqlite else None

    @property
    def insert(self) -> Callable[[sa.Table], Insert]:
        """The engine's own INSERT, which knows ON CONFLICT. PostgreSQL's has the same methods."""
        if self.sqlite:
            return sqlite_insert
        from sqlalchemy.dialects import postgresql  # it takes a moment to load, and one machine never asks

        return cast("Callable[[sa.Table], Insert]", postgresql.insert)

    @asynccontextmanager
    async def reading(self, within: float = LONGEST) -> AsyncIterator[AsyncConnection]:
        """Yields a connection that sees one moment of the data, for so many seconds at most."""
        async with _limited(self._reads, within), self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Yields a connection whose changes are all stored at the end, or none of them on an error.

        Raises Unsettled where the database fell silent at that end.
        """
        async with _limited(self._writes) as limited, self.in_turn(), self.engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            async with connection.begin():
                yield connection
                limited.ending = True
            limited.ending = False
        self._wrote()

    async def write(self, work: Callable[[sa.Connection], Result]) -> Result:
        """Returns what `work` does in one transaction, at once: it waits for nothing but the database.

        On SQLite in one turn of a thread, and together with whatever else waits to be written.
        """
        if self._writer is None:
            async with self.writing() as connection:
                return await connection.run_sync(work)
        async with _limited(self._writes) as limited:
            self._refuse_a_crowd()
            job = self._writer.put(work)
            try:
                result = await job.result
            except asyncio.CancelledError:
                limited.ending = not job.take()  # what nobody began is not begun any more
                raise
        self._wrote()
        return result

    async def execute(
        self, statement: sa.Insert | sa.Update | sa.Delete, rows: Sequence[Mapping[str, object]] | None = None
    ) -> int:
        """Does one statement in a transaction, for each of `rows`; returns how many rows it changed."""
        return await self.write(lambda connection: connection.execute(statement, rows).rowcount)

    async def first(self, statement: sa.Select[Any], values: Mapping[str, object]) -> Any | None:
        """Returns the first row of a statement of plain columns, or None; on SQLite in one turn."""
        if self._reader:
            async with _limited(self._reads):
                return await self._reader.first(statement, values)
        async with self.reading() as connection:
            return (await connection.execute(statement, values)).first()

    @asynccontextmanager
    async def in_turn(self) -> AsyncIterator[None]:
        """Keeps other writers of this process out of a SQLite file."""
        if not self.sqlite:
            yield
            return
        self._refuse_a_crowd()
        self._queued += 1
        try:
            async with self._turn:
                yield
        finally:
            self._queued -= 1

    def _refuse_a_crowd(self) -> None:
        # Whoever would have to wait for so many is told now, and not after they waited.
        if self._queued + len(self._writer or ()) >= MOST_QUEUED:
            raise Unavailable("too many are waiting to write")

    async def migrate(self, *, keeps: bool = True) -> None:
        """Brings the database to the shape that this version knows, together with whoever else does so.

        `keeps`: of a file that is there already, a copy from before stays. Raises SchemaError where it is
        newer, and Unavailable.
        """
        known = revisions()
        while (before := await self.shape()) != known[-1]:
            if before is not None and before not in known:
                raise SchemaError(NEWER)
            try:
                await self._upgrade(before if keeps else None)
            except SQLAlchemyError as error:
                if await self.shape() != before:
                    continue  # another process came first: from there on, once more
                if reason := outage_in(error):
                    raise unavailable(reason, ending=False) from error
                raise

    async def _upgrade(self, before: str | None) -> None:
        from bot.store.sql import upgrade  # Alembic comes with it: nearly every start does without

        if self.file and before:
            await asyncio.to_thread(upgrade.keep, self.file, before, revisions()[-1])

        async with self.engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            await connection.run_sync(upgrade.upgrade)
            await connection.commit()

    async def check_pooler(self) -> None:
        """Raises CalmaError where a pooler lies before the database that the settings do not tell of."""
        if not self.sqlite and not self.pooled:
            from bot.store.sql import postgres

            await postgres.check_pooler(self.url)

    async def check_schema(self) -> None:
        """Raises SchemaError if the database is older or newer than this version."""
        revision, known = await self.shape(), revisions()
        if revision is None or revision in known[:-1]:
            raise OutdatedSchema(OLDER if revision else EMPTY)
        if revision != known[-1]:
            raise SchemaError(NEWER)

    async def shape(self) -> str | None:
        """Returns the number of its shape, as Alembic stores it; None for a database that is new."""
        async with self.reading() as connection:
            if not await connection.run_sync(lambda c: sa.inspect(c).has_table(_REVISION.name)):
                return None
            return (await connection.execute(sa.select(_REVISION.c.version_num))).scalar()

    async def settle(self) -> None:
        """Empties SQLite's log of changes, so that what is deleted is not still in there.

        Does as much as those who are reading just now allow; the rest comes with the next time. Of PostgreSQL
        only VACUUM frees what was deleted, and its log goes as its settings say.
        """
        if self.sqlite:
            async with _limited(self._writes), self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
                try:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await connection.exec_driver_sql(f"PRAGMA busy_timeout={sqlite.BUSY_TIMEOUT * 1_000:.0f}")

    def later(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Starts work that an answer need not wait for; `close` does. What fails is logged."""
        return self._background.later(work)

    def gathered(
        self, store: Callable[[Mapping[Key, Value]], Awaitable[object]], gather: float = GATHER
    ) -> Gatherer[Key, Value]:
        """Returns what stores values by `store`, behind the answers, many at once; `close` does the rest."""
        gatherer = Gatherer(store, _failed, gather)
        self._gatherers.append(gatherer)
        return gatherer

    def _look(self) -> None:
        self.watch.look()

    async def _probe(self) -> Trouble | None:
        """Reads and writes a row that stays as it is."""
        same = sa.update(_REVISION).values(version_num=_REVISION.c.version_num)
        try:
            await self.shape()
            await self.execute(same)
        except Unavailable as error:
            return Trouble(str(error), lasting=error.lasting)
        return self._no_room()

    def trouble(self) -> Trouble | None:
        """Returns what keeps it from storing just now."""
        return self.watch.trouble or self._no_room()

    def failures(self) -> int:
        """Returns how often it did not do what it was asked for, since the process began."""
        return sum(outage.met_ever for outage in {self._reads, self._writes})

    def _no_room(self) -> Trouble | None:
        full = no_room(self.file) if self.file else None
        return Trouble(str(full), lasting=True) if full else None

    async def close(self) -> None:
        """Finishes what was left for later, and closes all connections."""
        await self.watch.close()
        for gatherer in self._gatherers:
            await gatherer.close()
        if self._checkpoint:
            self._checkpoint.cancel()
        await self._background.settled()
        for thread in (self._reader, self._writer):
            if thread is not None:  # a writer for whom nothing waits is false
                await thread.close()
        if self.holders:
            self.holders.close()
        await self._all_back()
        await self.engine.dispose()

    async def _all_back(self) -> None:
        # Where a wait was cut short, its connection goes back behind that; after the end, it would stay open.
        pool = self.engine.pool
        for _ in range(BACK_WITHIN):
            if not isinstance(pool, sa.QueuePool) or not pool.checkedout():
                return
            await asyncio.sleep(0.01)

    def _wrote(self) -> None:
        note_stored()
        # SQLite moves its log into the file at whatever commit finds it long, and whoever wrote it waits for
        # the disk three times over. So it is done here, soon, and behind the answers.
        if self.sqlite and self._checkpoint is None:
            loop = asyncio.get_running_loop()
            self._checkpoint = loop.call_later(CHECKPOINT_AFTER, lambda: self.later(self._move_log()))

    async def _move_log(self) -> None:
        self._checkpoint = None
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite.connect(self.engine.url)
        sqlite.prepare(connection, None)
        return connection


@dataclass(slots=True)
class _Limit:
    """What is waited for within a limit. `ending`: the end of a transaction is under way."""

    ending: bool = False


@asynccontextmanager
async def _limited(outage: Outage, longest: float = LONGEST) -> AsyncIterator[_Limit]:
    """Yields for as long as may be waited; what fails since the database is away becomes Unavailable."""
    limited, left = _Limit(), seconds_left(longest)
    try:
        outage.check()
        if left <= 0:
            raise Unavailable("no time is left")
        with span("store"):
            async with asyncio.timeout(left):
                yield limited
    except Unavailable as error:  # it was not even asked
        raise unavailable(error.reason, ending=anything_stored()) from error
    except Exception as error:
        if not (reason := outage_in(error)):
            raise
        outage.met(reason)
        # What was stored before, for the same answer, is stored: then nobody may be told that nothing was.
        raise unavailable(reason, ending=limited.ending or anything_stored()) from error
    outage.over()


def _failed(error: BaseException) -> None:
    told = error if isinstance(error, Unavailable) else type(error).__name__
    _log.warning("work behind an answer failed: %s", told)


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _checked(url: str, *, pooled: bool) -> AsyncEngine:
    try:
        return _engine(url, pooled=pooled)
    except (ArgumentError, ValueError) as error:  # it may quote the address, and so a password
        raise CalmaError("DATABASE_URL is no address of a database: see its host, port and name.") from error


def _engine(url: str, *, pooled: bool) -> AsyncEngine:
    if url.startswith("sqlite"):
        return sqlite.engine(url)
    from bot.store.sql import postgres  # its driver comes with it, and one machine never asks

    return postgres.engine(url, pooled=pooled)


def upsert(
    database: Database, table: sa.Table, values: dict[str, object], changed: list[str]
) -> sa.sql.dml.Insert:
    """Returns a statement that inserts a row, or where its key is taken, sets its `changed` columns."""
    return upserting(database, table, changed).values(values)


def upserting(database: Database, table: sa.Table, changed: list[str]) -> Insert:
    """Returns the same statement without its row, for many rows at once."""
    keys = [column.name for column in table.primary_key.columns]
    statement = database.insert(table)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changed}
    )
