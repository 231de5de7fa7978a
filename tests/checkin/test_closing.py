"""A period that is over: its figures are worked out once and stay; what is old goes; off erases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.features.checkin.consent import asked_consent
from bot.features.checkin.model import CheckinEntry, Terms, UnitResult, Withheld
from bot.features.checkin.period import period_of, previous_period
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.publish import first_figure
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.service import PeriodClosing, turn_off
from bot.features.checkin.units import Unit, UnitPlan
from bot.store.memory.checkin import checkin_in_memory
from bot.store.memory.checkin_records import MemoryRecordStore
from tests.build import ready
from tests.checkin.instruments import SIX
from tests.checkin.keys import BEFORE, NOW, TODAY

SAID = ready().checkin
assert SAID
CONTENT = replace(SAID, instrument=SIX)
TERMS = Terms(on=True, minimum=8)
AGREED = asked_consent(TERMS, CONTENT)
EIGHT = [f"p{i}" for i in range(8)]
SINCE = date(2026, 10, 19)  # two full periods, and four weeks, before the one of now
LATER = datetime(2026, 11, 30, 1, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
HIGH = {"index": 100.0}


def of(period: str = NOW, **exposures: float) -> CheckinEntry:
    return CheckinEntry(period, "six", 1, {}, HIGH, exposures)


async def placed(stores: CheckinStores, first: date, **units: Iterable[str]) -> None:
    """People are in units from a day on."""
    newest = await stores.units.newest_plan("T1")
    people = {who: ("slack", unit) for unit, members in units.items() for who in members}
    plan = UnitPlan(first, tuple(Unit(id, id.title()) for id in units), people, newest.edition)
    assert await stores.units.keep_plan("T1", plan)


async def filled(people: Iterable[str] = EIGHT, first: date = SINCE) -> CheckinStores:
    """Returns the stores of a tenant whose unit has sent its sheets."""
    stores = checkin_in_memory()
    for who in people:
        record = CheckinRecord(who, "slack", first, consent=AGREED, taking_part=True)
        await stores.records.add_records("T1", [record.with_entry(of(abuse=75.0))])
    assert await stores.terms.keep_terms("T1", TERMS)
    await stores.results.publish_results("T1", BEFORE, ())  # it is on since then
    await placed(stores, first, floor=people)
    return stores


def closing(stores: CheckinStores) -> PeriodClosing:
    """Returns the daily job."""
    return PeriodClosing(stores, lambda: CONTENT)


async def figures(stores: CheckinStores, unit: str = "floor") -> list[tuple[str, object]]:
    """Returns each figure of a unit: its range, or why there is none."""
    results = await stores.results.results_of_unit("T1", unit)
    return [(r.figure, r.withheld or (r.low, r.high)) for r in results]


async def test_a_period_is_closed_once_it_is_over_and_its_figures_stay() -> None:
    stores = await filled()
    await closing(stores)(datetime(2026, 11, 29, 23, tzinfo=UTC))
    assert not await stores.results.is_published("T1", NOW)
    await closing(stores)(LATER)
    seen = await figures(stores)
    assert seen == [("abuse", (60, 100)), ("index", (55, 100)), ("someone", (0, 40))]

    def light(record: CheckinRecord) -> CheckinRecord:
        return replace(record, entries=(replace(of(), indices={"index": 0.0}),))

    await stores.records.rewrite_records("T1", light)
    await closing(stores)(LATER + timedelta(hours=9))
    assert await figures(stores) == seen


async def test_members_are_those_of_when_the_period_began() -> None:
    stores = await filled()
    await placed(stores, date(2026, 11, 30), floor=EIGHT[:4], late=EIGHT[4:])
    await closing(stores)(LATER)
    assert (await figures(stores))[1] == ("index", (55, 100))
    assert await figures(stores, "late") == []


async def test_one_tenants_trouble_keeps_no_other_waiting() -> None:
    stores = await filled()
    refused: list[str] = []

    class Troubled(MemoryRecordStore):
        async def all_records(self, tenant: str) -> tuple[CheckinRecord, ...]:
            if tenant != "T1":
                refused.append(tenant)
                raise ValueError(f"{tenant} is damaged")
            return await stores.records.all_records(tenant)

    for tenant in ("T0", "T2"):
        assert await stores.terms.keep_terms(tenant, TERMS)
    with pytest.raises(ExceptionGroup) as raised:
        await closing(replace(stores, records=Troubled()))(LATER)
    assert refused == ["T0", "T2"]
    assert [str(error) for error in raised.value.exceptions] == ["T0 is damaged", "T2 is damaged"]
    assert await figures(stores) == [("abuse", (60, 100)), ("index", (55, 100)), ("someone", (0, 40))]


async def test_who_is_new_counts_from_the_third_full_period_on() -> None:
    first = SINCE + timedelta(days=1)
    stores = await filled(first=SINCE)
    await placed(stores, first + timedelta(days=13), floor=[*EIGHT[:7], "new"])

    def joined(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        return replace(record, offered=SINCE, consent=AGREED, taking_part=True, entries=(of(),)), None

    await stores.records.change_record("T1", "new", joined)
    await closing(stores)(LATER)
    assert await figures(stores) == [(name, Withheld.SMALL) for name in ("abuse", "index", "someone")]


async def test_a_period_that_nobody_answered_is_closed_too_and_all_that_were_missed() -> None:
    stores = await filled()
    await closing(stores)(LATER + 3 * FORTNIGHT)
    period = period_of(TODAY, TERMS.cadence)
    for _ in range(4):
        assert await stores.results.is_published("T1", period.id)
        period = period_of(period.next, TERMS.cadence)
    assert not await stores.results.is_published("T1", period.id)
    seen = [(r.period, r.withheld) for r in await stores.results.results_of_unit("T1", "floor")]
    assert seen[0] == (NOW, None)
    assert {why for period, why in seen if period != NOW} == {Withheld.SMALL}


async def test_a_unit_that_changed_shows_that_for_two_periods() -> None:
    stores = await filled([*EIGHT, "p8", "p9"])
    await closing(stores)(LATER)
    after = period_of(period_of(TODAY, TERMS.cadence).next, TERMS.cadence)
    await placed(stores, after.first, floor=EIGHT[:7], away=["p7", "p8", "p9"])
    reasons = []
    for n in range(1, 4):
        await closing(stores)(LATER + n * FORTNIGHT)
        newest = (await stores.results.results_of_unit("T1", "floor"))[-1]
        reasons.append(newest.withheld)
    assert reasons == [Withheld.CHANGED, Withheld.CHANGED, Withheld.SMALL]


async def test_two_who_close_at_once_publish_once() -> None:
    stores = await filled()
    await asyncio.gather(*(closing(stores)(LATER) for _ in range(5)))
    assert len(await figures(stores)) == 3


async def test_what_a_kill_left_undone_is_done_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stores = await filled()
    terms = await stores.terms.find_terms("T1")
    assert await stores.terms.keep_terms("T1", replace(terms, retention=30))
    rewrite = stores.records.rewrite_records

    async def killed(*_: object) -> None:
        raise RuntimeError("the process ended")

    monkeypatch.setattr(stores.records, "rewrite_records", killed)
    for _ in range(2):  # published, and nothing deleted
        with pytest.raises(RuntimeError):
            await closing(stores)(LATER + timedelta(days=60))
    assert (await figures(stores))[1] == ("index", (55, 100))
    monkeypatch.setattr(stores.records, "rewrite_records", rewrite)
    assert await closing(stores)(LATER + timedelta(days=60)) == 8


async def test_what_is_older_than_the_tenant_keeps_it_goes() -> None:
    stores = await filled()
    terms = await stores.terms.find_terms("T1")
    assert await stores.terms.keep_terms("T1", replace(terms, retention=30))
    daily = closing(stores)
    assert await daily(datetime(2026, 12, 29, 12, tzinfo=UTC)) == 0
    assert await daily(datetime(2026, 12, 30, 12, tzinfo=UTC)) == 8
    assert (await stores.records.find_record("T1", "p0")).entries == ()


async def test_who_did_not_agree_to_the_terms_of_now_counts_in_no_figure() -> None:
    stores = await filled([*EIGHT, "p8"])

    def more(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        return replace(record, consent=replace(AGREED, minimum=9)), None

    for who in ("p0", "p8"):
        await stores.records.change_record("T1", who, more)
    await closing(stores)(LATER)
    assert {why for _, why in await figures(stores)} == {Withheld.SMALL}


async def test_turning_it_off_erases() -> None:
    stores = await filled()
    await closing(stores)(LATER)
    terms = await stores.terms.find_terms("T1")
    assert await turn_off(stores, "T1", replace(terms, on=False))
    assert await stores.records.all_records("T1") == ()
    assert await figures(stores) == []
    assert not (await stores.terms.find_terms("T1")).on
    assert not await turn_off(stores, "T1", terms)


async def test_what_turning_it_off_left_because_it_was_cut_off_is_erased_a_day_later() -> None:
    stores = await filled()
    await closing(stores)(LATER)
    terms = await stores.terms.find_terms("T1")
    assert await stores.terms.keep_terms("T1", replace(terms, on=False))  # and then the process ended
    await closing(stores)(LATER)
    assert await stores.records.all_records("T1") == ()
    assert await figures(stores) == []


def test_a_first_figure_takes_about_six_weeks() -> None:
    first = first_figure(SINCE, TERMS)
    assert first.id == NOW
    assert (first.next - SINCE).days == 42
    assert first_figure(SINCE + timedelta(days=1), TERMS).first == first.next
    weekly = first_figure(SINCE, replace(TERMS, cadence=type(TERMS.cadence)(1)))
    assert (weekly.next - SINCE).days == 35  # four weeks since it was offered, and the period itself
    assert previous_period(weekly).first > SINCE


def test_results_of_before_are_one_number() -> None:
    assert UnitResult(NOW, "floor", "index", 60, 60).range
    assert UnitResult(NOW, "floor", "index", withheld=Withheld.PROTECTS).range is None
