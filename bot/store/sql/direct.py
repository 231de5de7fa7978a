"""SQLite in one turn of a thread, for the few paths on which many people press at once.

The async driver takes a turn of its thread for every step of every statement, seventeen for one answer in a
drill, and after each waits until the loop comes round again. Here a transaction is one turn.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

Result = TypeVar("Result")
Connect = Callable[[], sqlite3.Connection]


class Direct:
    """A thread that reads and a thread that writes, each with a connection of its own."""

    def __init__(self, connect: Connect) -> None:
        self._reader, self._writer = _Thread(connect), _Thread(connect)

    async def first(self, statement: sa.Select[Any], values: Mapping[str, object]) -> Any | None:
        """Returns the first row, or None. Its columns are plain: what SQLite stores is what they hold."""
        row = await self._reader.run(lambda connection: connection.execute(sql(statement), values).fetchone())
        return _row(statement)(*row) if row else None

    async def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Returns what `work` does in one transaction: all of it is stored, or nothing on an error."""
        return await self._writer.run(lambda connection: _transaction(connection, work))

    async def close(self) -> None:
        """Closes both connections."""
        await self._reader.close()
        await self._writer.close()


def _transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Result]) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return result


class _Thread:
    """A thread and its connection, both made when they are first needed."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._pool = ThreadPoolExecutor(1, "calma-sqlite")

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Returns what `work` returns, done in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._with, work)

    async def close(self) -> None:
        """Ends both, after what was begun."""
        if self._connection:
            await self.run(sqlite3.Connection.close)
        self._pool.shutdown()

    def _with(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._connection is None:
            self._connection = self._connect()
        return work(self._connection)


@lru_cache(maxsize=64)
def sql(statement: sa.Executable) -> str:
    """Returns a statement of a module as SQLite reads it, its values by name."""
    if not isinstance(statement, sa.ClauseElement):
        raise TypeError(f"{statement!r} is no statement")
    return str(statement.compile(dialect=SQLiteDialect_pysqlite(paramstyle="named")))


@lru_cache(maxsize=64)
def _row(statement: sa.Select[Any]) -> Callable[..., Any]:
    return namedtuple("_row", statement.selected_columns.keys())
