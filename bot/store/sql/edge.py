"""What an edge needs stored: where people can be reached, and tokens, sealed by the edge they belong to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store.sql.database import SHORT, TENANT, Database, metadata, upserting

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("platform", SHORT, primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

references = sa.Table(
    "references",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("reference", sa.Text, nullable=False),
)


class SqlTokenStore:
    """`TokenStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_token(self, tenant: str, platform: str) -> tuple[str, int] | None:
        query = sa.select(tokens.c.sealed, tokens.c.version).where(*_one(tenant, platform))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (row.sealed, row.version)

    async def keep_token(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        values = {"sealed": sealed, "version": version + 1}
        statement: sa.Insert | sa.Update = sa.insert(tokens).values(
            tenant=tenant, platform=platform, **values
        )
        if version:
            held = (*_one(tenant, platform), tokens.c.version == version)
            statement = sa.update(tokens).where(*held).values(values)
        try:
            async with self._database.writing() as connection:
                return bool((await connection.execute(statement)).rowcount)
        except IntegrityError:
            return False


def _one(tenant: str, platform: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (tokens.c.tenant == tenant, tokens.c.platform == platform)


class SqlReferenceStore:
    """`ReferenceStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_reference(self, tenant: str, id: str, reference: str) -> None:
        await self.keep_references({(tenant, id): reference})

    async def keep_references(self, entries: Mapping[tuple[str, str], str]) -> None:
        rows = [{"tenant": tenant, "id": id, "reference": text} for (tenant, id), text in entries.items()]
        await self._database.execute(upserting(self._database, references, ["reference"]), rows)

    async def find_reference(self, tenant: str, id: str) -> str | None:
        same = references.c.tenant == tenant, references.c.id == id
        async with self._database.reading() as connection:
            text: str | None = await connection.scalar(sa.select(references.c.reference).where(*same))
        return text

    async def forget_references(self, tenant: str, ids: Collection[str]) -> None:
        these = references.c.tenant == tenant, references.c.id.in_(sorted(ids))
        if ids:
            await self._database.execute(sa.delete(references).where(*these))

    async def references_below(self, beginning: str) -> Mapping[tuple[str, str], str]:
        below = references.c.id.startswith(beginning, autoescape=True)
        async with self._database.reading() as connection:
            rows = (await connection.execute(sa.select(references).where(below))).all()
        return {(row.tenant, row.id): row.reference for row in rows}
