"""Seven known answers and one person, or all but one of any number: what of the last answer stays open."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import FLOOR
from tests.checkin.attackers import known, questions
from tests.checkin.attackers.known import LAST, Open
from tests.checkin.attackers.organisation import Answers
from tests.checkin.attackers.questions import entry_of, index_of, with_places
from tests.checkin.attackers.rules import publish
from tests.checkin.attackers.told import CASES, told

TRIED = CASES or 50


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """The shipped questions."""
    return questions.shipped()


def attacks(instrument: Instrument, sizes: range, seeds: int) -> Iterator[tuple[list[Answers], int]]:
    """Yields periods in which all but one are known, who answers alike in each; and the tenant's minimum."""
    for seed in range(seeds):
        chance = Random(seed)
        count = chance.choice(sizes)
        entry = entry_of(instrument, known.any_sheet(chance, instrument))
        periods: list[Answers] = [
            {**known.neighbours(chance, instrument, count - 1), LAST: entry}
            for _ in range(chance.randint(1, 3))
        ]
        yield periods, chance.choice([m for m in (FLOOR, 8, 8, 10, 12) if m <= count])


def learned(instrument: Instrument, sizes: range) -> tuple[list[Open], str]:
    """Returns what stayed open in each attack, and what was learned in words."""
    found = [
        known.last_one(instrument, publish, periods, minimum)
        for periods, minimum in attacks(instrument, sizes, TRIED)
    ]
    bands = sum(len(o.bands) < 2 for o in found) / len(found)
    answers = sum(o.narrowest < 2 for o in found) / len(found)
    narrowest, near = min(o.reach for o in found), sum(o.reach <= 15 for o in found) / len(found)
    words = (
        f"band: {bands:.0%}, an exposure's answer: {answers:.0%}; "
        f"index within ±15: {near:.0%}, ±{narrowest:.1f} at best"
    )
    return found, words


@pytest.mark.parametrize(
    ("who", "sizes"),
    [("seven known, one not", range(8, 9)), ("ten to twenty, all but one known", range(10, 21))],
)
def test_the_last_answer(
    who: str, sizes: range, instrument: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    found, words = learned(instrument, sizes)
    told(
        capsys, f"c · {who}", f"{len(found)} units, 1 to 3 periods", words, "two bands, two answers stay open"
    )
    assert all(len(o.bands) >= 2 and o.narrowest >= 2 for o in found)
    assert min(o.reach for o in found) < 50  # something was seen


def test_puppets_that_answer_as_they_like(instrument: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for seed in range(max(8, TRIED // 15)):
        chance = Random(seed)
        sheet = known.any_sheet(chance, instrument)
        found.append(known.best_puppets(chance, instrument, publish, chance.choice([8, 10, 12]), sheet, 8))
    near = sum(o.reach <= 15 for o in found) / len(found)
    one_band = sum(len(o.bands) < 2 for o in found) / len(found)
    told(
        capsys,
        "d · puppets that have waited, who answer so as to learn the most",
        f"{len(found)} people, 4 periods",
        f"band: {one_band:.0%}; index within ±15: {near:.0%}, ±{min(o.reach for o in found):.1f} at best",
        "two bands stay open",
    )
    assert all(len(o.bands) >= 2 for o in found)


@pytest.mark.parametrize(
    ("kind", "places", "exposures_only"),
    [
        ("three answers to each", 3, False),
        ("exposures of yes and no", 2, True),
        ("two to each", 2, False),
    ],
)
def test_instruments_that_are_plugged_in(
    kind: str,
    places: int,
    exposures_only: bool,
    instrument: Instrument,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, words = learned(with_places(instrument, places, exposures_only=exposures_only), range(8, 21))
    told(capsys, f"4 · an instrument with {kind}", f"{len(found)} units", words, "two answers, or no figure")
    assert all(len(o.bands) >= 2 and o.narrowest >= 2 for o in found)


def test_that_all_are_alike(instrument: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a figure says, it says the same where two of them are in another level."""
    tried = shown = certain = 0
    sheets = known.index_sheets(instrument)
    ends = [
        min(sheets, key=lambda s: index_of(entry_of(instrument, s)) or 0),
        max(sheets, key=lambda s: index_of(entry_of(instrument, s)) or 0),
    ]
    middle = min(sheets, key=lambda s: abs((index_of(entry_of(instrument, s)) or 0) - 50))
    apart = {item.id: len(item.scale) - 1 for item in instrument.exposures}
    fewer = {item.id: 0 for item in instrument.exposures}
    for size in range(8, 41):
        for minimum in (m for m in (8, 10, 12) if m <= size):
            for end in ends:
                alike = {f"p{i}": entry_of(instrument, {**end, **apart}) for i in range(size)}
                others = {**alike, **{f"p{i}": entry_of(instrument, {**middle, **fewer}) for i in range(2)}}
                told_, would = publish(instrument, alike, minimum), publish(instrument, others, minimum)
                for figure in told_:
                    tried += 1
                    shown += told_[figure] is not None
                    certain += told_[figure] is not None and told_[figure] != would[figure]
    told(
        capsys,
        "5 · that all are alike",
        f"{tried} figures of 8 to 40 people who are",
        f"certain in {certain / tried:.0%}",
        "never",
    )
    assert shown == tried
    assert not certain
