"""A period that is over: its figures are worked out once and stay; what is old goes; off erases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.checkin.consent import asked_consent
from bot.features.checkin.model import CheckinEntry, GroupResult, Terms, Withheld
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.publish import group_results, reach_of
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.service import PeriodClosing, close_period, turn_off
from bot.store.memory.checkin import checkin_in_memory
from tests.build import ready
from tests.checkin.keys import BEFORE, NOW, TODAY
from tests.checkin.test_scoring import SIX

SAID = ready().checkin
assert SAID
CONTENT = replace(SAID, instrument=SIX)
TERMS = Terms(on=True, minimum=8)
AGREED = asked_consent(TERMS, CONTENT)
EIGHT = [f"p{i}" for i in range(8)]
GROUPS = {"floor": EIGHT}
LATER = datetime(2026, 11, 30, 1, tzinfo=UTC)


def of(index: float | None, **exposures: float) -> CheckinEntry:
    return CheckinEntry(NOW, "six", 1, {}, index, exposures)


async def filled(people: list[str] = EIGHT) -> CheckinStores:
    stores = checkin_in_memory()
    for who in people:
        record = CheckinRecord(who, "slack", TODAY, consent=AGREED, taking_part=True)
        await stores.records.add_records("T1", [record.with_entry(of(62.5, abuse=75.0))])
    assert await stores.terms.keep_terms("T1", TERMS)
    await stores.results.publish_results("T1", BEFORE, ())  # it is on since then
    return stores


class Floor:
    """Who is in which group, and how often somebody asked."""

    def __init__(self, groups: Mapping[str, list[str]] = GROUPS) -> None:
        self.groups, self.asked = groups, 0

    async def __call__(self, tenant: str) -> Mapping[str, list[str]]:
        self.asked += 1
        return self.groups


def test_each_figure_is_of_those_who_answered_it() -> None:
    entries = {who: of(50.0, abuse=25.0) for who in EIGHT} | {"p0": of(None, abuse=25.0), "p1": of(50.0)}
    published = group_results(SIX, NOW, {"floor": [*EIGHT, "p8"]}, {**entries, "p8": of(50.0)}, 8)
    assert published == (
        GroupResult(NOW, "floor", "index", 50),
        GroupResult(NOW, "floor", "abuse", None, Withheld.SMALL),
        GroupResult(NOW, "floor", "someone", None, Withheld.SMALL),
    )


def test_answers_to_another_questionnaire_do_not_count() -> None:
    entries = {who: of(50.0) for who in EIGHT} | {"p0": replace(of(50.0), instrument="another")}
    assert group_results(SIX, NOW, GROUPS, entries, 8)[0].withheld is Withheld.SMALL


def test_of_few_possible_answers_two_stay_open() -> None:
    item = SIX.exposures[0]
    assert reach_of(item) == 25.0
    assert reach_of(replace(item, scale=item.scale[:2])) == 100.0
    assert reach_of(replace(item, scale=item.scale * 2)) == 15.0


async def test_a_period_is_closed_once_and_with_its_groups_of_then() -> None:
    stores, floor = await filled(), Floor()
    daily = PeriodClosing(stores, lambda: CONTENT, floor)
    await daily(datetime(2026, 11, 29, 23, tzinfo=UTC))
    assert not await stores.results.is_published("T1", NOW)
    await daily(LATER)
    first = await stores.results.results_of_group("T1", "floor")
    assert [(r.figure, r.value) for r in first] == [("abuse", 90), ("index", 50), ("someone", None)]
    floor.groups = {"floor": EIGHT[1:], "late": EIGHT}
    await daily(LATER)
    assert await stores.results.results_of_group("T1", "floor") == first
    assert await stores.results.results_of_group("T1", "late") == ()
    assert floor.asked == 1
    assert not await close_period(stores, CONTENT, "T1", NOW, {})


async def test_what_is_older_than_the_tenant_keeps_it_goes() -> None:
    stores = await filled()
    terms = await stores.terms.find_terms("T1")
    assert await stores.terms.keep_terms("T1", replace(terms, retention=30))
    daily = PeriodClosing(stores, lambda: CONTENT, Floor())
    assert await daily(datetime(2026, 12, 29, 12, tzinfo=UTC)) == 0
    assert await daily(datetime(2026, 12, 30, 12, tzinfo=UTC)) == 8
    assert (await stores.records.find_record("T1", "p0")).entries == ()


async def test_who_did_not_agree_to_the_terms_of_now_counts_in_no_figure() -> None:
    stores = await filled([*EIGHT, "p8"])
    agreed_to_more = replace(AGREED, minimum=9)

    def more(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        return replace(record, consent=agreed_to_more), None

    for who in ("p0", "p8"):
        await stores.records.change_record("T1", who, more)
    await PeriodClosing(stores, lambda: CONTENT, Floor({"floor": [*EIGHT, "p8"]}))(LATER)
    assert {result.withheld for result in await stores.results.results_of_group("T1", "floor")} == {
        Withheld.SMALL
    }


async def test_turning_it_off_erases() -> None:
    stores = await filled()
    await PeriodClosing(stores, lambda: CONTENT, Floor())(LATER)
    terms = await stores.terms.find_terms("T1")
    assert await turn_off(stores, "T1", replace(terms, on=False))
    assert await stores.records.all_records("T1") == ()
    assert await stores.results.results_of_group("T1", "floor") == ()
    assert not (await stores.terms.find_terms("T1")).on
    assert not await turn_off(stores, "T1", terms)
