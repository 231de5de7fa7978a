"""Team rounds, their replies and votes. Who replied and voted is a keyed hash, and gone once it is closed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.caps import Cap
from bot.features.round.model import OwnBallot, Round, RoundReply, RoundStage, Verdict, shuffled, voted
from bot.store.sql.caps import capping
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.misses import PSEUDONYM, Pseudonyms

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("channel", USER, nullable=False),
    sa.Column("by", USER, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("prompt", SHORT, nullable=False),
    sa.Column("situation", SHORT, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("points", sa.Text, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("opened", SECONDS, nullable=False),
    sa.Index(None, "opened"),
)
round_replies = sa.Table(
    "round_replies",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("round", SHORT, primary_key=True),
    sa.Column("who", SHORT, primary_key=True),  # keyed hash of the author; once it is closed, the reply's id
    sa.Column("id", SHORT, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("votes", sa.Integer, nullable=False),
    sa.Column("at", SECONDS),  # gone with the author: the order of replies can tell whose is whose
    sa.Column("line", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.String(8), nullable=False, server_default=""),
)
round_votes = sa.Table(
    "round_votes",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("round", SHORT, primary_key=True),
    sa.Column("who", PSEUDONYM, primary_key=True),
    sa.Column("reply", SHORT, primary_key=True),
)
_r, _v = round_replies.c, round_votes.c
_SAME = ("tenant", "id", "platform", "channel", "by", "language", "prompt", "situation")


class SqlRoundStore:
    """`RoundStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._who = Pseudonyms(database, "rounds")

    async def open_round(self, team_round: Round, cap: Cap | None = None) -> bool:
        going_on = rounds.c.stage != RoundStage.CLOSED.value
        try:
            async with self._database.writing() as connection:
                await connection.execute(sa.insert(rounds).values(_row(team_round)))
                if cap:
                    await connection.run_sync(capping(cap, rounds, going_on, tenant=team_round.tenant))
        except IntegrityError:
            return False
        return True

    async def find_round(self, tenant: str, id: str) -> Round | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(_select_round(tenant, id))).first()
        return _round(row) if row else None

    async def rounds_open(self, tenant: str, since: datetime) -> tuple[Round, ...]:
        mine = (rounds.c.tenant == tenant, rounds.c.stage == RoundStage.OPEN.value)
        query = sa.select(rounds).where(*mine, rounds.c.opened >= seconds(since))
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(rounds.c.opened.desc(), rounds.c.id))
            return tuple(_round(row) for row in rows)

    async def keep_reply(self, tenant: str, id: str, user: str, entry: RoundReply, at: datetime) -> bool:
        async with self._database.writing() as connection:
            if await self._stage(connection, tenant, id) is not RoundStage.OPEN:
                return False
            who = await self._who.of(connection, tenant, id, user)
            row = {"tenant": tenant, "round": id, "who": who, "id": entry.id, "text": entry.text}
            expected = {"line": entry.line, "language": entry.language}
            values: dict[str, object] = {**row, **expected, "votes": 0, "at": seconds(at)}
            changed = ["text", "at", *expected]
            await connection.execute(upsert(self._database, round_replies, values, changed))
        return True

    async def reveal_round(self, tenant: str, id: str) -> bool:
        async with self._database.writing() as connection:
            return await _move(connection, tenant, id, RoundStage.OPEN, RoundStage.VOTING)

    async def keep_vote(self, tenant: str, id: str, user: str, reply: str, *, wanted: bool) -> Verdict:
        async with self._database.writing() as connection:
            if await self._stage(connection, tenant, id) is not RoundStage.VOTING:
                return Verdict.LATE
            if reply not in {entry.id for entry in await _entries(connection, tenant, id)}:
                return Verdict.LATE
            who = await self._who.of(connection, tenant, id, user)
            before = await _ballot(connection, tenant, id, who)
            verdict, votes = voted(before, reply, wanted=wanted)
            row = {"tenant": tenant, "round": id, "who": who}
            for taken in before.votes - votes:
                await connection.execute(_delete_votes(tenant, id).where(_v.who == who, _v.reply == taken))
            for given in votes - before.votes:
                await connection.execute(sa.insert(round_votes).values(**row, reply=given))
        return verdict

    async def close_round(self, tenant: str, id: str) -> bool:
        async with self._database.writing() as connection:
            if not await _move(connection, tenant, id, RoundStage.VOTING, RoundStage.CLOSED):
                return False
            same = (_v.tenant == _r.tenant, _v.round == _r.round, _v.reply == _r.id)
            count = sa.select(sa.func.count()).select_from(round_votes).where(*same).scalar_subquery()
            here = sa.update(round_replies).where(_r.tenant == tenant, _r.round == id)
            await connection.execute(here.values(votes=count, who=_r.id, at=None))
            await connection.execute(_delete_votes(tenant, id))
        return True

    async def replies_of(self, tenant: str, id: str) -> tuple[RoundReply, ...]:
        async with self._database.reading() as connection:
            return shuffled(id, await _entries(connection, tenant, id))

    async def count_voters(self, tenant: str, id: str) -> int:
        people = sa.func.count(sa.distinct(_v.who))
        query = sa.select(people).where(_v.tenant == tenant, _v.round == id)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def own_ballot(self, tenant: str, id: str, user: str) -> OwnBallot:
        async with self._database.reading() as connection:
            who = await self._who.known(connection, tenant, id, user)
            return await _ballot(connection, tenant, id, who) if who else OwnBallot()

    async def recent_rounds(self, tenant: str, count: int) -> tuple[str, ...]:
        mine = sa.select(rounds.c.prompt).where(rounds.c.tenant == tenant, rounds.c.prompt != "")
        newest = mine.order_by(rounds.c.opened.desc(), rounds.c.id.desc()).limit(count)
        async with self._database.reading() as connection:
            return tuple((await connection.execute(newest)).scalars())

    async def purge_rounds(self, before: datetime) -> int:
        async with self._database.writing() as connection:
            old = sa.select(rounds.c.tenant, rounds.c.id).where(rounds.c.opened < seconds(before))
            rows = (await connection.execute(old)).all()
            for tenant, id in rows:
                await connection.execute(_delete_votes(tenant, id))
                replies = sa.delete(round_replies).where(_r.tenant == tenant, _r.round == id)
                await connection.execute(replies)
                whole = sa.delete(rounds).where(rounds.c.tenant == tenant, rounds.c.id == id)
                await connection.execute(whole)
        return len(rows)

    async def _stage(self, connection: AsyncConnection, tenant: str, id: str) -> RoundStage | None:
        # Locked, so that votes and replies of one round come one after the other on PostgreSQL too.
        row = (await connection.execute(_select_round(tenant, id).with_for_update())).first()
        return RoundStage(row.stage) if row else None


def _select_round(tenant: str, id: str) -> sa.Select[Any]:
    return sa.select(rounds).where(rounds.c.tenant == tenant, rounds.c.id == id)


def _delete_votes(tenant: str, id: str) -> sa.Delete:
    return sa.delete(round_votes).where(_v.tenant == tenant, _v.round == id)


async def _move(
    connection: AsyncConnection, tenant: str, id: str, before: RoundStage, after: RoundStage
) -> bool:
    here = (rounds.c.tenant == tenant, rounds.c.id == id, rounds.c.stage == before.value)
    done = await connection.execute(sa.update(rounds).where(*here).values(stage=after.value))
    return bool(done.rowcount)


async def _entries(connection: AsyncConnection, tenant: str, id: str) -> list[RoundReply]:
    columns = (_r.id, _r.text, _r.votes, _r.line, _r.language)
    query = sa.select(*columns).where(_r.tenant == tenant, _r.round == id)
    return [RoundReply(*row) for row in await connection.execute(query)]


async def _ballot(connection: AsyncConnection, tenant: str, id: str, who: str) -> OwnBallot:
    own = sa.select(_r.id, _r.text, _r.line).where(_r.tenant == tenant, _r.round == id, _r.who == who)
    given = sa.select(_v.reply).where(_v.tenant == tenant, _v.round == id, _v.who == who)
    row = (await connection.execute(own)).first()
    votes = frozenset((await connection.execute(given)).scalars())
    return OwnBallot(row.id, row.text, votes, row.line) if row else OwnBallot(votes=votes)


def _row(team_round: Round) -> dict[str, object]:
    return {
        **{name: getattr(team_round, name) for name in _SAME},
        "line": json.dumps(dict(team_round.line), ensure_ascii=False),
        "points": json.dumps([dict(point) for point in team_round.points], ensure_ascii=False),
        "stage": team_round.stage.value,
        "opened": seconds(team_round.opened),
    }


def _round(row: Any) -> Round:
    return Round(
        **{name: getattr(row, name) for name in _SAME},
        line=json.loads(row.line),
        points=tuple(json.loads(row.points)),
        stage=RoundStage(row.stage),
        opened=moment(row.opened),
    )
