"""Incidents, stored together with the notices that they cause."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.policy import AbuseKind, of_data, to_data
from bot.features.boundary.model import (
    Incident,
    IncidentResult,
    ResultKind,
    SupervisorAnswer,
    SupervisorSupport,
)
from bot.features.boundary.ports import BoundaryStores
from bot.features.boundary.protocol import OPEN as STILL_OPEN
from bot.features.boundary.protocol import ContactCourse, ContactEvent, EventKind
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.ledger import SqlLedger, putting
from bot.store.sql.ledger_tables import moment, seconds, seconds_or_none
from bot.store.sql.policies import SqlPolicyStore
from bot.store.sql.restrictions import SqlRestrictionStore
from bot.store.sql.versions import write_versions

OPEN = sa.text("step IN ('warning', 'zero')")

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("agent", USER, nullable=False),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("name", USER, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("seal", SHORT, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("channel", SHORT, nullable=False),
    sa.Column("kind", SHORT, nullable=False),
    sa.Column("step", SHORT, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("began", SECONDS, nullable=False),
    sa.Column("warned", sa.Text, nullable=False),
    sa.Column("zero", sa.Boolean, nullable=False),
    sa.Column("closed", SECONDS),
    sa.Column("told", SECONDS),
    sa.Column("rested", SECONDS),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("ticket", SHORT, nullable=False),
    sa.Column("backed_by", USER),
    sa.Column("backed_name", USER),
    sa.Column("backed_how", SHORT),
    sa.Column("backed_at", SECONDS),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("events", sa.Text, nullable=False, server_default="[]"),
    sa.Column("result_by", USER),
    sa.Column("result_name", USER),
    sa.Column("result", SHORT),
    sa.Column("result_at", SECONDS),
    sa.Index(None, "tenant", "began"),
    # At most one that still goes on for each agent, whatever two processes do at once.
    sa.Index("uq_incidents_open", "tenant", "agent", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
)

_OF = sa.select(incidents).where(incidents.c.tenant == sa.bindparam("tenant"))
_OPEN_OF = _OF.where(incidents.c.agent == sa.bindparam("agent"), OPEN)
_FIND = _OF.where(incidents.c.id == sa.bindparam("id"))
_NEWEST = (incidents.c.began.desc(), incidents.c.id.desc())
_CLOSINGS = {  # of earlier versions, by the step
    "stopped": EventKind.STOPPED,
    "ended": EventKind.ENDED,
    "transferred": EventKind.TRANSFERRED,
    "left": EventKind.LEFT,
}
_PLAIN = ("tenant", "id", "agent", "platform", "name", "language", "seal", "note", "ticket")


class SqlIncidentStore:
    """`IncidentStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_incident(self, tenant: str, agent: str) -> Incident | None:
        row = await self._database.first(_OPEN_OF, {"tenant": tenant, "agent": agent})
        return _incident(row) if row else None

    async def find_incident(self, tenant: str, id: str) -> Incident | None:
        row = await self._database.first(_FIND, {"tenant": tenant, "id": id})
        return _incident(row) if row else None

    async def keep_incident(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        rows = ((_row(incident), incident.version) for incident in changed)
        return await write_versions(self._database, incidents, rows, putting(self._database, notices))

    async def incident_page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        mine = sa.select(incidents).where(incidents.c.tenant == tenant).order_by(*_NEWEST)
        return await self._read(mine.offset(skip).limit(count))

    async def incidents_since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        mine = sa.select(incidents).where(incidents.c.tenant == tenant, incidents.c.began >= seconds(start))
        return await self._read(mine.order_by(*_NEWEST))

    async def incidents_waiting(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        column = incidents.c
        reported = (column.tenant == tenant, column.began >= seconds(start), column.told.is_not(None))
        over = column.step.not_in([step.value for step in STILL_OPEN])
        waits = sa.or_(column.backed_by.is_(None), column.result.is_(None))
        query = sa.select(incidents).where(*reported, over, waits)
        return await self._read(query.order_by(column.began, column.id))

    async def count_incidents(self, tenant: str) -> int:
        query = sa.select(sa.func.count()).select_from(incidents).where(incidents.c.tenant == tenant)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def tenants_with_incidents(self) -> tuple[str, ...]:
        query = sa.select(incidents.c.tenant).distinct().order_by(incidents.c.tenant)
        async with self._database.reading() as connection:
            return tuple((await connection.execute(query)).scalars())

    async def purge_incidents(self, tenant: str, before: datetime) -> int:
        old = sa.delete(incidents).where(incidents.c.tenant == tenant, incidents.c.began < seconds(before))
        return await self._database.execute(old)

    async def _read(self, query: sa.Select[Any]) -> tuple[Incident, ...]:
        async with self._database.reading() as connection:
            return tuple(_incident(row) for row in (await connection.execute(query)).all())


def _row(incident: Incident) -> dict[str, object]:
    course, support, result = incident.course, incident.support, incident.result
    return {
        **{name: getattr(incident, name) for name in _PLAIN},
        "policy": json.dumps(to_data(incident.policy), ensure_ascii=False),
        "audience": json.dumps([(to.platform, to.id, to.channel) for to in incident.audience]),
        "channel": course.channel,
        "kind": course.kind.value if course.kind else "",
        "step": course.step.value,
        "turn": course.turn,
        "began": seconds(course.began),
        "warned": json.dumps([seconds(at) for at in course.warned]),
        "zero": course.zero,
        "closed": seconds_or_none(course.closed),
        "told": seconds_or_none(course.reported),
        "rested": seconds_or_none(course.rested),
        "events": json.dumps([(e.kind.value, seconds(e.at), e.about) for e in course.events]),
        "backed_by": support.by if support else None,
        "backed_name": support.name if support else None,
        "backed_how": support.answer.value if support else None,
        "backed_at": seconds(support.at) if support else None,
        "result_by": result.by if result else None,
        "result_name": result.name if result else None,
        "result": result.kind.value if result else None,
        "result_at": seconds(result.at) if result else None,
    }


def _incident(row: Any) -> Incident:
    audience = json.loads(row.audience)
    return Incident(
        **{name: getattr(row, name) for name in _PLAIN},
        policy=of_data(json.loads(row.policy)),
        audience=tuple(Address(row.tenant, platform, id, channel) for platform, id, channel in audience),
        course=_course(row),
        support=_support(row),
        result=_result(row),
        version=row.version,
    )


def _course(row: Any) -> ContactCourse:
    events = [ContactEvent(EventKind(kind), moment(at), about) for kind, at, about in json.loads(row.events)]
    return ContactCourse(row.channel, row.turn, tuple(events or _earlier_events(row)))


def _earlier_events(row: Any) -> Iterator[ContactEvent]:
    """Yields what a row of an earlier version tells.

    It called the moments at which words were shown warnings; whether they were said, nobody had asked. Of an
    insult nobody knows whether somebody chose it: it stood there from the beginning.
    """
    began = moment(row.began)
    yield ContactEvent(EventKind.OPENED, began)
    for at in json.loads(row.warned):
        yield ContactEvent(EventKind.SHOWN, moment(at))
    if row.zero or row.kind != AbuseKind.INSULTS.value:
        told = EventKind.ZERO if row.zero else EventKind.SORT
        yield ContactEvent(told, moment(json.loads(row.warned)[-1]), row.kind)
    if row.closed is not None:
        yield ContactEvent(_CLOSINGS[row.step], moment(row.closed))
    later = [(row.told, EventKind.REPORTED, str(row.turn)), (row.rested, EventKind.RESTED, _rest(row))]
    known = [(moment(at), kind, about) for at, kind, about in later if at is not None]
    for told_at, kind, about in sorted(known, key=lambda event: event[0]):
        yield ContactEvent(kind, told_at, about)


def _rest(row: Any) -> str:
    return str(json.loads(row.policy)["rest"])


def _support(row: Any) -> SupervisorSupport | None:
    if row.backed_by is None:
        return None
    return SupervisorSupport(
        row.backed_by, row.backed_name, SupervisorAnswer(row.backed_how), moment(row.backed_at)
    )


def _result(row: Any) -> IncidentResult | None:
    if row.result is None:
        return None
    return IncidentResult(row.result_by, row.result_name, ResultKind(row.result), moment(row.result_at))


def boundary_stores(database: Database) -> BoundaryStores:
    """Returns the stores of the boundary in one database."""
    return BoundaryStores(
        SqlIncidentStore(database),
        SqlPolicyStore(database),
        SqlLedger(database),
        SqlRestrictionStore(database),
    )
