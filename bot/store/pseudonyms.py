"""Names for people that nobody can read back without this installation's key."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.misses import keys

PSEUDONYM = sa.String(32)


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
            return _hash(bytes.fromhex((await connection.execute(query)).scalar_one()), *parts)
        return _hash(self._key, *parts)

    async def known(self, connection: AsyncConnection, *parts: str) -> str:
        """Returns the pseudonym, within a transaction that reads; "" while no key was made."""
        if not self._key:
            query = sa.select(keys.c.value).where(keys.c.name == self._purpose)
            self._key = bytes.fromhex((await connection.execute(query)).scalar_one_or_none() or "")
        return _hash(self._key, *parts) if self._key else ""


def _hash(key: bytes, *parts: str) -> str:
    # The lengths keep apart what would otherwise read the same: ("a", "bc") and ("ab", "c").
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32]
