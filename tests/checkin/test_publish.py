"""What is published of units, against whoever knows every sheet but one, who is where, and every figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from bot.core.ranges import cuts, range_of
from bot.features.checkin.instrument import Instrument, Subscale
from bot.features.checkin.lattice import OPEN, Sheets, figure_rules
from bot.features.checkin.model import FLOOR, CheckinEntry, UnitResult, Withheld
from bot.features.checkin.publish import PARTS, fewest, unit_results
from bot.features.checkin.scoring import band, score
from bot.features.checkin.units import FrozenUnit, Unit
from tests.checkin.instruments import ALL, MIXED, POOR, SHORT, SIX, THREE_SCALES, TWO

NOW = "2026-W47-W48"
UNIT = Unit("night", "Night shift")
Sheet = Mapping[str, int]


def people(count: int) -> list[str]:
    return [f"p{n:02}" for n in range(count)]


def entry(instrument: Instrument, sheet: Sheet) -> CheckinEntry:
    found = score(instrument, sheet)
    return CheckinEntry(NOW, instrument.id, instrument.version, sheet, found.indices, found.exposures)


def random_sheet(instrument: Instrument, dice: Random) -> Sheet:
    """Returns a sheet that can be sent: enough of each subscale, anything of the rest."""
    lean = dice.choice((0.0, 0.5, 1.0, None))
    sheet = {}
    for one in instrument.items:
        last = len(one.scale) - 1
        if dice.random() < 0.8:
            sheet[one.id] = dice.randint(0, last) if lean is None else round(lean * last)
    for subscale in instrument.subscales:
        missing = [one for one in subscale.items if one.id not in sheet]
        while len(subscale.items) - len(missing) < subscale.min_answered:
            one = missing.pop()
            sheet[one.id] = dice.randint(0, len(one.scale) - 1)
    return sheet


def frozen(*members: str, changed: bool = False) -> FrozenUnit:
    return FrozenUnit(UNIT, frozenset(members), frozenset(members), changed)


def published(
    instrument: Instrument, sheets: Mapping[str, Sheet], minimum: int = 10, *, changed: bool = False
) -> tuple[UnitResult, ...]:
    entries = {who: entry(instrument, sheet) for who, sheet in sheets.items()}
    return unit_results(instrument, NOW, [frozen(*people(40), changed=changed)], entries, minimum)


def kinds(instrument: Instrument) -> Iterator[Sheet]:
    """Yields a sheet of every kind: of each subscale one for each index, of each exposure every answer."""
    by_part = []
    for subscale in instrument.subscales:
        found: dict[float, Sheet] = {}
        for answers in product(*((None, *range(len(one.scale))) for one in subscale.items)):
            given = {one.id: a for one, a in zip(subscale.items, answers, strict=True) if a is not None}
            if len(given) >= subscale.min_answered:
                found.setdefault(score(instrument, given).indices[subscale.id], given)
        by_part.append(list(found.values()))
    by_part += [[{}, *({one.id: answer} for answer in range(len(one.scale)))] for one in instrument.exposures]
    for parts in product(*by_part):
        yield {name: answer for part in parts for name, answer in part.items()}


@pytest.mark.parametrize("made", [SIX, SHORT, POOR, TWO], ids=lambda made: made.id)
def test_who_knows_all_sheets_but_one_cannot_tell_its_bands_nor_its_answers(made: Instrument) -> None:
    missing = [(sheet, entry(made, sheet)) for sheet in kinds(made)]
    for seed in range(4):
        dice = Random(seed)
        others = {who: entry(made, random_sheet(made, dice)) for who in people(dice.randint(8, 40))}
        seen: dict[tuple[UnitResult, ...], list[Sheet]] = defaultdict(list)
        for sheet, guess in missing:
            unit = frozen(*others, "target")
            seen[unit_results(made, NOW, [unit], {**others, "target": guess}, 8)].append(sheet)
        for possible in seen.values():
            for subscale in made.subscales:
                indices = [score(made, sheet).indices[subscale.id] for sheet in possible]
                assert len({band(subscale.bands, index) for index in indices}) >= OPEN
            for one in made.exposures:
                assert len({sheet[one.id] for sheet in possible if one.id in sheet}) >= OPEN


def results_of(subscale: Subscale) -> Iterator[float]:
    """Yields every index that a sheet can have; that these are all of them is held by test_lattice.py."""
    counting = Sheets(subscale)
    for count, bits in counting.sums.items():
        for total in range(bits.bit_length()):
            if bits >> total & 1:
                yield float(Fraction(100 * total, counting.unit * count))


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.id)
def test_of_every_size_and_whatever_others_count_as_two_bands_or_answers_stay_open(made: Instrument) -> None:
    subscales, exposures = {s.id: s for s in made.subscales}, {one.id: one for one in made.exposures}
    for rule in figure_rules(made):
        if rule.figure in subscales:
            bands = subscales[rule.figure].bands
            results = {
                (rule.points(index), band(bands, index)) for index in results_of(subscales[rule.figure])
            }
        else:
            last = len(exposures[rule.figure].scale) - 1
            results = {(rule.points(100 * n / last), n) for n in range(last + 1)}
        for minimum, size in product((5, 8, 10, 13, 16, 20), range(5, 41)):
            borders = cuts(rule.levels, PARTS, fewest(minimum))
            if size < fewest(minimum) or not borders:
                continue
            for steps in range((size - 1) * (rule.levels.count - 1) + 1):
                others = (size - 1) * rule.levels.lowest + steps * rule.levels.gap
                seen: dict[object, set[int]] = defaultdict(set)
                for points, kind in results:
                    seen[range_of(others + points, size, borders)].add(kind)
                assert min(map(len, seen.values())) >= OPEN


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.id)
def test_that_a_figure_is_there_depends_on_how_many_sheets_there_are_alone(made: Instrument) -> None:
    for seed in range(5):
        dice = Random(seed)
        for size in (7, 9, 10, 12, 40):
            sheets = {who: random_sheet(made, dice) for who in people(size)}
            results = published(made, sheets)
            expected = Withheld.SMALL if size < 10 else None
            assert [r.figure for r in results] == [rule.figure for rule in figure_rules(made)]
            assert {r.withheld for r in results} <= {expected}
            assert all((r.range is None) == (size < 10) for r in results)


def test_what_is_left_out_is_not_told_by_what_is_there() -> None:
    # Nobody answers the last question, or everybody does: the same figures are there.
    answered = {"energy": 2, "autopilot": 2, "helped": 2, "rested": 2, "abuse": 3, "someone": 0}
    left_out = {name: answer for name, answer in answered.items() if name not in {"someone", "rested"}}
    for sheet in (answered, left_out):
        results = published(SIX, dict.fromkeys(people(10), sheet))
        assert [r.withheld for r in results] == [None, None, None]
    one_less = {**dict.fromkeys(people(10), answered), "p03": left_out}
    assert published(SIX, one_less)[:2] == published(SIX, dict.fromkeys(people(10), answered))[:2]


def test_what_is_left_out_counts_as_little() -> None:
    much = {"energy": 2, "autopilot": 2, "helped": 2, "rested": 2, "abuse": 4}
    none = {**much, "abuse": 0}
    without = {name: answer for name, answer in much.items() if name != "abuse"}
    sheets = {who: much if n < 5 else without for n, who in enumerate(people(10))}
    as_little = {who: much if n < 5 else none for n, who in enumerate(people(10))}
    assert published(SIX, sheets) == published(SIX, as_little)
    assert UnitResult(NOW, "night", "abuse", 40, 60, instrument="six") in published(SIX, sheets)


@pytest.mark.parametrize("made", [SIX, THREE_SCALES, SHORT, MIXED], ids=lambda made: made.id)
@pytest.mark.parametrize("minimum", [8, 10, 13, 20])
def test_where_all_are_alike_it_is_not_told_even_to_two_of_them(made: Instrument, minimum: int) -> None:
    worst = {one.id: 0 if one.reverse else len(one.scale) - 1 for one in made.items}
    best = {one.id: len(one.scale) - 1 - worst[one.id] for one in made.items}
    middle = {one.id: len(one.scale) // 2 for one in made.items}
    for size in (minimum, minimum + 1, 40):
        for all_are, one_is in ((worst, middle), (best, middle)):
            for pooled in (best, worst, middle):
                own = dict.fromkeys(people(2), pooled)
                alike = {**dict.fromkeys(people(size), all_are), **own}
                but_one = {**alike, "p02": one_is}
                subscales = {subscale.id for subscale in made.subscales}
                seen, other = (
                    [r for r in published(made, sheets, minimum) if r.figure in subscales]
                    for sheets in (alike, but_one)
                )
                assert seen == other
                assert all(r.range for r in seen)


def test_a_unit_that_changed_shows_that_and_not_how_many_answered() -> None:
    sheet = {"energy": 2, "autopilot": 2, "helped": 2, "rested": 2}
    for size in (3, 10, 40):
        results = published(SIX, dict.fromkeys(people(size), sheet), changed=True)
        assert [(r.figure, r.withheld) for r in results] == [
            ("index", Withheld.CHANGED),
            ("abuse", Withheld.CHANGED),
            ("someone", Withheld.CHANGED),
        ]


def test_only_members_whose_answers_count_and_only_whole_sheets_of_these_questions_do() -> None:
    sheet = {"energy": 0, "autopilot": 4, "helped": 0, "rested": 0, "abuse": 4}
    entries = {who: entry(SIX, sheet) for who in people(12)}
    unit = FrozenUnit(UNIT, frozenset(people(12)), frozenset(people(10)))
    shown = UnitResult(NOW, "night", "index", 55, 100, instrument="six")
    assert unit_results(SIX, NOW, [unit], entries, 10)[0] == shown
    hidden = UnitResult(NOW, "night", "index", withheld=Withheld.SMALL, instrument="six")
    for other in (
        replace(entries["p00"], instrument="another"),
        replace(entries["p00"], version=2),
        replace(entries["p00"], indices={}),
    ):
        assert unit_results(SIX, NOW, [unit], {**entries, "p00": other}, 10)[0] == hidden
        assert unit_results(SIX, NOW, [unit], {**entries, "p11": other}, 10)[0] == shown


def test_units_are_worked_out_each_alone_and_there_is_no_total() -> None:
    heavy = {"energy": 0, "autopilot": 4, "helped": 0, "rested": 0}
    light = {"energy": 4, "autopilot": 0, "helped": 4, "rested": 4}
    everybody = people(23)
    entries = {who: entry(SIX, heavy if n < 10 else light) for n, who in enumerate(everybody)}
    units = [
        FrozenUnit(Unit("b", "B"), frozenset(everybody[:10]), frozenset(everybody[:10])),
        FrozenUnit(Unit("a", "A"), frozenset(everybody[10:20]), frozenset(everybody[10:20])),
        FrozenUnit(Unit("c", "C"), frozenset(everybody[20:]), frozenset(everybody[20:])),
    ]
    found = unit_results(SIX, NOW, units, entries, 10)
    assert [(r.unit, r.low, r.high, r.withheld) for r in found if r.figure == "index"] == [
        ("a", 0, 45, None),
        ("b", 55, 100, None),
        ("c", None, None, Withheld.SMALL),
    ]
    assert unit_results(SIX, NOW, units[:1], entries, 10) == found[3:6]


@pytest.mark.parametrize(("minimum", "least"), [(1, FLOOR), (5, 5), (8, 8), (10, 10), (50, 50)])
def test_no_setting_goes_under_the_floor(minimum: int, least: int) -> None:
    assert fewest(minimum) == least


def test_of_five_or_six_nothing_could_be_told_that_two_of_them_do_not_know() -> None:
    sheet = {"energy": 2, "autopilot": 2, "helped": 2, "rested": 2}
    assert published(SIX, dict.fromkeys(people(30), sheet), 6) == ()


def test_what_cannot_be_protected_has_no_figure_and_no_reason_by_period() -> None:
    sheet = {f"i-{n}": 2 for n in range(4)}
    assert [r.figure for r in published(POOR, dict.fromkeys(people(10), sheet))] == ["index"]
    assert [r.figure for r in published(TWO, dict.fromkeys(people(10), sheet))] == ["abuse"]
