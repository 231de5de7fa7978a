"""Links to the report's page, and the sessions that they began: one of each person, by hashes alone."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.core.sessions import ReportSession
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.people import people

HASH = sa.String(64)

report_sessions = sa.Table(
    "report_sessions",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("link", HASH, nullable=False, index=True),
    sa.Column("session", HASH, nullable=False, index=True),  # "" until the link is opened
    sa.Column("until", SECONDS, nullable=False, index=True),
)
_columns = report_sessions.c
_SHOWN = ("tenant", "platform", "user_id", "language", "until", "link")
_OPENED = _columns.session != sa.literal_column("''")
_GONE = sa.exists().where(
    people.c.tenant == _columns.tenant,
    people.c.user_id == _columns.user_id,
    sa.or_(people.c.left.is_not(None), people.c.erasing.is_not(None)),
)
_FIND = sa.select(*(_columns[name] for name in _SHOWN)).where(
    _OPENED, _columns.session == sa.bindparam("session"), _columns.until > sa.bindparam("now"), ~_GONE
)


class SqlReportSessionStore:
    """`ReportSessionStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_link(self, session: ReportSession) -> None:
        row: dict[str, object] = {name: getattr(session, name) for name in _SHOWN}
        row |= {"session": "", "until": seconds(session.until)}
        changed = [name for name in row if name not in ("tenant", "user_id")]
        await self._database.execute(upsert(self._database, report_sessions, row, changed))

    async def redeem_link(self, link: str, session: str, now: datetime, until: datetime) -> bool:
        # One statement, so that of two at once the second finds the link opened, on either engine.
        unopened = (_columns.link == link, _columns.session == "", _columns.until > seconds(now))
        opening = sa.update(report_sessions).where(*unopened)
        return await self._database.execute(opening.values(session=session, until=seconds(until))) == 1

    async def find_session(self, session: str, now: datetime) -> ReportSession | None:
        row = await self._database.first(_FIND, {"session": session, "now": seconds(now)})
        if row is None:
            return None
        return ReportSession(row.tenant, row.platform, row.user_id, row.language, moment(row.until), row.link)

    async def end_session(self, session: str) -> None:
        await self._database.execute(sa.delete(report_sessions).where(_OPENED, _columns.session == session))

    async def revoke_person(self, tenant: str, user_id: str) -> None:
        theirs = _columns.tenant == tenant, _columns.user_id == user_id
        await self._database.execute(sa.delete(report_sessions).where(*theirs))

    async def purge_sessions(self, before: datetime) -> int:
        over = _columns.until < seconds(before)
        return await self._database.execute(sa.delete(report_sessions).where(over))
