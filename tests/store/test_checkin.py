"""What the self-check keeps, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio

from bot.features.checkin.model import GroupResult, ReminderState, Submitted, Terms, Withheld
from bot.features.checkin.period import Cadence, CadenceChange
from bot.features.checkin.ports import CheckinStores
from bot.store.memory.checkin import checkin_in_memory
from bot.store.sql.checkin import checkin_stores as stored
from bot.store.sql.database import Database
from tests.checkin.keys import BEFORE, NOW, TODAY, TestKeys, chance, entry


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stores(request: pytest.FixtureRequest, database: Database) -> CheckinStores:
    return stored(database, TestKeys(), chance) if request.param == "stored" else checkin_in_memory()


async def test_answers_are_seen_by_their_person_alone(stores: CheckinStores) -> None:
    answers = stores.answers
    await answers.keep_consent("T1", "ana")
    await answers.keep_consent("T1", "luis")
    assert await answers.submit_entry("T1", "ana", entry(energy=3), TODAY) is Submitted.KEPT
    assert (await answers.own_checkins("T1", "ana")).entries == (entry(energy=3),)
    assert (await answers.own_checkins("T1", "luis")).entries == ()
    assert (await answers.own_checkins("T2", "ana")).entries == ()


async def test_entries_come_oldest_first(stores: CheckinStores) -> None:
    await stores.answers.keep_consent("T1", "ana")
    for period in (NOW, BEFORE):
        await stores.answers.submit_entry("T1", "ana", entry(period), date(2026, 11, 10))
    assert [e.period for e in (await stores.answers.own_checkins("T1", "ana")).entries] == [BEFORE, NOW]
    assert await stores.answers.periods("T1") == (BEFORE, NOW)


async def test_who_did_not_say_yes_is_not_kept(stores: CheckinStores) -> None:
    assert not await stores.answers.has_consented("T1", "ana")
    assert await stores.answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    await stores.answers.keep_consent("T2", "ana")
    assert await stores.answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED


async def test_within_a_period_the_last_answers_count(stores: CheckinStores) -> None:
    await stores.answers.keep_consent("T1", "ana")
    await stores.answers.submit_entry("T1", "ana", entry(energy=1), TODAY)
    assert await stores.answers.submit_entry("T1", "ana", entry(energy=4), TODAY) is Submitted.CORRECTED
    assert (await stores.answers.own_checkins("T1", "ana")).entries == (entry(energy=4),)


@pytest.mark.parametrize("period", [BEFORE, "2026-W99", "yesterday"])
async def test_a_form_of_a_period_that_is_over_is_refused(stores: CheckinStores, period: str) -> None:
    await stores.answers.keep_consent("T1", "ana")
    assert await stores.answers.submit_entry("T1", "ana", entry(period), TODAY) is Submitted.OVER


async def test_who_stops_keeps_what_there_is_and_may_come_back(stores: CheckinStores) -> None:
    answers = stores.answers
    await answers.keep_consent("T1", "ana")
    await answers.submit_entry("T1", "ana", entry(), TODAY)
    await answers.stop_taking_part("T1", "ana")
    assert not await answers.has_consented("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await answers.own_checkins("T1", "ana")).entries) == 1
    await answers.keep_consent("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.CORRECTED


async def test_after_erasing_there_is_nothing_and_a_late_form_is_refused(stores: CheckinStores) -> None:
    answers = stores.answers
    for one in ("ana", "luis"):
        await answers.keep_consent("T1", one)
        await answers.submit_entry("T1", one, entry(), TODAY)
    await answers.erase_person("T1", "ana")
    assert (await answers.own_checkins("T1", "ana")).entries == ()
    assert not await answers.has_consented("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await answers.own_checkins("T1", "luis")).entries) == 1
    await answers.keep_consent("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.KEPT


async def test_a_period_is_read_for_its_closing(stores: CheckinStores) -> None:
    for i, one in enumerate(("ana", "luis", "eva")):
        await stores.answers.keep_consent("T1", one)
        await stores.answers.submit_entry("T1", one, entry(energy=i), TODAY)
    found = await stores.answers.entries_of_period("T1", NOW, ["ana", "eva", "nobody"])
    assert found == {"ana": entry(energy=0), "eva": entry(energy=2)}


async def test_what_is_too_old_goes(stores: CheckinStores) -> None:
    await stores.answers.keep_consent("T1", "ana")
    for period in (BEFORE, NOW):
        await stores.answers.submit_entry("T1", "ana", entry(period), date(2026, 11, 10))
    assert await stores.answers.purge_entries("T1", date(2026, 11, 10)) == 0
    assert await stores.answers.purge_entries("T2", TODAY) == 0
    assert await stores.answers.purge_entries("T1", TODAY) == 1
    assert await stores.answers.periods("T1") == (NOW,)


async def test_a_tenant_that_turns_it_off_is_wiped_alone(stores: CheckinStores) -> None:
    for tenant in ("T1", "T2"):
        await stores.answers.keep_consent(tenant, "ana")
        await stores.answers.submit_entry(tenant, "ana", entry(), TODAY)
    await stores.answers.wipe_tenant("T1")
    assert (await stores.answers.own_checkins("T1", "ana")).entries == ()
    assert await stores.answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.NOT_CONSENTED
    assert len((await stores.answers.own_checkins("T2", "ana")).entries) == 1


async def test_two_forms_at_once_are_one_entry(stores: CheckinStores) -> None:
    await stores.answers.keep_consent("T1", "ana")
    done = await asyncio.gather(*(stores.answers.submit_entry("T1", "ana", entry(), TODAY) for _ in range(4)))
    assert sorted(d.value for d in done) == ["corrected", "corrected", "corrected", "kept"]


async def test_reminders_go_to_all_who_were_offered_it_and_want_them(stores: CheckinStores) -> None:
    assert await stores.reminders.find_reminder_state("T1", "ana") == ReminderState(
        offered=False, reminders=True
    )
    await stores.reminders.keep_reminder_state(
        "T1", "luis", "slack", ReminderState(offered=True, every=Cadence.WEEKLY)
    )
    await stores.reminders.keep_reminder_state("T1", "ana", "teams", ReminderState(offered=True))
    await stores.reminders.keep_reminder_state(
        "T1", "eva", "slack", ReminderState(offered=True, reminders=False)
    )
    await stores.reminders.keep_reminder_state("T2", "pía", "slack", ReminderState(offered=True))
    assert await stores.reminders.people_to_remind("T1") == (
        ("ana", "teams", None),
        ("luis", "slack", Cadence.WEEKLY),
    )
    assert [user_id for user_id, _ in await stores.reminders.known_people("T1")] == [
        "ana",
        "eva",
        "luis",
    ]
    await stores.reminders.wipe_reminders("T1")
    assert await stores.reminders.people_to_remind("T1") == ()
    assert len(await stores.reminders.people_to_remind("T2")) == 1


async def test_terms_are_kept_unless_out_of_date(stores: CheckinStores) -> None:
    assert await stores.terms.find_terms("T1") == Terms()
    mine = Terms(
        on=True,
        cadence=Cadence.HALF_YEARLY,
        minimum=12,
        retention=30,
        country="MX",
        groups=("night", "floor"),
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
    await stores.reminders.keep_reminder_state("T0", "ana", "slack", ReminderState(offered=True))
    assert await stores.terms.known_tenants() == ("T0", "T1")


async def test_results_are_published_once(stores: CheckinStores) -> None:
    results = [
        GroupResult(NOW, "floor", "index", 55),
        GroupResult(NOW, "floor", "abuse", None, Withheld.PROTECTS),
        GroupResult(NOW, "night", "index", None, Withheld.SMALL),
    ]
    assert not await stores.results.is_published("T1", NOW)
    assert await stores.results.publish_results("T1", NOW, results)
    assert not await stores.results.publish_results("T1", NOW, [GroupResult(NOW, "late", "index", 60)])
    assert await stores.results.is_published("T1", NOW)
    assert await stores.results.publish_results("T1", BEFORE, [GroupResult(BEFORE, "floor", "index", 40)])
    assert await stores.results.results_of_group("T1", "floor") == (
        GroupResult(BEFORE, "floor", "index", 40),
        results[1],
        results[0],
    )
    assert await stores.results.results_of_group("T1", "late") == ()
    assert await stores.results.results_of_group("T2", "floor") == ()
    await stores.results.wipe_results("T1")
    assert not await stores.results.is_published("T1", NOW)


async def test_a_period_without_groups_is_published_too(stores: CheckinStores) -> None:
    assert await stores.results.publish_results("T1", NOW, [])
    assert not await stores.results.publish_results("T1", NOW, [GroupResult(NOW, "late", "index", 60)])
