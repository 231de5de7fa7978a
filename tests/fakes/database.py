"""What lies between the app and its database: a door that can be shut, and one that gives nothing back."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

NAME = ".s.PGSQL.5432"  # of the socket, as the driver looks for it


class Door:
    """Stands before a PostgreSQL server. `await open(url)` returns the address that leads through it.

    Frozen, it is a server that is stopped in the middle: it takes connections and answers nothing.
    """

    def __init__(self) -> None:
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._folder = TemporaryDirectory()
        self._server: asyncio.Server | None = None
        self._pumps: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._behind = ""

    async def open(self, url: str) -> str:
        """Begins to let through what comes."""
        address = sa.make_url(url)
        self._behind = f"{address.query['host']}/{NAME}"
        await self.mend()
        here = address.difference_update_query(["host"]).update_query_dict({"host": self._folder.name})
        return here.render_as_string(hide_password=False)

    def freeze(self) -> None:
        """Answers nothing any more."""
        self._thawed.clear()

    def thaw(self) -> None:
        """Goes on where it was."""
        self._thawed.set()

    async def shut(self) -> None:
        """Ends all connections, and refuses new ones, as where the server is stopped."""
        self._thawed.set()
        if self._server:
            self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        os.unlink(os.path.join(self._folder.name, NAME))

    async def mend(self) -> None:
        """Lets through again."""
        path = os.path.join(self._folder.name, NAME)
        self._server = await asyncio.start_unix_server(self._come, path)

    async def close(self) -> None:
        """Shuts for good."""
        await self.shut()
        self._folder.cleanup()

    async def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._behind)
        self._writers |= {writer, back}
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pump(source, sink))
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                await self._thawed.wait()
                sink.write(data)
        self._writers.discard(sink)
        sink.close()


@contextmanager
def full() -> Iterator[None]:
    """Has nothing more fit on the disk of this process, for as long as the context lasts."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))  # bytes of a file: a page, without its head
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Has another process write to a SQLite file, for as long as the context lasts."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()
