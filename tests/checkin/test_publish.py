"""The rules for groups, against an attacker who knows all answers but one, all memberships, all figures."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from bot.features.checkin.model import FLOOR, Withheld
from bot.features.checkin.publish import REACH, Published, fewest, figures, many, nearest, plan, step, third
from tests.checkin.attacker import Publish, interval, smallest_apart
from tests.checkin.floors import EXPOSURES, INDICES, Moment, people, periods

CASES = int(os.environ.get("CALMA_CASES", "150"))  # tenants, each with up to three periods
TARGETS = 2  # people of each period whose answer is looked for


def cases(scale: tuple[float, ...]) -> Iterator[tuple[Random, list[Moment]]]:
    for seed in range(CASES):
        chance = Random(seed)
        yield chance, periods(chance, scale)


def rules(minimum: int, reach: float) -> Publish:
    counts = third if reach == REACH else many
    return lambda moment: figures(moment.groups, moment.values, minimum, reach, counts)


def told(tried: Counter[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints what was tried, whatever pytest does with what tests print."""
    with capsys.disabled():
        sys.stdout.write(f"\n{words}: {', '.join(f'{n} {what}' for what, n in tried.items())}\n")


@pytest.mark.parametrize(
    ("name", "scale", "reach"), [("index", INDICES, REACH), ("exposure", EXPOSURES, 25.0)]
)
def test_nobody_places_the_missing_answer(
    name: str, scale: tuple[float, ...], reach: float, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: Counter[str] = Counter()
    narrowest = float("inf")
    for chance, moments in cases(scale):
        publish = rules(chance.choice([FLOOR, 6, 8, 8, 12]), reach)
        for period, moment in enumerate(moments):
            tried["periods"] += 1
            tried["figures"] += sum(isinstance(figure, int) for figure in publish(moment).values())
            everybody = sorted(moment.values)
            for target in chance.sample(everybody, min(TARGETS, len(everybody))):
                low, high = interval(moments, period, target, publish)
                narrowest = min(narrowest, high - low)
                tried["attacks"] += 1
                assert high - low > 2 * reach - 0.1, (moments, period, target)
                if scale is EXPOSURES:  # two answers at least stay possible
                    assert sum(low - 0.1 < value < high + 0.1 for value in scale) >= 2
    told(tried, f"{name}, {CASES} tenants, narrowest interval ±{narrowest / 2:.1f}", capsys)
    assert tried["figures"] > CASES / 2


def test_no_combination_is_under_the_minimum(capsys: pytest.CaptureFixture[str]) -> None:
    tried: Counter[str] = Counter()
    for chance, moments in cases(INDICES):
        minimum = chance.choice([FLOOR, 8, 8, 12])
        for moment in moments:
            found = plan(moment.groups, moment.values, fewest(minimum))
            shown = {group: moment.groups[group].intersection(moment.values) for group in found.shown}
            smallest = smallest_apart(shown)
            tried["periods"] += 1
            tried["groups shown"] += len(shown)
            tried["hidden to protect others"] += sum(w is Withheld.PROTECTS for w in found.withheld.values())
            assert smallest is None or smallest >= minimum, moment
            assert shown.keys() | found.withheld.keys() == moment.groups.keys()
    told(tried, f"combinations, {CASES} tenants", capsys)


def test_what_is_hidden_does_not_depend_on_answers() -> None:
    for chance, moments in cases(INDICES):
        for moment in moments:
            others = {one: chance.choice(INDICES) for one in moment.values}
            seen, would_be = (figures(moment.groups, values, 8) for values in (moment.values, others))
            assert hidden(seen) == hidden(would_be)


def hidden(found: Published) -> Published:
    return {group: figure for group, figure in found.items() if isinstance(figure, Withheld)}


def test_a_small_group_takes_its_smallest_sister_with_it() -> None:
    a, b, c = people(5), people(10, 5), people(15, 15)
    found = figures({"all": {*a, *b, *c}, "a": a, "b": b, "c": c}, dict.fromkeys([*a, *b, *c], 50.0), 8)
    assert found == {"all": 50, "a": Withheld.SMALL, "b": Withheld.PROTECTS, "c": 50}


def test_groups_that_overlap_by_a_few_are_not_both_shown() -> None:
    a, b = people(10), people(12, 7)
    found = figures({"a": a, "b": b}, dict.fromkeys({*a, *b}, 50.0), 8)
    assert found == {"a": Withheld.PROTECTS, "b": 50}


def test_what_was_hidden_in_vain_comes_back() -> None:
    # All but five of the whole are in one part, and that part has to go, not the small one within it.
    whole, most, few = people(30), people(25), people(8)
    found = figures({"whole": whole, "most": most, "few": few}, dict.fromkeys(whole, 50.0), 8)
    assert found == {"whole": 50, "most": Withheld.PROTECTS, "few": 50}


def test_a_group_far_away_is_left_alone() -> None:
    a, b, far = people(10), people(12, 7), people(8, 100)
    found = figures({"a": a, "b": b, "far": far}, dict.fromkeys({*a, *b, *far}, 50.0), 8)
    assert found["far"] == 50


def test_seven_are_too_few_and_no_setting_goes_under_the_floor() -> None:
    assert figures({"g": people(7)}, dict.fromkeys(people(7), 50.0), 8) == {"g": Withheld.SMALL}
    assert figures({"g": people(4)}, dict.fromkeys(people(4), 50.0), 1) == {"g": Withheld.SMALL}
    assert figures({"g": people(9)}, dict.fromkeys(people(7), 50.0), 8) == {"g": Withheld.SMALL}


@pytest.mark.parametrize(("value", "figure"), [(0.0, 25), (33.3, 25), (33.4, 50), (66.6, 50), (66.7, 75)])
def test_an_index_counts_as_low_middle_or_high(value: float, figure: int) -> None:
    assert figures({"g": people(8)}, dict.fromkeys(people(8), value), 8) == {"g": figure}


def test_figures_are_rounded_to_five() -> None:
    values = {one: 80.0 if i < 3 else 20.0 for i, one in enumerate(people(8))}
    assert figures({"g": people(8)}, values, 8) == {"g": 45}  # 43.75


def test_the_answers_of_an_exposure_count_as_few_or_many() -> None:
    assert [many(value) for value in EXPOSURES] == [0, 0, 100, 100, 100]


def test_the_step_follows_from_who_knows_all_but_one() -> None:
    assert [step(n) for n in (5, 6, 8, 100)] == [10, 5, 5, 5]
    assert [step(n, 25.0) for n in (5, 8, 9, 10)] == [10, 10, 10, 5]
    assert all(
        n * step(n, reach) / 2 >= reach for reach in (15.0, 25.0, 50.0) for n in range(fewest(5, reach), 99)
    )
    assert [nearest(v, 5) for v in (2.4, 2.5, 97.4, 97.5)] == [0, 5, 95, 100]
