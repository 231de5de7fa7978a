"""From 0.1.0 to now with rows in every table that there was, on both engines; and the way back.

`dumps/0.1.0.sql` was written by the stores of that version; its self-check is sealed by OLD and PEPPER.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from alembic import command

from bot.core.chat import Person
from bot.core.errors import CalmaError
from bot.core.personal import DataSubject
from bot.store.sql import copies
from bot.store.sql.copies import before_name, examine
from bot.store.sql.database import Database
from bot.store.sql.shapes import NEWER, SchemaError, revisions
from bot.store.sql.stores import looked_into, opened
from bot.store.sql.upgrade import alembic_config
from bot.wiring.restoring import prepare_records
from bot.wiring.sql import stored
from tests.checkin.keys import BEFORE, NOW, TestKeys, entry
from tests.databases import new_database
from tests.harness import Actor, Clock, Harness

DUMP = Path(__file__).parent / "dumps" / "0.1.0.sql"
SHAPE, HEAD = "0010", revisions()[-1]
ANA = Person("T1", "slack", "ana", "en")


@pytest_asyncio.fixture
async def earlier(url: str) -> AsyncIterator[Database]:
    """A database of 0.1.0, as it was left."""
    found = Database(new_database(url) if url.startswith("postgresql") else url)
    await fill(found)
    yield found
    await found.close()


async def fill(database: Database, without: str = "") -> None:
    """Puts in what 0.1.0 left, but for tables whose names begin so."""
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), SHAPE))
        for statement in DUMP.read_text(encoding="utf-8").splitlines():
            if without and statement.startswith(f'INSERT INTO "{without}'):
                continue
            if not database.sqlite:
                statement = re.sub(r"X'([0-9a-f]*)'", r"'\\x\1'", statement).replace("%", "%%")
            await connection.exec_driver_sql(statement)
        await connection.commit()


async def counts(database: Database) -> dict[str, int]:
    """Returns how many rows each table has."""
    async with database.reading() as connection:
        tables = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
        return {
            name: (await connection.execute(sa.select(sa.func.count()).select_from(sa.table(name)))).scalar()
            or 0
            for name in tables
        }


def copies_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.before-*"))


def is_private(path: Path) -> bool:
    return path.stat().st_mode & 0o777 == 0o600


async def test_the_dump_has_rows_in_every_table_of_that_version(earlier: Database) -> None:
    assert not [table for table, count in (await counts(earlier)).items() if not count]


async def test_nothing_is_lost_and_the_tables_are_those_of_now(earlier: Database) -> None:
    before = await counts(earlier)
    await earlier.migrate()
    await earlier.check_schema()
    async with earlier.engine.connect() as connection:
        await connection.run_sync(lambda c: command.check(alembic_config(c)))
    after = await counts(earlier)
    fewer = {table for table, count in before.items() if after.get(table, 0) < count}
    assert fewer == set(), {table: (before[table], after.get(table)) for table in fewer}


async def test_the_app_reads_all_of_it(earlier: Database) -> None:
    await earlier.migrate()
    async with stored(earlier.url, TestKeys()) as stores:
        assert (await stores.people.complete_person(ANA)).language == "en"
        assert await stores.favourites.favourites_of(ANA)
        assert (await stores.groups.all_groups("T1"))[0].people
        assert await stores.drills.find_drill("T1", "floor10")
        assert await stores.drills.memories("T1", "ana")
        assert await stores.drills.answer_times("T1", "ana", Clock().now.replace(year=2026, month=1))
        assert [play.id for play in await stores.plays.ended_plays("T1", "ana")] == ["p3", "p2"]
        assert await stores.rounds.replies_of("T1", "r1")
        [schedule] = await stores.schedule.schedules.all_schedules("T1")
        assert await stores.schedule.schedules.slots_of("T1", schedule.id, date(2026, 11, 1))
        assert await stores.schedule.preferences.find_preferences("T1", ["ana"])
        [incident] = await stores.boundary.incidents.incident_page("T1", 0, 9)
        assert incident.policy.warnings == 2
        assert await stores.boundary.policies.current_policy("T1")
        assert len((await stores.team.find_content("T1")).entries) == 3
        assert await stores.team.find_changes("T1", 0, 9)
        assert await stores.ledger.campaign_progress("T1")
        assert await stores.tokens.find_token("T1", "slack")
        assert await stores.personal.export_person(DataSubject("T1", "ana"))


async def test_the_self_check_is_converted_whole(earlier: Database) -> None:
    await earlier.migrate()
    async with stored(earlier.url, TestKeys()) as stores:
        await prepare_records(stores.checkin.records)
        records = {record.user_id: record for record in await stores.checkin.records.all_records("T1")}
    assert records.keys() == {"ana", "eva", "luis", "pia"}
    assert records["ana"].entries == (entry(BEFORE, energy=1), entry(NOW, energy=3))
    assert records["luis"].entries == (entry(NOW),)
    assert [user for user, record in sorted(records.items()) if record.taking_part] == ["ana", "pia"]
    assert not records["eva"].reminders
    left = await counts(earlier)
    assert (left["checkin_rows"], left["checkin_keys"], left["checkin_standings"]) == (0, 0, 0)


async def test_people_go_on_where_they_were(earlier: Database) -> None:
    await earlier.migrate()
    async with stored(earlier.url, TestKeys()) as stores:
        app = Harness(stores)
        ana = Actor(app, "ana", "en")
        assert await ana.types("she is yelling at me")
        assert await ana.types("me", command="drill")
        assert await ana.types("privacy")


async def test_a_copy_of_before_stays_beside_a_file(
    earlier: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await earlier.migrate()
    kept = before_name(tmp_path / "calma.db", HEAD)
    assert copies_in(tmp_path) == [kept] * earlier.sqlite
    if earlier.sqlite:
        assert examine(kept).revision == SHAPE
        assert is_private(kept)
        [line] = [record.message for record in caplog.records if record.name == "calma.store"]
        assert line.startswith(
            f"the database is changed to shape {HEAD}; as it was before, it is in {kept} ("
        )
    await earlier.migrate()
    assert copies_in(tmp_path) == [kept] * earlier.sqlite


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
class TestOnAFile:
    async def test_where_there_is_no_room_for_a_copy_that_is_said_and_it_is_migrated(
        self,
        earlier: Database,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(copies, "SPARE", 10**18)
        await earlier.migrate()
        await earlier.check_schema()
        assert copies_in(tmp_path) == []
        [line] = [record.message for record in caplog.records if record.name == "calma.store"]
        assert "no copy of before is kept: The disk of" in line

    async def test_whoever_only_looks_changes_nothing(self, earlier: Database) -> None:
        with pytest.raises(CalmaError, match=r"older.*app\.py migrate"):
            async with looked_into(earlier.url):
                pass
        assert await earlier.shape() == SHAPE

    async def test_an_earlier_version_says_what_to_do_and_the_copy_is_the_way_back(
        self, earlier: Database, tmp_path: Path
    ) -> None:
        await earlier.migrate()
        await earlier.close()
        path = tmp_path / "calma.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(SchemaError) as refused:
            async with opened(earlier.url):
                pass
        assert str(refused.value) == NEWER
        assert "python app.py restore FILE" in NEWER
        new = copies.bring_beside(before_name(path, HEAD), path)
        assert copies.put_in_place(new, path, tmp_path / "calma.db.replaced-1")
        async with opened(earlier.url) as database:
            await database.check_schema()
        assert examine(tmp_path / "calma.db.replaced-1").revision == "9999"
