"""A period that is over: its figures are worked out once and stay; what is old goes; off erases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.features.checkin.model import (
    CheckinEntry,
    GroupResult,
    ReminderState,
    Submitted,
    VaultClosed,
    Withheld,
)
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.publish import group_results, reach_of
from bot.features.checkin.service import PeriodClosing, close_period, turn_off
from bot.store.memory.checkin import checkin_in_memory
from tests.checkin.keys import NOW, TODAY
from tests.checkin.test_scoring import SIX

EIGHT = [f"p{i}" for i in range(8)]
GROUPS = {"floor": EIGHT}
LATER = datetime(2026, 11, 30, 1, tzinfo=UTC)


def of(index: float | None, **exposures: float) -> CheckinEntry:
    return CheckinEntry(NOW, "six", 1, {}, index, exposures)


async def filled(people: list[str] = EIGHT) -> CheckinStores:
    stores = checkin_in_memory()
    for who in people:
        await stores.reminders.keep_reminder_state("T1", who, "slack", ReminderState(offered=True))
        await stores.answers.keep_consent("T1", who)
        assert await stores.answers.submit_entry("T1", who, of(62.5, abuse=75.0), TODAY) is Submitted.KEPT
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
    daily = PeriodClosing(stores, lambda: SIX, floor)
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
    assert not await close_period(stores, SIX, "T1", NOW, {})


async def test_what_is_older_than_the_tenant_keeps_it_goes() -> None:
    stores = await filled()
    terms = await stores.terms.find_terms("T1")
    await stores.terms.keep_terms("T1", replace(terms, retention=30))
    daily = PeriodClosing(stores, lambda: SIX, Floor())
    assert await daily(datetime(2026, 12, 29, 12, tzinfo=UTC)) == 0
    assert await daily(datetime(2026, 12, 30, 12, tzinfo=UTC)) == 8
    assert (await stores.answers.own_checkins("T1", "p0")).entries == ()


async def test_old_answers_go_even_while_the_keys_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    stores = await filled()

    async def closed(*_: object) -> Mapping[str, CheckinEntry]:
        raise VaultClosed("the keys are wrong")

    monkeypatch.setattr(stores.answers, "entries_of_period", closed)
    with pytest.raises(VaultClosed):
        await PeriodClosing(stores, lambda: SIX, Floor())(datetime(2027, 8, 1, tzinfo=UTC))
    assert await stores.answers.periods("T1") == ()
    assert not await stores.results.is_published("T1", NOW)


async def test_turning_it_off_erases() -> None:
    stores = await filled()
    await PeriodClosing(stores, lambda: SIX, Floor())(LATER)
    terms = await stores.terms.find_terms("T1")
    assert await turn_off(stores, "T1", replace(terms, on=False))
    assert (await stores.answers.own_checkins("T1", "p0")).entries == ()
    assert await stores.answers.submit_entry("T1", "p0", of(50.0), TODAY) is Submitted.NOT_CONSENTED
    assert await stores.results.results_of_group("T1", "floor") == ()
    assert await stores.reminders.people_to_remind("T1") == ()
    assert not (await stores.terms.find_terms("T1")).on
    assert not await turn_off(stores, "T1", terms)
