"""Look-ups that found nothing, counted; and the keyed hashes that stand for people.

Who asked is stored as a keyed hash. So is what was asked, until enough people asked it: then as text.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.figures import floor_of
from bot.core.misses import FEWEST_PEOPLE, Miss, MissReport
from bot.store.sql.database import SECONDS, TENANT, Database, metadata

HASH = sa.String(32)
PSEUDONYM = sa.String(32)
KEY_NAME = "misses"

misses = sa.Table(
    "misses",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", HASH, primary_key=True),  # keyed hash of what was asked alike
    sa.Column("text", sa.String(80), nullable=False, server_default=""),  # "" until enough people asked
    sa.Column("language", sa.String(8), nullable=False, server_default=""),
    sa.Column("away", sa.Boolean, nullable=False, server_default=sa.false()),
)

miss_people = sa.Table(
    "miss_people",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", HASH, primary_key=True),
    sa.Column("who", HASH, primary_key=True),  # keyed hash of the person
    sa.Column("at", SECONDS, nullable=False, index=True),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.String(64), nullable=False),
)


class SqlMissStore:
    """`MissStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert
        self._key = b""

    async def keep_misses(self, reports: Sequence[MissReport]) -> None:
        async with self._database.writing() as connection:
            key = self._key or await connection.run_sync(made_key, self._insert, KEY_NAME)
            # In one order, so that two writers cannot wait for each other.
            placed = sorted(
                ((r.tenant, keyed_hash(key, r.tenant, r.key), r) for r in reports), key=lambda p: p[:2]
            )
            for _, miss, report in placed:
                who = keyed_hash(key, report.tenant, report.platform, report.user_id)
                await self._count(connection, miss, report, who)
        self._key = key

    async def frequent_misses(self, tenant: str) -> tuple[Miss, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(_shown(tenant))).all()
        frequent = [Miss(row.id, row.text, row.language, row.people) for row in rows]
        return tuple(sorted(frequent, key=lambda miss: (-floor_of(miss.people), miss.text)))

    async def find_miss(self, tenant: str, miss_id: str) -> Miss | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(_shown(tenant).where(misses.c.id == miss_id))).first()
        return Miss(row.id, row.text, row.language, row.people) if row else None

    async def put_miss_away(self, tenant: str, miss_id: str) -> None:
        here = (misses.c.tenant == tenant, misses.c.id == miss_id)
        await self._database.execute(sa.update(misses).where(*here).values(away=True))

    async def forget_misses(self, before: datetime) -> None:
        mine = (miss_people.c.tenant == misses.c.tenant, miss_people.c.id == misses.c.id)
        left = sa.select(sa.func.count()).where(*mine).scalar_subquery()
        async with self._database.writing() as connection:
            old = miss_people.c.at < int(before.timestamp())
            await connection.execute(sa.delete(miss_people).where(old))
            await connection.execute(sa.delete(misses).where(left == 0))
            await connection.execute(sa.update(misses).where(left < FEWEST_PEOPLE).values(text=""))

    async def _count(self, connection: AsyncConnection, miss: str, report: MissReport, who: str) -> None:
        tenant = report.tenant
        row: dict[str, Any] = {"tenant": tenant, "id": miss}
        await connection.execute(self._insert(misses).values(row).on_conflict_do_nothing())
        asked = self._insert(miss_people).values({**row, "who": who, "at": int(report.at.timestamp())})
        latest = {"at": asked.excluded.at}
        await connection.execute(
            asked.on_conflict_do_update(index_elements=["tenant", "id", "who"], set_=latest)
        )
        people = sa.select(sa.func.count()).where(miss_people.c.tenant == tenant, miss_people.c.id == miss)
        enough = people.scalar_subquery() >= FEWEST_PEOPLE
        here = (misses.c.tenant == tenant, misses.c.id == miss, misses.c.text == "", enough)
        shown = {"text": report.text, "language": report.language}
        await connection.execute(sa.update(misses).where(*here).values(shown))


def _shown(tenant: str) -> sa.Select[Any]:
    people = sa.func.count().label("people")
    same = sa.and_(miss_people.c.tenant == misses.c.tenant, miss_people.c.id == misses.c.id)
    query = sa.select(misses.c.id, misses.c.text, misses.c.language, people).join_from(
        misses, miss_people, same
    )
    shown = query.where(misses.c.tenant == tenant, misses.c.text != "", ~misses.c.away)
    # A text may stand there of which so many asked that some are too long ago by now.
    same_text = shown.group_by(misses.c.id, misses.c.text, misses.c.language)
    return same_text.having(sa.func.count() >= FEWEST_PEOPLE)


class Pseudonyms:
    """Keyed hashes for one purpose; another purpose has another key, so that the two cannot be joined."""

    def __init__(self, database: Database, purpose: str) -> None:
        self._insert = database.insert
        self._purpose = purpose
        self._key = b""

    async def of(self, connection: AsyncConnection, *parts: str) -> str:
        """Returns the pseudonym, within a transaction that writes."""
        return (await self.maker(connection))(*parts)

    async def maker(self, connection: AsyncConnection) -> Callable[..., str]:
        """Returns what makes pseudonyms of parts, within a transaction that writes: it asks for no more."""
        # A key just made is not remembered here: the transaction may still fail, and the key with it.
        key = self._key or await connection.run_sync(made_key, self._insert, self._purpose)
        return partial(keyed_hash, key)

    async def known(self, connection: AsyncConnection, *parts: str) -> str:
        """Returns the pseudonym, within a transaction that reads; "" while no key was made."""
        if not self._key:
            query = sa.select(keys.c.value).where(keys.c.name == self._purpose)
            self._key = bytes.fromhex((await connection.execute(query)).scalar_one_or_none() or "")
        return keyed_hash(self._key, *parts) if self._key else ""


async def installation_key(database: Database, name: str) -> bytes:
    """Returns a key of this installation, made when it is first needed."""
    async with database.reading() as connection:
        stored = (await connection.execute(sa.select(keys.c.value).where(keys.c.name == name))).scalar()
    if stored:
        return bytes.fromhex(stored)
    async with database.writing() as connection:
        return await connection.run_sync(made_key, database.insert, name)


def made_key(connection: sa.Connection, insert: Callable[[sa.Table], Insert], name: str) -> bytes:
    """Returns a key of this installation, made when it is first needed, within a transaction that writes."""
    query = sa.select(keys.c.value).where(keys.c.name == name)
    if not (stored := connection.execute(query).scalar()):
        new = insert(keys).values(name=name, value=secrets.token_hex(32))
        connection.execute(new.on_conflict_do_nothing())  # another process may be the first
        stored = connection.execute(query).scalar_one()
    return bytes.fromhex(stored)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Returns what only who has the key can work out from `parts`: 32 hexadecimal digits."""
    # The lengths keep apart what would otherwise read the same: ("a", "bc") and ("ab", "c").
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]
