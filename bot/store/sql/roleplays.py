"""Role-plays that people are in, or have played."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.features.roleplay.model import ContactState, Play, PlayStatus, TakenReply
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.versions import write_versions

_IS_OPEN = sa.text("standing = 'open'")

roleplays = sa.Table(
    "roleplays",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("player", USER, nullable=False),
    sa.Column("scenario", SHORT, nullable=False),
    sa.Column("node", SHORT, nullable=False),
    sa.Column("tension", sa.Integer, nullable=False),
    sa.Column("progress", sa.Integer, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("ending", SHORT, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("began", SECONDS, nullable=False),
    sa.Column("touched", SECONDS, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index(None, "tenant", "player"),
    sa.Index(None, "touched"),
    # At most one that still goes on for each person, whatever two processes do at once.
    sa.Index(
        "uq_roleplays_open", "tenant", "player", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
    ),
)
_PLAIN = ("tenant", "id", "player", "scenario", "right")
_NEWEST = (roleplays.c.touched.desc(), roleplays.c.id.desc())


class SqlPlayStore:
    """`PlayStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_play(self, tenant: str, player: str) -> Play | None:
        return next(iter(await self._read(_of(tenant, player, PlayStatus.OPEN))), None)

    async def find_play(self, tenant: str, id: str) -> Play | None:
        query = sa.select(roleplays).where(roleplays.c.tenant == tenant, roleplays.c.id == id)
        return next(iter(await self._read(query)), None)

    async def keep_play(self, changed: Sequence[Play]) -> bool:
        rows = ((_row(play), play.version) for play in changed)
        return await write_versions(self._database, roleplays, rows)

    async def ended_plays(self, tenant: str, player: str) -> tuple[Play, ...]:
        return await self._read(_of(tenant, player, PlayStatus.ENDED).order_by(*_NEWEST))

    async def purge_plays(self, before: datetime) -> int:
        old = sa.delete(roleplays).where(roleplays.c.touched < seconds(before))
        return await self._database.execute(old)

    async def _read(self, query: sa.Select[Any]) -> tuple[Play, ...]:
        async with self._database.reading() as connection:
            return tuple(_play(row) for row in (await connection.execute(query)).all())


def _of(tenant: str, player: str, status: PlayStatus) -> sa.Select[Any]:
    mine = (roleplays.c.tenant == tenant, roleplays.c.player == player)
    return sa.select(roleplays).where(*mine, roleplays.c.standing == status.value)


def _row(play: Play) -> dict[str, object]:
    state = play.state
    path = [(step.node, step.line, step.tension, step.progress) for step in state.path]
    return {
        **{name: getattr(play, name) for name in _PLAIN},
        "node": state.node,
        "tension": state.tension,
        "progress": state.progress,
        "path": json.dumps(path),
        "ending": state.ending,
        "standing": play.status.value,
        "began": seconds(play.began),
        "touched": seconds(play.touched),
    }


def _play(row: Any) -> Play:
    path = tuple(TakenReply(*step) for step in json.loads(row.path))
    return Play(
        **{name: getattr(row, name) for name in _PLAIN},
        state=ContactState(row.node, row.tension, row.progress, path, row.ending),
        began=moment(row.began),
        touched=moment(row.touched),
        status=PlayStatus(row.standing),
        version=row.version,
    )
