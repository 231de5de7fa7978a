"""Look-ups that found nothing, counted.

Who asked is kept as a keyed hash. So is what was asked, until enough people asked it: then its text is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.misses import FEWEST_PEOPLE, Miss, MissReport
from bot.store.sql.database import SECONDS, TENANT, Database, metadata

HASH = sa.String(32)

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

PSEUDONYM = sa.String(32)


class SqlMissStore:
    """`Misses` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert
        self._key = b""

    async def keep_misses(self, sightings: Sequence[MissReport]) -> None:
        async with self._database.writing() as connection:
            key = await self._known_key(connection)
            # In one order, so that two writers cannot wait for each other.
            placed = sorted(
                ((s.tenant, _hash(key, s.tenant, s.key), s) for s in sightings), key=lambda p: p[:2]
            )
            for tenant, miss, seen in placed:
                await self._count(
                    connection, tenant, miss, seen, _hash(key, seen.tenant, seen.platform, seen.user_id)
                )
        self._key = key

    async def frequent_misses(self, tenant: str) -> tuple[Miss, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(_shown(tenant))).all()
        found = [Miss(row.id, row.text, row.language, row.people) for row in rows]
        return tuple(sorted(found, key=lambda miss: (-miss.people, miss.text)))

    async def find_miss(self, tenant: str, miss_id: str) -> Miss | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(_shown(tenant).where(misses.c.id == miss_id))).first()
        return Miss(row.id, row.text, row.language, row.people) if row else None

    async def put_miss_away(self, tenant: str, miss_id: str) -> None:
        here = (misses.c.tenant == tenant, misses.c.id == miss_id)
        async with self._database.writing() as connection:
            await connection.execute(sa.update(misses).where(*here).values(away=True))

    async def forget_misses(self, before: datetime) -> None:
        mine = (miss_people.c.tenant == misses.c.tenant, miss_people.c.id == misses.c.id)
        left = sa.select(sa.func.count()).where(*mine).scalar_subquery()
        async with self._database.writing() as connection:
            old = miss_people.c.at < int(before.timestamp())
            await connection.execute(sa.delete(miss_people).where(old))
            await connection.execute(sa.delete(misses).where(left == 0))
            await connection.execute(sa.update(misses).where(left < FEWEST_PEOPLE).values(text=""))

    async def _count(
        self, connection: AsyncConnection, tenant: str, miss: str, seen: MissReport, who: str
    ) -> None:
        row: dict[str, Any] = {"tenant": tenant, "id": miss}
        await connection.execute(self._insert(misses).values(row).on_conflict_do_nothing())
        asked = self._insert(miss_people).values({**row, "who": who, "at": int(seen.at.timestamp())})
        latest = {"at": asked.excluded.at}
        await connection.execute(
            asked.on_conflict_do_update(index_elements=["tenant", "id", "who"], set_=latest)
        )
        people = sa.select(sa.func.count()).where(miss_people.c.tenant == tenant, miss_people.c.id == miss)
        enough = people.scalar_subquery() >= FEWEST_PEOPLE
        here = (misses.c.tenant == tenant, misses.c.id == miss, misses.c.text == "", enough)
        shown = {"text": seen.text, "language": seen.language}
        await connection.execute(sa.update(misses).where(*here).values(shown))

    async def _known_key(self, connection: AsyncConnection) -> bytes:
        """Returns the key of this installation, made when it is first needed."""
        if self._key:
            return self._key
        made = self._insert(keys).values(name=KEY_NAME, value=secrets.token_hex(32))
        await connection.execute(made.on_conflict_do_nothing())
        query = sa.select(keys.c.value).where(keys.c.name == KEY_NAME)
        return bytes.fromhex((await connection.execute(query)).scalar_one())


def _shown(tenant: str) -> sa.Select[Any]:
    people = sa.func.count().label("people")
    same = sa.and_(miss_people.c.tenant == misses.c.tenant, miss_people.c.id == misses.c.id)
    query = sa.select(misses.c.id, misses.c.text, misses.c.language, people).join_from(
        misses, miss_people, same
    )
    return query.where(misses.c.tenant == tenant, misses.c.text != "", ~misses.c.away).group_by(
        misses.c.id, misses.c.text, misses.c.language
    )


def _hash(key: bytes, *parts: str) -> str:
    # The lengths keep apart what would otherwise read the same: ("a", "bc") and ("ab", "c").
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]


class Pseudonyms:
    """Keyed hashes for one purpose; another purpose has another key, so that the two cannot be joined."""

    def __init__(self, database: Database, purpose: str) -> None:
        self._insert = database.insert
        self._purpose = purpose
        self._key = b""

    async def of(self, connection: AsyncConnection, *parts: str) -> str:
        """Returns the pseudonym, within a transaction that writes."""
        if not self._key:
            made = self._insert(keys).values(name=self._purpose, value=secrets.token_hex(32))
            await connection.execute(made.on_conflict_do_nothing())
            query = sa.select(keys.c.value).where(keys.c.name == self._purpose)
            # Not remembered here: the transaction may still fail, and the key with it.
            return _hashed(bytes.fromhex((await connection.execute(query)).scalar_one()), *parts)
        return _hashed(self._key, *parts)

    async def known(self, connection: AsyncConnection, *parts: str) -> str:
        """Returns the pseudonym, within a transaction that reads; "" while no key was made."""
        if not self._key:
            query = sa.select(keys.c.value).where(keys.c.name == self._purpose)
            self._key = bytes.fromhex((await connection.execute(query)).scalar_one_or_none() or "")
        return _hashed(self._key, *parts) if self._key else ""


def _hashed(key: bytes, *parts: str) -> str:
    # The lengths keep apart what would otherwise read the same: ("a", "bc") and ("ab", "c").
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]
