"""Who took part, and who skipped a question, from one person less in a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import CheckinEntry
from tests.checkin.attackers import questions
from tests.checkin.attackers.manager import Seen
from tests.checkin.attackers.organisation import TAKING_PART, Answers, organisation
from tests.checkin.attackers.rules import Timeline
from tests.checkin.attackers.told import CASES, told

TRIED = CASES or 20


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """The shipped questions."""
    return questions.shipped()


def without_the_question(entry: CheckinEntry, item: str) -> CheckinEntry:
    """Returns answers of which one exposure was left out."""
    answers = {id: place for id, place in entry.answers.items() if id != item}
    return replace(
        entry, answers=answers, exposures={id: v for id, v in entry.exposures.items() if id != item}
    )


def verdict(seen: Sequence[Seen], team: frozenset[str], target: str) -> bool | None:
    """Returns what the figures of a team and of the rest of it make certain of one of them; None: nothing."""
    rest, shown = team - {target}, {(s.period, s.counted): s.low is not None for s in seen}
    whole = [period for (period, counted), is_shown in shown.items() if counted == team and is_shown]
    for (period, counted), is_shown in shown.items():
        if counted == rest and whole and min(whole) <= period:
            if (period, team) in shown:  # both at once: one is hidden only to protect who answered
                return not (is_shown and shown[period, team])
            if not is_shown:
                return True
    return None


@pytest.mark.parametrize("what", ["takes part", "skipped a question"])
def test_one_person_less(what: str, instrument: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    """A team, and the team without one of them, at once and one after the other: does a figure go?"""
    exposure = instrument.exposures[0].id
    figure = "" if what == "takes part" else exposure
    right = certain = tried = figures = 0
    for seed in range(TRIED):
        chance = Random(seed)
        org = organisation(chance, instrument, chance.randint(9, 24), 12, TAKING_PART)
        answers: list[Answers] = list(org.answers)
        if what != "takes part":
            skips = {who for who in org.people if chance.random() < 0.25}
            answers = [
                {w: without_the_question(e, exposure) if w in skips else e for w, e in a.items()}
                for a in org.answers
            ]
        true = {who for who in answers[0] if what == "takes part" or exposure in answers[0][who].exposures}
        team = frozenset(org.people)
        for target in org.people:
            whole, less = {"a": team}, {"a": team, f"less-{target}": team - {target}}
            gone = {"a": team - {target}, "z": frozenset([target])}
            seen = Timeline(instrument).seen([whole] * 3 + [less] * 3 + [gone] * 6, answers, figure)
            said = verdict(seen, team, target)
            figures += sum(s.low is not None for s in seen)
            tried += 1
            certain += said is not None
            right += said is (target in true)
    told(
        capsys,
        f"{1 if what == 'takes part' else '1b'} · a team and the team without one: who {what}",
        f"{TRIED} organisations, {tried} people",
        f"{certain} concluded, {right} rightly",
        "only where the one who left was the one the minimum hung on",
    )
    assert figures > tried  # else nothing was seen
    assert certain < tried / 4
