"""The database: one file on one machine (SQLite), or a server for several (PostgreSQL)."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.core.background import BackgroundTasks
from bot.core.errors import CalmaError
from bot.store.sql.direct import Direct

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
MIGRATIONS = Path(__file__).parents[1] / "migrations"
_REVISION = sa.table("alembic_version", sa.column("version_num", sa.String))
BUSY_TIMEOUT = 10_000  # milliseconds that a writer waits for another
PATIENCE = 250  # milliseconds that emptying SQLite's log waits for those who are reading
CHECKPOINT_AFTER = 1.0  # seconds from a write until SQLite's log is moved into the file, behind the answers
LONGEST_LOG = 8_000  # pages of 4 kB; a commit that finds more in the log moves it itself, as a last resort
PAGES = 512  # kB of a file that each connection keeps; the machine keeps the rest, once for all of them
CONNECTIONS = 16  # kept open, where a file is read: to open one takes several turns of a new thread
_WRITES = "calma_writes"
Result = TypeVar("Result")
_log = logging.getLogger("calma.store")


class SchemaError(CalmaError):
    """The database has another shape than this version knows; the message says what to do."""


class Database:
    """A place to read and write. Every `reading` and `writing` is one transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._background = BackgroundTasks(_failed)
        # Writers of this process take turns here: a SQLite writer that finds another sleeps, in growing steps
        # up to 100 ms, and whoever comes by then goes first.
        self._turn = asyncio.Lock() if self.sqlite else nullcontext()
        self._direct = Direct(self._connect) if self.sqlite else None
        self._checkpoint: asyncio.TimerHandle | None = None

    @property
    def sqlite(self) -> bool:
        """Whether this is a file on this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def insert(self) -> Callable[[sa.Table], Insert]:
        """The engine's own INSERT, which knows ON CONFLICT. PostgreSQL's has the same methods."""
        if self.sqlite:
            return sqlite_insert
        from sqlalchemy.dialects import postgresql  # it takes a moment to load, and one machine never asks

        return cast("Callable[[sa.Table], Insert]", postgresql.insert)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Yields a connection that sees one moment of the data."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Yields a connection whose changes are all stored at the end, or none of them on an error."""
        async with self._turn, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection
        self._wrote()

    @property
    def at_once(self) -> bool:
        """Whether `write_at_once` is there."""
        return self._direct is not None

    async def write_at_once(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Returns what `work` does in one transaction and one turn of a thread; on SQLite alone."""
        if self._direct is None:
            raise TypeError("only SQLite writes at once")
        async with self._turn:
            result = await self._direct.write(work)
        self._wrote()
        return result

    async def first(self, statement: sa.Select[Any], values: Mapping[str, object]) -> Any | None:
        """Returns the first row of a statement of plain columns, or None; on SQLite in one turn."""
        if self._direct:
            return await self._direct.first(statement, values)
        async with self.reading() as connection:
            return (await connection.execute(statement, values)).first()

    async def migrate(self) -> None:
        """Brings the database to the shape that this version knows."""
        if await self._revision() == revisions()[-1]:
            return
        from bot.store.sql import upgrade  # Alembic comes with it: nearly every start does without

        async with self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            await connection.run_sync(upgrade.upgrade)
            await connection.commit()

    async def check_schema(self) -> None:
        """Raises SchemaError if the database is older or newer than this version."""
        revision, known = await self._revision(), revisions()
        if revision == known[-1]:
            return
        if revision is None or revision in known:
            raise SchemaError("The database is older than this version: run `python app.py migrate`.")
        raise SchemaError(
            "The database is newer than this version: start the version that wrote it, or update."
        )

    async def _revision(self) -> str | None:
        # As Alembic stores it; None in a database that is new.
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
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
                try:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")

    def later(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Starts work that an answer need not wait for; `close` does. What fails is logged."""
        return self._background.later(work)

    async def close(self) -> None:
        """Finishes what was left for later, and closes all connections."""
        if self._checkpoint:
            self._checkpoint.cancel()
        await self._background.settled()
        if self._direct:
            await self._direct.close()
        await self.engine.dispose()

    def _wrote(self) -> None:
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
        [path], options = self.engine.dialect.create_connect_args(self.engine.url)
        connection: sqlite3.Connection = sqlite3.connect(path, **options)
        _prepare_sqlite(connection, None)
        return connection


def _failed(error: BaseException) -> None:
    _log.warning("work behind an answer failed: %s", type(error).__name__)


def revisions() -> list[str]:
    """Returns every shape that the database ever had, by the number its migration's file begins with."""
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def _engine(url: str) -> AsyncEngine:
    # An error that is logged names no values: they would tell at what time whose pseudonym came.
    if not url.startswith("sqlite"):
        return create_async_engine(url, hide_parameters=True)
    # Every transaction here is ended by whoever began it; to roll back once more would be one more turn of
    # the connection's thread for each of them.
    engine = create_async_engine(
        url, pool_reset_on_return=None, pool_size=CONNECTIONS, max_overflow=0, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    event.listen(engine.sync_engine, "invalidate", _end_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was acknowledged is on the disk
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, and not only left out
        f"busy_timeout={BUSY_TIMEOUT}",
        f"cache_size=-{PAGES}",
        f"wal_autocheckpoint={LONGEST_LOG}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that begins as a reader and finds another writer fails at its first
    # write instead of waiting.
    writes = connection.get_execution_options().get(_WRITES)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.run_async(lambda raw: raw.execute(begin))  # in one turn of its thread, not three by a cursor
    except BaseException:
        # Whoever is cancelled here does not wait, but the thread begins all the same. Back among the others,
        # such a connection would fail everybody who gets it, and may hold the lock for good.
        connection.invalidate()
        raise


def _end_sqlite(connection: Any, *_: object) -> None:
    # A connection that is thrown away while somebody still holds a statement of it, such as the traceback of
    # whoever was cancelled, is closed only with that, and until then keeps its transaction and its lock.
    with suppress(sqlite3.Error, SQLAlchemyError, ValueError):  # it may be closed already
        connection.run_async(lambda raw: raw.rollback())


def upsert(
    database: Database, table: sa.Table, values: dict[str, object], changed: list[str]
) -> sa.sql.dml.Insert:
    """Returns a statement that inserts a row, or where its key is taken, sets its `changed` columns."""
    keys = [column.name for column in table.primary_key.columns]
    statement = database.insert(table).values(values)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changed}
    )
