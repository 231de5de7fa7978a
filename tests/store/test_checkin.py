"""What the self-check keeps, on both engines and in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.features.checkin.model import Terms, UnitResult, Withheld
from bot.features.checkin.period import Cadence, CadenceChange
from bot.features.checkin.ports import CheckinStores
from bot.store.memory.checkin import checkin_in_memory
from bot.store.sql.checkin import checkin_stores as stored
from bot.store.sql.checkin_tables import checkin_results
from bot.store.sql.database import Database
from tests.checkin.keys import BEFORE, NOW, TestKeys, chance


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stores(request: pytest.FixtureRequest, database: Database) -> CheckinStores:
    return stored(database, TestKeys(), chance) if request.param == "stored" else checkin_in_memory()


async def test_terms_are_kept_unless_out_of_date(stores: CheckinStores) -> None:
    assert await stores.terms.find_terms("T1") == Terms()
    mine = Terms(
        on=True,
        cadence=Cadence.HALF_YEARLY,
        minimum=12,
        retention=30,
        country="MX",
        changes=(
            CadenceChange(date(2026, 11, 2), Cadence.WEEKLY),
            CadenceChange(date(2026, 11, 30), Cadence.HALF_YEARLY),
        ),
    )
    assert await stores.terms.keep_terms("T1", mine)
    assert await stores.terms.find_terms("T1") == replace(mine, version=1)
    assert not await stores.terms.keep_terms("T1", mine)
    assert await stores.terms.keep_terms("T1", replace(mine, on=False, version=1))
    assert await stores.terms.find_terms("T1") == replace(mine, on=False, version=2)
    assert await stores.terms.known_tenants() == ("T1",)


async def test_results_are_published_once(stores: CheckinStores) -> None:
    results = [
        UnitResult(NOW, "floor", "index", 55, 65, instrument="calma-six"),
        UnitResult(NOW, "floor", "abuse", withheld=Withheld.PROTECTS),
        UnitResult(NOW, "night", "index", withheld=Withheld.SMALL),
    ]
    assert not await stores.results.is_published("T1", NOW)
    assert await stores.results.publish_results("T1", NOW, results)
    assert not await stores.results.publish_results("T1", NOW, [UnitResult(NOW, "late", "index", 60, 70)])
    assert await stores.results.is_published("T1", NOW)
    assert await stores.results.publish_results("T1", BEFORE, [UnitResult(BEFORE, "floor", "index", 40, 50)])
    assert await stores.results.results_of_unit("T1", "floor") == (
        UnitResult(BEFORE, "floor", "index", 40, 50),
        results[1],
        results[0],
    )
    assert await stores.results.results_of_unit("T1", "late") == ()
    assert await stores.results.results_of_unit("T2", "floor") == ()
    await stores.results.wipe_results("T1")
    assert not await stores.results.is_published("T1", NOW)


async def test_figures_of_before_there_were_ranges_are_read_as_the_numbers_that_they_are(
    database: Database,
) -> None:
    row = {"tenant": "T1", "period": NOW, "group": "floor", "figure": "index", "value": 55, "withheld": None}
    await database.execute(sa.insert(checkin_results).values(row))
    hidden = {**row, "figure": "abuse", "value": None, "withheld": "protects"}
    await database.execute(sa.insert(checkin_results).values(hidden))
    results = stored(database, TestKeys(), chance).results
    assert await results.results_of_unit("T1", "floor") == (
        UnitResult(NOW, "floor", "abuse", withheld=Withheld.PROTECTS),
        UnitResult(NOW, "floor", "index", 55, 55),
    )


async def test_a_period_without_groups_is_published_too(stores: CheckinStores) -> None:
    assert await stores.results.publish_results("T1", NOW, [])
    assert not await stores.results.publish_results("T1", NOW, [UnitResult(NOW, "late", "index", 60, 70)])
