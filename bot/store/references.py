"""Where people and channels can be reached unasked, as their platform told it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.store.database import Database, upsert
from bot.store.metadata import TENANT, metadata

references = sa.Table(
    "references",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("reference", sa.Text, nullable=False),
)


class StoredReferences:
    """`References` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, tenant: str, id: str, reference: str) -> None:
        """Keeps a reference in place of the one before."""
        await self.keep_all({(tenant, id): reference})

    async def keep_all(self, entries: Mapping[tuple[str, str], str]) -> None:
        """Keeps many at once, by tenant and id."""
        async with self._database.writing() as connection:
            for (tenant, id), reference in entries.items():
                row: dict[str, object] = {"tenant": tenant, "id": id, "reference": reference}
                await connection.execute(upsert(self._database, references, row, ["reference"]))

    async def find(self, tenant: str, id: str) -> str | None:
        """Returns what was kept, or None."""
        found = references.c.tenant == tenant, references.c.id == id
        async with self._database.reading() as connection:
            text: str | None = await connection.scalar(sa.select(references.c.reference).where(*found))
        return text
