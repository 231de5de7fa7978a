"""Accounts made for the purpose: they learn nothing before they have waited, and as neighbours after."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bot.features.checkin.instrument import Instrument
from tests.checkin.attackers import known, questions
from tests.checkin.attackers.manager import Seen
from tests.checkin.attackers.organisation import CONSTANT, Answers, organisation
from tests.checkin.attackers.questions import entry_of
from tests.checkin.attackers.rules import Timeline
from tests.checkin.attackers.told import CASES, told

TRIED = CASES or 40
MADE = 4  # the period in which the accounts are made
WAITING = 2  # periods, and 28 days


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """The shipped questions."""
    return questions.shipped()


def with_puppets(
    chance: Random, instrument: Instrument, periods: int
) -> tuple[str, list[str], list[Answers]]:
    """Returns a target, nine puppets, and what all answer: the target always alike, the puppets by chance."""
    org = organisation(chance, instrument, 1, periods, CONSTANT)
    [target] = org.people
    puppets = [f"puppet{i}" for i in range(9)]
    answers: list[Answers] = [
        {**real, **{p: entry_of(instrument, known.any_sheet(chance, instrument)) for p in puppets}}
        for real in org.answers
    ]
    return target, puppets, answers


def first_shown(seen: list[Seen], unit: str) -> int | None:
    """Returns the first period from the making on in which a unit has a figure."""
    return min(
        (s.period for s in seen if s.unit == unit and s.period >= MADE and s.low is not None), default=None
    )


def test_accounts_made_on_the_day(instrument: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    first = Counter[int]()
    for seed in range(TRIED):
        target, puppets, answers = with_puppets(Random(seed), instrument, MADE + 6)
        timeline = Timeline(instrument, accounts=dict.fromkeys(puppets, MADE))
        seen = timeline.seen([{"u": frozenset([target, *puppets])}] * len(answers), answers)
        shown = first_shown(seen, "u")
        first[len(answers) if shown is None else shown] += 1
    _line(capsys, "d · one person and nine accounts made on the day", first)
    assert min(first) >= MADE + WAITING


def test_one_person_is_moved_to_nine_accounts(
    instrument: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old accounts, with one of their own to fill their unit, get somebody in its place."""
    first = Counter[int]()
    for seed in range(TRIED):
        target, puppets, answers = with_puppets(Random(seed), instrument, MADE + 6)
        before = {"a": frozenset([target]), "b": frozenset(puppets)}
        after = {"b": frozenset([target, *puppets])}
        # Asked for in the period before, so that it holds when the period begins.
        wishes = [before] * (MADE - 1) + [after] * 7
        shown = first_shown(Timeline(instrument).seen(wishes, answers), "b")
        first[len(answers) if shown is None else shown] += 1
    _line(capsys, "d · one person is moved to nine old accounts", first)
    assert min(first) >= MADE + WAITING


def _line(capsys: pytest.CaptureFixture[str], who: str, first: Counter[int]) -> None:
    after = Counter({period - MADE: many for period, many in first.items()})
    early = sum(many for periods, many in after.items() if periods < WAITING)
    told(
        capsys,
        who,
        f"{TRIED} units, a sheet in each period",
        f"a figure before two full periods: {early / TRIED:.0%}; from then on as c",
        "none; then two bands, two answers",
    )
