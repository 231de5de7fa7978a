"""Connections to a SQLite file, whose transactions begin when they say so."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.deadline import seconds_left

BUSY_TIMEOUT = 1.0  # seconds that a writer waits for one in another process
LONGEST_LOG = 8_000  # pages of 4 kB; a commit that finds more in the log moves it itself, as a last resort
PAGES = 512  # kB of a file that each connection keeps; the machine keeps the rest, once for all of them
CONNECTIONS = 16  # kept open, where a file is read: to open one takes several turns of a new thread
WRITES = "calma_writes"  # the option of a connection that a transaction on it writes
_CHUNK = 64  # rows that the driver would read at a time, were they asked for one by one


class FileConnection(sqlite3.Connection):
    """A connection whose file is closed with it, whoever still holds a statement of it.

    The traceback of whoever was cancelled holds one, in a circle that only the collector takes apart; until
    then SQLite would keep the file and its log open.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """Returns a new cursor, which ends with the connection."""
        made = super().cursor(*arguments, **options)
        self._cursors.add(made)
        return made

    def close(self) -> None:
        """Closes it, and before it all that it was asked."""
        while self._cursors:
            self._cursors.pop().close()
        super().close()


class _FileThread(aiosqlite.Connection):
    """A connection that may be ended twice: by who was cancelled, and again while that is under way.

    The thread stops at the first word, and never answers another. Whoever waited for it waited for good.
    """

    _stopped: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Ends the thread. Returns what is done once it has ended."""
        if self._running:
            self._stopped = super().stop()
        return self._stopped


def connect(url: URL) -> sqlite3.Connection:
    """Returns a new connection to a file."""
    [path], options = SQLiteDialect_aiosqlite().create_connect_args(url)
    return sqlite3.connect(path, factory=FileConnection, **options)


def engine(url: str) -> AsyncEngine:
    """Returns the engine of a file."""
    # Every transaction here is ended by whoever began it; to roll back once more would be one more turn of
    # the connection's thread for each of them. An error that is logged names no values: they would tell at
    # what time whose pseudonym came.
    address = make_url(url)

    async def connected() -> _FileThread:
        thread = _FileThread(lambda: connect(address), _CHUNK)
        thread._thread.daemon = True  # no process stays for a connection that nobody closed
        await thread
        return thread

    made = create_async_engine(
        address,
        async_creator=connected,
        pool_reset_on_return=None,
        pool_size=CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(made.sync_engine, "connect", prepare)
    event.listen(made.sync_engine, "begin", _begin)
    event.listen(made.sync_engine, "invalidate", _end)
    return made


def prepare(connection: Any, _: object) -> None:
    """Sets a new connection up."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late; see _begin
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was acknowledged is on the disk
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, and not only left out
        f"busy_timeout={BUSY_TIMEOUT * 1_000:.0f}",
        f"cache_size=-{PAGES}",
        f"wal_autocheckpoint={LONGEST_LOG}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that begins as a reader and finds another writer fails at its first
    # write instead of waiting.
    driver: Any = connection.connection.dbapi_connection
    begin = "BEGIN"
    if connection.get_execution_options().get(WRITES):
        # A thread cannot be called back: it waits for another writer no longer than is waited for it.
        patience = int(max(0.0, seconds_left(BUSY_TIMEOUT)) * 1_000)
        begin = f"PRAGMA busy_timeout={patience}; BEGIN IMMEDIATE"
    try:
        # One turn of its thread, not three by a cursor.
        driver.run_async(lambda raw: raw.executescript(begin))
    except BaseException:
        # Whoever is cancelled here does not wait, but the thread begins all the same. Back among the others,
        # such a connection would fail everybody who gets it, and may hold the lock for good.
        connection.invalidate()
        raise


def _end(connection: Any, *_: object) -> None:
    # A connection that is thrown away while somebody still holds a statement of it, such as the traceback of
    # whoever was cancelled, is closed only with that, and until then keeps its transaction and its lock.
    with suppress(sqlite3.Error, SQLAlchemyError, ValueError):  # it may be closed already
        connection.run_async(lambda raw: raw.rollback())
