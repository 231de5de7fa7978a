"""The way to the newest shape, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.util import await_only

from bot.core.ledger import DeliveryState, Lane, Rank
from bot.features.checkin.model import Terms
from bot.features.checkin.period import Cadence, period_of
from bot.features.checkin.units import Unit
from bot.store.sql import upgrade
from bot.store.sql.checkin import SqlTermsStore
from bot.store.sql.checkin_units import SqlUnitStore
from bot.store.sql.database import Database
from bot.store.sql.drills import SqlDrillStore
from bot.store.sql.ledger import SqlLedger
from bot.store.sql.ledger_tables import moment
from bot.store.sql.shapes import MIGRATIONS, SchemaError, revisions
from bot.store.sql.upgrade import alembic_config
from tests.databases import new_database


@pytest_asyncio.fixture
async def empty(url: str) -> AsyncIterator[Database]:
    """A database without a table."""
    found = Database(new_database(url) if url.startswith("postgresql") else url)
    yield found
    await found.close()


async def test_an_empty_database_becomes_what_the_tables_say(empty: Database) -> None:
    await empty.migrate()
    await empty.check_schema()
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.check(alembic_config(c)))


async def test_migrating_twice_changes_nothing(empty: Database) -> None:
    await empty.migrate()
    await empty.migrate()
    await empty.check_schema()


def test_the_files_of_the_migrations_are_numbered_as_they_follow_each_other() -> None:
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert revisions() == [script.revision for script in known][::-1]


async def test_an_older_database_and_an_empty_one_say_what_to_do(empty: Database) -> None:
    with pytest.raises(SchemaError, match=r"no tables of Calma yet: run `python app\.py migrate`"):
        await empty.check_schema()
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0001"))
        await connection.commit()
    with pytest.raises(SchemaError, match=r"older.*app\.py migrate"):
        await empty.check_schema()


async def test_a_newer_database_says_what_to_do(empty: Database) -> None:
    await empty.migrate()
    async with empty.writing() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer"):
        await empty.check_schema()


async def test_what_the_outbox_held_is_in_the_ledger(empty: Database) -> None:
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0001"))
        await connection.commit()
    async with empty.writing() as connection:
        for number, state in enumerate(("due", "sending", "sent", "dead")):
            to, about = "'slack', 'sofia', false", "'boundary.told', '[\"i1\"]'"
            row = f"('T1', 'k{number}', {to}, {about}, '{state}', 600, 2, 1)"
            await connection.execute(sa.text(f"INSERT INTO outbox VALUES {row}"))
    await empty.migrate()
    ledger = SqlLedger(empty)
    found = [await ledger.find_delivery("T1", f"k{number}") for number in range(4)]
    assert [row and row.state for row in found] == [
        DeliveryState.DUE,
        DeliveryState.SENDING,
        DeliveryState.SENT,
        DeliveryState.DEAD,
    ]
    assert [row and row.at for row in found] == [None, None, moment(600), moment(600)]
    assert {row and row.notice.rank for row in found} == {Rank.SAFETY}
    assert await ledger.due_lanes(moment(600), 9) == (Lane("T1", "slack"),)
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", moment(600), moment(660))
    assert lease
    claims = {claim.notice.key: claim for claim in await ledger.claim_due(lease, moment(600), 9)}
    assert {key: claim.doubts for key, claim in claims.items()} == {"k0": 1, "k1": 2}
    assert claims["k1"].began == moment(540)
    assert claims["k1"].notice.about == ("i1",)


async def test_where_who_practised_was_seen_before_it_counts_from_the_migration_on(empty: Database) -> None:
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0020"))
        await connection.commit()
    async with empty.writing() as connection:
        await connection.execute(sa.text("INSERT INTO drill_settings VALUES ('T1', true), ('T2', false)"))
    before = datetime.now(UTC).replace(microsecond=0)
    await empty.migrate()
    stats = SqlDrillStore(empty).stats
    since = await stats.named_since("T1")
    assert since
    assert before <= since <= datetime.now(UTC)
    assert await stats.named_since("T2") is None


async def test_the_self_check_stays_on_where_it_was_used_and_is_off_elsewhere(empty: Database) -> None:
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0026"))
        await connection.commit()
    async with empty.writing() as connection:
        terms = "(tenant, is_on, cadence, minimum, retention, country, groups, version)"
        for row in (
            f"checkin_terms {terms} VALUES ('set', true, 1, 9, 90, 'MX', '[\"night\"]', 3)",
            f"checkin_terms {terms} VALUES ('off', false, 2, 8, 180, '', '[]', 2)",
            "checkin_keys (tenant, id, \"by\", wrapped, open) VALUES ('taken', 'p', 'k', '', false)",
            "checkin_standings (tenant, user_id, platform, offered, reminders) "
            "VALUES ('offered', 'ana', 'slack', true, true), ('off', 'eva', 'slack', true, true)",
        ):
            await connection.execute(sa.text(f"INSERT INTO {row}"))
    await empty.migrate()
    terms_of = SqlTermsStore(empty).find_terms
    used = Terms(on=True, minimum=8, version=1)
    assert await terms_of("set") == Terms(True, Cadence.WEEKLY, 9, 90, "MX", 3)
    assert await terms_of("off") == Terms(on=False, minimum=8, version=2)
    assert await terms_of("taken") == await terms_of("offered") == used
    assert await terms_of("new") == Terms() == Terms(on=False, minimum=10)


async def test_two_who_migrate_at_once_both_come_to_their_end(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, others = upgrade.upgrade, Database(empty.url)

    def late(connection: sa.Connection) -> None:
        monkeypatch.setattr(upgrade, "upgrade", real)
        await_only(others.migrate())
        connection.execute(sa.text("CREATE TABLE people (id INTEGER)"))

    monkeypatch.setattr(upgrade, "upgrade", late)
    await empty.migrate()
    await empty.check_schema()
    await others.close()


async def test_groups_of_the_self_check_become_units_from_the_next_period_on(empty: Database) -> None:
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0026"))
        await connection.commit()
    people = {"n": '["ana", "luis"]', "d": '["luis", "eva", "eva"]', "x": '["leo"]'}
    async with empty.writing() as connection:
        for id, members in people.items():
            row = f"('T1', '{id}', 'Team {id}', 'slack', '', '{members}', 1)"
            await connection.execute(
                sa.text(
                    "INSERT INTO groups (tenant, id, name, platform, conversation, people, version)"
                    f" VALUES {row}"
                )
            )
        for tenant, cadence, groups in (("T1", 2, '["n", "d", "gone"]'), ("T2", 1, '["n"]'), ("T3", 2, "[]")):
            await connection.execute(
                sa.text(
                    "INSERT INTO checkin_terms"
                    " (tenant, is_on, cadence, minimum, retention, country, groups, version)"
                    f" VALUES ('{tenant}', true, {cadence}, 8, 180, '', '{groups}', 1)"
                )
            )
    before = datetime.now(UTC).date()
    await empty.migrate()
    units = SqlUnitStore(empty)
    plan = await units.newest_plan("T1")
    days = (before, datetime.now(UTC).date())
    assert plan.first in {period_of(day, Cadence.FORTNIGHTLY).next for day in days}
    assert plan.units == (Unit("d", "Team d"), Unit("n", "Team n"))
    assert plan.people == {"ana": ("slack", "n"), "eva": ("slack", "d")}
    assert plan.unsettled == {"luis": ("slack", ("d", "n"))}
    assert plan.edition == 1
    assert not (await units.find_plan("T1", before)).people
    assert [(await units.newest_plan(tenant)).edition for tenant in ("T2", "T3")] == [0, 0]
