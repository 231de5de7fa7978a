"""What the self-check keeps, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio

from bot.coach.checkin.memory import in_memory
from bot.coach.checkin.period import Cadence
from bot.coach.checkin.ports import GroupResult, Kept, Standing, Submitted, Terms, Withheld
from bot.store.checkin import kept as stored
from bot.store.database import Database
from tests.checkin.keys import BEFORE, NOW, TODAY, TestRing, chance, entry


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> Kept:
    return stored(database, TestRing(), chance) if request.param == "stored" else in_memory()


async def test_answers_are_seen_by_their_person_alone(kept: Kept) -> None:
    answers = kept.answers
    await answers.consent("T1", "ana")
    await answers.consent("T1", "luis")
    assert await answers.submit("T1", "ana", entry(energy=3), TODAY) is Submitted.KEPT
    assert (await answers.mine("T1", "ana")).entries == (entry(energy=3),)
    assert (await answers.mine("T1", "luis")).entries == ()
    assert (await answers.mine("T2", "ana")).entries == ()


async def test_entries_come_oldest_first(kept: Kept) -> None:
    await kept.answers.consent("T1", "ana")
    for period in (NOW, BEFORE):
        await kept.answers.submit("T1", "ana", entry(period), date(2026, 11, 10))
    assert [e.period for e in (await kept.answers.mine("T1", "ana")).entries] == [BEFORE, NOW]
    assert await kept.answers.periods("T1") == (BEFORE, NOW)


async def test_who_did_not_say_yes_is_not_kept(kept: Kept) -> None:
    assert not await kept.answers.consented("T1", "ana")
    assert await kept.answers.submit("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    await kept.answers.consent("T2", "ana")
    assert await kept.answers.submit("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED


async def test_the_first_answers_of_a_period_stay(kept: Kept) -> None:
    await kept.answers.consent("T1", "ana")
    await kept.answers.submit("T1", "ana", entry(energy=1), TODAY)
    assert await kept.answers.submit("T1", "ana", entry(energy=4), TODAY) is Submitted.ALREADY
    assert (await kept.answers.mine("T1", "ana")).entries == (entry(energy=1),)


@pytest.mark.parametrize("period", [BEFORE, "2026-W99", "yesterday"])
async def test_a_form_of_a_period_that_is_over_is_refused(kept: Kept, period: str) -> None:
    await kept.answers.consent("T1", "ana")
    assert await kept.answers.submit("T1", "ana", entry(period), TODAY) is Submitted.OVER


async def test_who_stops_keeps_what_there_is_and_may_come_back(kept: Kept) -> None:
    answers = kept.answers
    await answers.consent("T1", "ana")
    await answers.submit("T1", "ana", entry(), TODAY)
    await answers.stop("T1", "ana")
    assert not await answers.consented("T1", "ana")
    assert await answers.submit("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await answers.mine("T1", "ana")).entries) == 1
    await answers.consent("T1", "ana")
    assert await answers.submit("T1", "ana", entry(), TODAY) is Submitted.ALREADY


async def test_after_erasing_there_is_nothing_and_a_late_form_is_refused(kept: Kept) -> None:
    answers = kept.answers
    for one in ("ana", "luis"):
        await answers.consent("T1", one)
        await answers.submit("T1", one, entry(), TODAY)
    await answers.erase("T1", "ana")
    assert (await answers.mine("T1", "ana")).entries == ()
    assert not await answers.consented("T1", "ana")
    assert await answers.submit("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await answers.mine("T1", "luis")).entries) == 1
    await answers.consent("T1", "ana")
    assert await answers.submit("T1", "ana", entry(), TODAY) is Submitted.KEPT


async def test_a_period_is_read_for_its_closing(kept: Kept) -> None:
    for i, one in enumerate(("ana", "luis", "eva")):
        await kept.answers.consent("T1", one)
        await kept.answers.submit("T1", one, entry(energy=i), TODAY)
    found = await kept.answers.of_period("T1", NOW, ["ana", "eva", "nobody"])
    assert found == {"ana": entry(energy=0), "eva": entry(energy=2)}


async def test_what_is_too_old_goes(kept: Kept) -> None:
    await kept.answers.consent("T1", "ana")
    for period in (BEFORE, NOW):
        await kept.answers.submit("T1", "ana", entry(period), date(2026, 11, 10))
    assert await kept.answers.purge("T1", date(2026, 11, 10)) == 0
    assert await kept.answers.purge("T2", TODAY) == 0
    assert await kept.answers.purge("T1", TODAY) == 1
    assert await kept.answers.periods("T1") == (NOW,)


async def test_a_tenant_that_turns_it_off_is_wiped_alone(kept: Kept) -> None:
    for tenant in ("T1", "T2"):
        await kept.answers.consent(tenant, "ana")
        await kept.answers.submit(tenant, "ana", entry(), TODAY)
    await kept.answers.wipe("T1")
    assert (await kept.answers.mine("T1", "ana")).entries == ()
    assert await kept.answers.submit("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await kept.answers.mine("T2", "ana")).entries) == 1


async def test_two_forms_at_once_are_one_entry(kept: Kept) -> None:
    await kept.answers.consent("T1", "ana")
    done = await asyncio.gather(*(kept.answers.submit("T1", "ana", entry(), TODAY) for _ in range(4)))
    assert sorted(d.value for d in done) == ["already", "already", "already", "kept"]


async def test_reminders_go_to_all_who_were_offered_it_and_want_them(kept: Kept) -> None:
    assert await kept.standings.of("T1", "ana") == Standing(offered=False, reminders=True)
    await kept.standings.put("T1", "luis", "slack", Standing(offered=True))
    await kept.standings.put("T1", "ana", "teams", Standing(offered=True))
    await kept.standings.put("T1", "eva", "slack", Standing(offered=True, reminders=False))
    await kept.standings.put("T2", "pía", "slack", Standing(offered=True))
    assert await kept.standings.reminded("T1") == (("ana", "teams"), ("luis", "slack"))
    assert [user_id for user_id, _ in await kept.standings.all("T1")] == ["ana", "eva", "luis"]
    await kept.standings.wipe("T1")
    assert await kept.standings.reminded("T1") == ()
    assert len(await kept.standings.reminded("T2")) == 1


async def test_terms_are_kept_unless_out_of_date(kept: Kept) -> None:
    assert await kept.tenants.terms("T1") == Terms()
    mine = Terms(on=True, cadence=Cadence.WEEKLY, minimum=12, retention=30, country="MX")
    assert await kept.tenants.put("T1", mine)
    assert await kept.tenants.terms("T1") == replace(mine, version=1)
    assert not await kept.tenants.put("T1", mine)
    assert await kept.tenants.put("T1", replace(mine, on=False, version=1))
    assert await kept.tenants.terms("T1") == replace(mine, on=False, version=2)
    await kept.standings.put("T0", "ana", "slack", Standing(offered=True))
    assert await kept.tenants.all() == ("T0", "T1")


async def test_results_are_published_once(kept: Kept) -> None:
    results = [
        GroupResult(NOW, "floor", "index", 55),
        GroupResult(NOW, "floor", "abuse", None, Withheld.PROTECTS),
        GroupResult(NOW, "night", "index", None, Withheld.SMALL),
    ]
    assert not await kept.results.published("T1", NOW)
    assert await kept.results.publish("T1", NOW, results)
    assert not await kept.results.publish("T1", NOW, [GroupResult(NOW, "late", "index", 60)])
    assert await kept.results.published("T1", NOW)
    assert await kept.results.publish("T1", BEFORE, [GroupResult(BEFORE, "floor", "index", 40)])
    assert await kept.results.of_group("T1", "floor") == (
        GroupResult(BEFORE, "floor", "index", 40),
        results[1],
        results[0],
    )
    assert await kept.results.of_group("T1", "late") == ()
    assert await kept.results.of_group("T2", "floor") == ()
    await kept.results.wipe("T1")
    assert not await kept.results.published("T1", NOW)


async def test_a_period_without_groups_is_published_too(kept: Kept) -> None:
    assert await kept.results.publish("T1", NOW, [])
    assert not await kept.results.publish("T1", NOW, [GroupResult(NOW, "late", "index", 60)])
