"""Index, bands, trend, and when support comes first."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.checkin import content
from bot.features.checkin.instrument import Band, Instrument
from bot.features.checkin.scoring import band, points, score, short_of, support_first, trend
from tests.checkin.instruments import SIX, THREE_SCALES, WORDS, instrument, item
from tests.conftest import PHRASEBOOK

BANDS = tuple(Band(top, WORDS, WORDS) for top in (34, 49, 74, 100))
INDEX = ["energy", "autopilot", "helped", "rested"]
answers = st.dictionaries(st.sampled_from([i.id for i in SIX.items]), st.integers(0, 4))


@given(answers)
def test_the_index_is_a_mean_of_what_was_answered(given: dict[str, int]) -> None:
    found = score(SIX, given)
    counted = [points(i, given[i.id]) for i in SIX.subscales[0].items if i.id in given]
    assert (short_of(SIX, given) is None) == (len(counted) >= 3)
    if len(counted) < 3:
        assert found.indices == {}
    else:
        assert found.indices == {"index": float(sum(counted) / len(counted))}
    assert found.exposures.keys() == given.keys() & {"abuse", "someone"}


@given(answers, st.sampled_from(INDEX))
def test_a_worse_answer_never_lowers_the_index(given: dict[str, int], name: str) -> None:
    one = next(i for i in SIX.items if i.id == name)
    worse = (given.get(name, 2) - 1) if one.reverse else given.get(name, 2) + 1
    if not 0 <= worse <= 4:
        return
    before = score(SIX, {**given, name: given.get(name, 2)}).indices.get("index")
    after = score(SIX, {**given, name: worse}).indices.get("index")
    assert (before is None) == (after is None)
    assert before is None or after is None or after > before


def test_the_worst_and_the_best() -> None:
    worst = {"energy": 0, "autopilot": 4, "helped": 0, "rested": 0, "abuse": 4, "someone": 0}
    found = score(SIX, worst)
    assert (found.indices, found.exposures) == ({"index": 100.0}, {"abuse": 100.0, "someone": 100.0})
    assert score(SIX, {name: 4 - place for name, place in worst.items()}).indices == {"index": 0.0}


def test_an_answer_that_is_none_is_refused() -> None:
    for place in (-1, 5):
        with pytest.raises(ValueError, match="energy"):
            score(SIX, {"energy": place})


@pytest.mark.parametrize(
    ("index", "place"),
    [(0, 0), (34.375, 0), (34.9, 0), (35, 1), (49.9, 1), (50, 2), (74.9, 2), (75, 3), (100, 3)],
)
def test_bands_end_at_whole_points(index: float, place: int) -> None:
    assert band(BANDS, index) == place


def test_a_trend_needs_eight_results_and_is_spoken_of_from_twelve_and_a_half() -> None:
    assert trend([50.0] * 7) is None
    found = trend([99.0, 40.0, 40.0, 40.0, 40.0, 52.5, 52.5, 52.5, 0.0])
    assert found is not None
    assert (found.change, found.spoken) == (12.5, True)
    steady = trend([40.0] * 4 + [52.4] * 4)
    assert steady is not None
    assert not steady.spoken
    falling = trend([80.0] * 4 + [20.0] * 4)
    assert falling is not None
    assert (falling.change, falling.spoken) == (-60.0, True)


@pytest.mark.parametrize(
    ("indices", "first"),
    [
        ([], False),
        ([74.9], False),
        ([75.0], True),
        ([50.0], False),
        ([50.0, 50.0], True),
        ([50.0, 49.9], False),
        ([49.9, 50.0], False),
        ([50.0, 20.0, 50.0], False),
        ([90.0, 20.0], False),
    ],
)
def test_support_comes_first_by_the_newest(indices: list[float], first: bool) -> None:
    assert support_first([indices]) is first
    assert support_first([[20.0, 20.0], indices]) is first


@lru_cache(maxsize=1)
def shipped() -> Instrument:
    found = content(PHRASEBOOK)
    assert found
    return found.instrument


@given(st.sets(st.sampled_from(INDEX), min_size=3), st.sampled_from(INDEX), st.integers(-1, 1))
def test_answers_from_the_middle_come_to_the_middle_and_to_nothing_heavy(
    given: set[str], name: str, step: int
) -> None:
    instrument = shipped()
    answers = {item.id: len(item.scale) // 2 for item in instrument.subscales[0].items if item.id in given}
    middle = score(instrument, answers).indices["index"]
    assert middle == 50
    moved = score(instrument, {**answers, name: answers.get(name, 2) + step}).indices["index"]
    for index in (middle, moved):  # one answer a step to either side changes nothing of it
        bands = instrument.subscales[0].bands
        reached = bands[band(bands, index)]
        assert reached.label == {"en": "in the middle", "es": "en un punto medio"}


def test_the_middle_band_reaches_as_far_to_either_side_and_ends_before_what_is_heavy() -> None:
    bands = shipped().subscales[0].bands
    assert [b.top for b in bands] == [34, 59, 74, 100]
    assert [band(bands, index) for index in (34, 35, 50, 59.9, 60, 74, 75)] == [0, 1, 1, 1, 2, 2, 3]
    assert ["heavy" in b.label["en"] for b in bands] == [False, False, True, True]


def test_each_subscale_is_a_mean_of_its_own_and_needs_its_own_answers() -> None:
    answers = {f"own-{n}": 4 for n in range(6)} | {f"work-{n}": 1 for n in range(7)}
    found = score(THREE_SCALES, answers)
    assert found.indices == {"personal": 100.0, "work": 225 / 7}  # one of seven is turned round
    missing = short_of(THREE_SCALES, answers)
    assert missing
    assert missing.id == "client"
    assert short_of(THREE_SCALES, {**answers, "client-0": 0, "client-1": 0, "client-2": 0}) is None


def test_a_mean_of_thirds_is_exact() -> None:
    thirds = instrument(*(item(f"i{n}", answers=4) for n in range(3)), least=3, tops=(34, 49, 74, 100))
    assert score(thirds, {"i0": 0, "i1": 2, "i2": 3}).indices == {"index": float(Fraction(500, 9))}
    assert score(thirds, {"i0": 1, "i1": 1, "i2": 1}).indices == {"index": 100 / 3}
    assert score(thirds, {"i0": 1, "i1": 2, "i2": 3}).indices["index"] == float(Fraction(200, 3))
