"""Alerts, stored together with the notices that they cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.features.alert.model import Alert, AlertAnswer, AlertResponse
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.ledger import putting
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.versions import write_versions

_IS_OPEN = sa.text("closed IS NULL")

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("agent", USER, nullable=False),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("name", USER, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("seal", SHORT, nullable=False),
    sa.Column("reason", SHORT, nullable=False),
    sa.Column("channel", SHORT, nullable=False),
    sa.Column("waves", sa.Text, nullable=False),
    sa.Column("message", sa.String(512), nullable=False),
    sa.Column("fleeting", sa.Boolean, nullable=False),
    sa.Column("raised", SECONDS, nullable=False),
    sa.Column("taken_by", USER),
    sa.Column("taken_name", USER),
    sa.Column("taken_how", SHORT),
    sa.Column("taken_at", SECONDS),
    sa.Column("closed", SECONDS),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index(None, "raised"),
    # At most one of an agent for the same reason, whatever two processes do at once.
    sa.Index(
        "uq_alerts_open",
        *("tenant", "agent", "reason"),
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
)

_PLAIN = ("tenant", "id", "agent", "platform", "name", "language", "seal", "reason", "channel", "fleeting")
LONGEST_MESSAGE = 512  # characters; what is longer could not be used to change the card anyway


class SqlAlertStore:
    """`AlertStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_alert(self, tenant: str, agent: str, reason: str) -> Alert | None:
        mine = (alerts.c.tenant == tenant, alerts.c.agent == agent, alerts.c.reason == reason)
        return await self._read(sa.select(alerts).where(*mine, alerts.c.closed.is_(None)))

    async def find_alert(self, tenant: str, id: str) -> Alert | None:
        return await self._read(sa.select(alerts).where(alerts.c.tenant == tenant, alerts.c.id == id))

    async def keep_alerts(self, changed: Sequence[Alert], notices: Sequence[Notice] = ()) -> bool:
        rows = ((_row(alert), alert.version) for alert in changed)
        return await write_versions(self._database, alerts, rows, putting(self._database, notices))

    async def waiting_alerts(self, since: datetime) -> tuple[datetime, ...]:
        unanswered = (_IS_OPEN, alerts.c.taken_by.is_(None), alerts.c.raised > seconds(since))
        query = sa.select(alerts.c.raised).where(*unanswered).order_by(alerts.c.raised)
        async with self._database.reading() as connection:
            return tuple(map(moment, (await connection.execute(query)).scalars()))

    async def purge_alerts(self, before: datetime) -> int:
        async with self._database.writing() as connection:
            old = sa.delete(alerts).where(alerts.c.raised < seconds(before))
            return (await connection.execute(old)).rowcount

    async def _read(self, query: sa.Select[Any]) -> Alert | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _alert(row)


def _row(alert: Alert) -> dict[str, object]:
    response = alert.response
    return {
        **{name: getattr(alert, name) for name in _PLAIN},
        "waves": json.dumps([[(to.platform, to.id, to.channel) for to in wave] for wave in alert.waves]),
        "message": alert.message if len(alert.message) <= LONGEST_MESSAGE else "",
        "raised": seconds(alert.raised),
        "taken_by": response.by if response else None,
        "taken_name": response.name if response else None,
        "taken_how": response.answer.value if response else None,
        "taken_at": seconds(response.at) if response else None,
        "closed": None if alert.closed is None else seconds(alert.closed),
    }


def _alert(row: Any) -> Alert:
    taken = row.taken_by is not None
    return Alert(
        **{name: getattr(row, name) for name in _PLAIN},
        waves=tuple(tuple(Address(row.tenant, *to) for to in wave) for wave in json.loads(row.waves)),
        message=row.message,
        raised=moment(row.raised),
        response=AlertResponse(row.taken_by, row.taken_name, AlertAnswer(row.taken_how), moment(row.taken_at))
        if taken
        else None,
        closed=None if row.closed is None else moment(row.closed),
        version=row.version,
    )
