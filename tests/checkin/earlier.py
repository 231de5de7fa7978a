"""What versions before blocks stored of the self-check, written as they wrote it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.keys import key_id
from bot.features.checkin.model import CheckinEntry
from bot.store.sql.checkin_tables import checkin_keys, checkin_lock, checkin_rows, checkin_standings
from bot.store.sql.database import Database, upsert
from tests.checkin.keys import OLD, PEPPER

SIZE = 640


class EarlierVersion:
    """Stores what people of a tenant answered, by one key and one pepper."""

    def __init__(
        self, database: Database, tenant: str = "T1", key: bytes = OLD, pepper: bytes = PEPPER
    ) -> None:
        self.database, self.tenant, self.key, self.pepper = database, tenant, key, pepper

    async def offers(self, user_id: str, *, reminders: bool = True, every: int | None = None) -> None:
        """Stores that somebody was offered it."""
        values = {"platform": "slack", "offered": True, "reminders": reminders, "every": every}
        row = {"tenant": self.tenant, "user_id": user_id, **values}
        await self.database.execute(upsert(self.database, checkin_standings, row, list(values)))

    async def takes_part(self, user_id: str, *entries: CheckinEntry, open: bool = True) -> None:
        """Stores a yes, and what somebody answered."""
        await self.offers(user_id)
        lock = {"id": "only", "pepper": key_id(self.pepper), "key": key_id(self.key)}
        await self.database.execute(self.database.insert(checkin_lock).values(lock).on_conflict_do_nothing())
        own, person = os.urandom(32), self.pseudonym("person", user_id)
        wrapped = self.sealed(self.key, own, f"key|{person}")
        row = {"tenant": self.tenant, "id": person, "by": key_id(self.key), "wrapped": wrapped, "open": open}
        await self.database.execute(sa.insert(checkin_keys).values(row))
        for entry in entries:
            parts = [
                entry.instrument,
                entry.version,
                entry.answers,
                entry.indices.get("index"),
                entry.exposures,
            ]
            plain = json.dumps(parts, separators=(",", ":")).encode() + b"\x80"
            id = self.pseudonym("row", user_id, entry.period)
            sealed = self.sealed(own, plain.ljust(SIZE, b"\0"), f"{id}|{entry.period}")
            row = {"tenant": self.tenant, "period": entry.period, "id": id, "sealed": sealed}
            await self.database.execute(sa.insert(checkin_rows).values(row))

    async def left(self) -> tuple[int, int, int]:
        """Returns how many keys, rows and people there are still."""
        counts = []
        async with self.database.reading() as connection:
            for table in (checkin_keys, checkin_rows, checkin_standings):
                mine = sa.select(sa.func.count()).select_from(table).where(table.c.tenant == self.tenant)
                counts.append((await connection.execute(mine)).scalar() or 0)
        return counts[0], counts[1], counts[2]

    def pseudonym(self, kind: str, user_id: str, *more: str) -> str:
        """Returns what stands for somebody."""
        message = json.dumps([kind, self.tenant, user_id, *more]).encode()
        return hmac.new(self.pepper, message, hashlib.sha256).hexdigest()

    @staticmethod
    def sealed(key: bytes, plain: bytes, bound: str) -> bytes:
        """Returns something sealed."""
        nonce = os.urandom(12)
        return nonce + AESGCM(key).encrypt(nonce, plain, bound.encode())
