"""As what answers count in a unit's figure: every sheet there can be, of questionnaires of many shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from bot.content.checkin import content
from bot.features.checkin.instrument import Instrument, Item, Subscale
from bot.features.checkin.lattice import (
    OPEN,
    Sheets,
    exposure_rule,
    figure_rules,
    subscale_rule,
    unprotected,
)
from bot.features.checkin.scoring import band, points, score
from tests.checkin.instruments import (
    ALL,
    MIXED,
    NARROW,
    POOR,
    SHORT,
    SIX,
    THREE_SCALES,
    TWO,
    WORDS,
    instrument,
    item,
    several,
)
from tests.conftest import PHRASEBOOK


def sheets(subscale: Subscale) -> Iterator[dict[str, int]]:
    """Yields every sheet: each item answered in every way, or left out."""
    for answers in product(*((None, *range(len(one.scale))) for one in subscale.items)):
        sheet = {one.id: answer for one, answer in zip(subscale.items, answers, strict=True)}
        given = {id: answer for id, answer in sheet.items() if answer is not None}
        if len(given) >= subscale.min_answered:
            yield given


def shipped() -> Instrument:
    found = content(PHRASEBOOK)
    assert found
    return found.instrument


SMALL = [
    pytest.param(subscale, id=f"{one.id}-{subscale.id}")
    for one in (*ALL, shipped())
    for subscale in one.subscales
    if len(subscale.items) < 7
]


@pytest.mark.parametrize("subscale", SMALL)
def test_every_level_of_every_sheet_leaves_two_bands_and_two_answers_open(subscale: Subscale) -> None:
    rule = subscale_rule(subscale)
    if rule is None:
        assert subscale.id in {s.id for one in (TWO, NARROW) for s in one.subscales}
        return
    one = Instrument("one", 1, "", "", 7, 7, subscale.items, (subscale,))
    bands: dict[int, set[int]] = defaultdict(set)
    answers: dict[tuple[int, str], set[int]] = defaultdict(set)
    for sheet in sheets(subscale):
        index = score(one, sheet).indices[subscale.id]
        level = rule.points(index)
        bands[level].add(band(subscale.bands, index))
        for name, answer in sheet.items():
            answers[level, name].add(answer)
    assert len(bands) == rule.levels.count
    assert min(map(len, bands.values())) >= OPEN
    assert min(map(len, answers.values())) >= 2


@pytest.mark.parametrize("subscale", SMALL)
def test_sums_by_bits_are_those_of_all_sheets(subscale: Subscale) -> None:
    found: dict[int, int] = defaultdict(int)
    counting = Sheets(subscale)
    by_id = {one.id: one for one in subscale.items}
    for sheet in sheets(subscale):
        whole = sum((points(by_id[name], answer) for name, answer in sheet.items()), Fraction())
        total = Fraction(whole * counting.unit / 100)
        assert total.denominator == 1
        found[len(sheet)] |= 1 << total.numerator
    assert counting.sums == found


@pytest.mark.parametrize("seed", range(40))
def test_whatever_has_a_figure_leaves_two_bands_open(seed: int) -> None:
    dice = Random(seed)
    items = [
        item(f"i{n}", answers=dice.randint(2, 5), reverse=dice.random() < 0.5)
        for n in range(dice.randint(1, 4))
    ]
    tops = [*sorted(dice.sample(range(5, 96), dice.randint(1, 5))), 100]
    made = instrument(*items, least=dice.randint(1, len(items)), tops=tops)
    (subscale,) = made.subscales
    rule = subscale_rule(subscale)
    assert (rule is None) == ("index" in unprotected(made))
    bands: dict[int, set[int]] = defaultdict(set)
    for sheet in sheets(subscale):
        index = score(made, sheet).indices["index"]
        bands[rule.points(index) if rule else 0].add(band(subscale.bands, index))
    assert rule is None or (len(bands) == rule.levels.count and min(map(len, bands.values())) >= OPEN)


@pytest.mark.parametrize("answers", range(2, 12))
@pytest.mark.parametrize("reverse", [False, True])
def test_an_exposure_leaves_two_answers_open_or_has_no_figure(answers: int, *, reverse: bool) -> None:
    one = item("abuse", "exposure", answers=answers, reverse=reverse)
    rule = exposure_rule(one)
    assert (rule is None) == (answers < 4)
    if rule:
        open_ones: dict[int, set[int]] = defaultdict(set)
        for answer in range(answers):
            open_ones[rule.points(float(points(one, answer)))].add(answer)
        assert sorted(open_ones) == [0, 100]
        assert min(map(len, open_ones.values())) >= OPEN
        assert rule.points(None) == 0


def test_levels_meet_inside_the_inner_bands() -> None:
    (rule, abuse, alone) = figure_rules(shipped())
    assert (rule.figure, rule.cuts, rule.levels.count) == ("index", (47.5, 67.5), 3)
    assert [rule.points(index) for index in (0.0, 43.75, 50.0, 66.6, 68.75, 100.0)] == [
        25,
        25,
        50,
        50,
        75,
        75,
    ]
    assert [abuse.figure, alone.figure] == ["abuse", "alone"]


def test_of_several_scales_each_has_its_own_levels() -> None:
    rules = {rule.figure: rule.cuts for rule in figure_rules(THREE_SCALES)}
    assert rules == dict.fromkeys(("personal", "work", "client"), (37.5, 62.5))


def test_where_bands_hold_few_results_there_are_fewer_levels_or_none() -> None:
    two_items = instrument(*several("i", 2), least=2)
    assert [rule.cuts for rule in figure_rules(two_items)] == [(47.5,)]  # one band has one result alone
    assert [rule.levels.count for rule in figure_rules(SHORT)] == [2]
    assert figure_rules(NARROW) == ()


@pytest.mark.parametrize(
    ("made", "figure", "reason"),
    [
        (TWO, "index", "has 2 bands"),
        (NARROW, "index", "too few possible results"),
        (POOR, "three", "has 3 answers"),
        (POOR, "yes", "has 2 answers"),
    ],
)
def test_why_there_is_no_figure_is_said(made: Instrument, figure: str, reason: str) -> None:
    assert reason in unprotected(made)[figure]
    assert figure not in {rule.figure for rule in figure_rules(made)}


def test_what_is_sound_has_no_reason() -> None:
    for made in (SIX, THREE_SCALES, SHORT, MIXED, shipped()):
        assert unprotected(made) == {}


def test_many_items_with_answers_of_all_lengths_take_no_time() -> None:
    items = [Item(f"i{n}", "index", (WORDS,) * (2 + n % 10), False, WORDS, WORDS) for n in range(40)]
    assert subscale_rule(instrument(*items).subscales[0])
