"""The phrases that people saved for themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.core.caps import FAVOURITES
from bot.core.chat import Person
from bot.core.people import Favourite
from bot.store.sql.caps import check_cap
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert

favourites = sa.Table(
    "favourites",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("phrase", sa.String(128), primary_key=True),
    sa.Column("situation", SHORT, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
)
_columns = favourites.c


class SqlFavouriteStore:
    """`FavouriteStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def favourites_of(self, person: Person) -> tuple[Favourite, ...]:
        query = (
            sa.select(_columns.phrase, _columns.situation, _columns.at)
            .where(_columns.tenant == person.tenant, _columns.user_id == person.user_id)
            .order_by(_columns.at.desc(), _columns.phrase)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Favourite(row.phrase, row.situation, datetime.fromtimestamp(row.at, UTC)) for row in rows
        )

    async def save_favourite(self, person: Person, favourite: Favourite) -> None:
        row: dict[str, object] = {
            "tenant": person.tenant,
            "user_id": person.user_id,
            "phrase": favourite.phrase,
            "situation": favourite.situation,
            "at": int(favourite.at.timestamp()),
        }
        mine = {"tenant": person.tenant, "user_id": person.user_id}

        def work(connection: sa.Connection) -> None:
            connection.execute(upsert(self._database, favourites, row, ["situation", "at"]))
            check_cap(connection, FAVOURITES, favourites, **mine)

        await self._database.write(work)

    async def remove_favourite(self, person: Person, phrase: str) -> None:
        here = (
            _columns.tenant == person.tenant,
            _columns.user_id == person.user_id,
            _columns.phrase == phrase,
        )
        await self._database.execute(sa.delete(favourites).where(*here))
