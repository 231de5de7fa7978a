"""Which phrases rise: what holds for any counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.outcomes import Tally
from bot.core.phrasebook import Phrase
from bot.features.lookup import select
from bot.features.outcome.rank import PRIOR, certain, risen

tally = st.integers(0, 2_000).flatmap(lambda total: st.builds(Tally, st.integers(0, total), st.just(total)))
ids = tuple("abcdefgh")
tallies = st.dictionaries(st.sampled_from(ids), tally)
few = st.integers(0, 3).flatmap(lambda total: st.builds(Tally, st.integers(0, total), st.just(total)))


def phrases(industries: tuple[str, ...] = ()) -> list[Phrase]:
    return [Phrase(name, {"en": name}, {"en": ""}, (), industries) for name in ids]


@pytest.mark.parametrize(
    ("found", "bound"),
    [(Tally(0, 0), 0.0), (Tally(3, 3), 0.4385), (Tally(10, 10), 0.7225), (Tally(50, 100), 0.4038)],
)
def test_the_bound_is_wilsons(found: Tally, bound: float) -> None:
    assert certain(found) == pytest.approx(bound, abs=1e-4)


@given(tally)
def test_the_bound_is_a_share_and_never_above_what_was_seen(found: Tally) -> None:
    seen = found.calmed / found.total if found.total else 0.0
    assert 0.0 <= certain(found) <= seen or found.calmed == 0


@given(tally)
def test_one_more_that_calmed_lifts_and_one_that_did_not_lowers(found: Tally) -> None:
    better, worse = Tally(found.calmed + 1, found.total + 1), Tally(found.calmed, found.total + 1)
    assert certain(worse) <= certain(found) + 1e-12
    assert certain(found) <= certain(better) + 1e-12


def test_without_outcomes_the_editors_order_holds() -> None:
    assert risen({}) == {}
    assert risen({"a": Tally(), "b": Tally()}) == {}


@given(st.dictionaries(st.sampled_from(ids), few))
def test_three_lucky_taps_change_nothing(found: dict[str, Tally]) -> None:
    assert risen(found) == {}


@given(tallies)
def test_only_those_rise_that_are_surely_better_than_usual(found: dict[str, Tally]) -> None:
    total = sum(t.total for t in found.values())
    usual = sum(t.calmed for t in found.values()) / total if total else 0.0
    for phrase, height in risen(found).items():
        assert height == certain(found[phrase]) > max(PRIOR, usual)


@given(tallies)
def test_the_order_is_that_of_the_heights_and_then_the_editors(found: dict[str, Tally]) -> None:
    up = risen(found)
    order = select.fitting(phrases(), "phone", "", up)
    assert sorted(order) == list(range(len(ids)))
    heights = [up.get(ids[i], 0.0) for i in order]
    assert heights == sorted(heights, reverse=True)
    rest = [i for i in order if ids[i] not in up]
    assert rest == sorted(rest)


@given(tallies, st.sampled_from(["", "finance"]))
def test_what_is_for_one_industry_stays_on_its_side(found: dict[str, Tally], industry: str) -> None:
    written = phrases() + [Phrase(name.upper(), {"en": name}, {"en": ""}, (), ("finance",)) for name in ids]
    up = {name.upper(): height for name, height in risen(found).items()} | risen(found)
    order = select.fitting(written, "phone", industry, up)
    special = [bool(written[i].industries) for i in order]
    assert special == sorted(special, reverse=bool(industry))


def test_a_phrase_that_calms_passes_those_before_it() -> None:
    up = risen({"a": Tally(10, 30), "c": Tally(28, 30), "b": Tally(2, 3)})
    assert list(up) == ["c"]
    assert select.fitting(phrases(), "phone", "", up)[:3] == [2, 0, 1]
