"""Connections to PostgreSQL that let go at once: no server that fell silent holds up whoever waits."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg import waiting
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.errors import CalmaError
from bot.store.sql.outage import refused_at_start

Result = TypeVar("Result")
CONNECTIONS, MORE = 10, 6  # kept open, and opened beside them where many ask at once
IDLE = "30s"  # after which the server ends a transaction whose process was frozen, and frees its locks
# A machine that is gone without a word is noticed by the network, where nobody's wait ends sooner.
NETWORK = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
AT_START = 10.0  # seconds that a start waits for the database
OPTIONS = f"-c idle_in_transaction_session_timeout={IDLE}"


class ClosingConnection(psycopg.AsyncConnection[TupleRow]):
    """A connection that is closed as soon as somebody stops waiting for it.

    The driver would ask the server to cancel the statement first, and wait for its answer: ten seconds where
    the server is frozen. A closed connection is rolled back by the server, whenever it notices.
    """

    async def wait(
        self,
        gen: PQGen[Result],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109 - as the driver has it
    ) -> Result:
        try:
            return await waiting.wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout)
        except asyncio.CancelledError:
            self.pgconn.finish()
            raise


def engine(url: str, *, pooled: bool) -> AsyncEngine:
    """Returns the engine; `pooled`, where a pooler hands each transaction to another session."""
    # An error that is logged names no values: they would tell at what time whose pseudonym came.
    options: dict[str, Any] = {"async_creator_fn": ClosingConnection.connect, **NETWORK}
    options |= {"prepare_threshold": None} if pooled else {"options": OPTIONS}
    options = {name: value for name, value in options.items() if name not in sa.make_url(url).query}
    return create_async_engine(
        url, hide_parameters=True, connect_args=options, pool_size=CONNECTIONS, max_overflow=MORE
    )


async def check_pooler(url: str) -> None:
    """Raises CalmaError where a pooler answers in the server's place. Raises Unavailable."""
    address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        async with asyncio.timeout(AT_START):
            async with await ClosingConnection.connect(address, options=OPTIONS) as connection:
                row = await (await connection.execute("SELECT pg_backend_pid()")).fetchone()
                # A server tells its process when a connection begins; a pooler makes a number up.
                pooled = row is not None and row[0] != connection.info.backend_pid
    except psycopg.OperationalError as error:
        if "unsupported startup parameter" not in str(error):
            raise refused_at_start(error) from error
        pooled = True
    except psycopg.Error as error:
        raise CalmaError(f"DATABASE_URL cannot be used ({str(error).strip()}): correct it.") from error
    except TimeoutError as error:
        raise refused_at_start(error) from error
    if pooled:
        raise CalmaError(
            "DATABASE_URL leads to a pooler, such as pgbouncer: set CALMA_POOLER=1, so that Calma leaves "
            "nothing in a session that others get."
        )
