"""Connections to PostgreSQL that let go at once: no server that fell silent holds up whoever waits."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

import psycopg
from psycopg import waiting
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Result = TypeVar("Result")
CONNECTIONS, MORE = 10, 6  # kept open, and opened beside them where many ask at once
IDLE = "30s"  # after which the server ends a transaction whose process was frozen, and frees its locks
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
    options: dict[str, Any] = {"async_creator_fn": ClosingConnection.connect}
    options |= {"prepare_threshold": None} if pooled else {"options": OPTIONS}
    return create_async_engine(
        url, hide_parameters=True, connect_args=options, pool_size=CONNECTIONS, max_overflow=MORE
    )
