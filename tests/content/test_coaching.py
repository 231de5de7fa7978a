"""Methods, pitfalls and personas: what is wrong is named by file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.stats import stats
from bot.core.phrasebook import Phrasebook
from tests.conftest import PHRASEBOOK
from tests.content.changes import change

HEARD, PITFALLS, AGGRESSIVE = "methods/heard.yml", "pitfalls/pitfalls.yml", "personas/aggressive.yml"


@pytest.fixture(scope="module")
def shipped() -> Phrasebook:
    """The shipped phrasebook."""
    return load(PHRASEBOOK)


def broken(root: Path, name: str, old: str, new: str) -> list[Problem]:
    """Replaces `old` in one file and returns what the check finds."""
    change(root, name, (old, new))
    return check(root)


def line_of(root: Path, name: str, text: str) -> int:
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


def test_there_are_six_methods_seven_pitfalls_and_five_personas(shipped: Phrasebook) -> None:
    assert list(shipped.methods) == ["calm", "heard", "laer", "four-actions", "three-steps", "six-techniques"]
    assert [len(method.steps) for method in shipped.methods.values()] == [4, 5, 4, 4, 3, 6]
    counts = stats(shipped)
    assert (counts["methods"], counts["pitfalls"], counts["personas"]) == (6, 7, 5)


def test_personas_lead_to_what_there_is(shipped: Phrasebook) -> None:
    for persona in shipped.personas.values():
        assert persona.step in [step.id for step in shipped.methods[persona.method].steps]
        assert set(persona.situations) <= set(shipped.situations)


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        (HEARD, "name: {en: HEARD, es: HEARD}", "name: {en: HEARD}", "name", "has no es"),
        (HEARD, "{en: Hear, es", "{en: Hear them out to the very end, es", "steps[0].name.en", "at most 24"),
        (HEARD, "I won't cut in.", "You have to wait.", "steps[0].phrase.en", "banned"),
        (HEARD, "¿Cuál le conviene más?", "Cuál le conviene más?", "steps[3].phrase.es", "pairs"),
        (HEARD, "place: 2", "place: 0", "place", "greater than or equal to 1"),
        (HEARD, "id: resolve", "id: apologize", "steps[3].id", "apologize stands here twice"),
        (HEARD, "id: heard", "id: herd", "id", "is not the file's name"),
        (HEARD, "by itself", "<b>by itself", "limits.en", "stray"),
        (PITFALLS, "id: personal", "id: promising", "pitfalls[3].id", "promising stands here twice"),
        (PITFALLS, "dónde está.", "dónde está." + " y" * 30, "pitfalls[3].phrase.es", "on the phone"),
        (PITFALLS, "name: {en: Promising too much, es", "name: {es", "pitfalls[2].name", "has no en"),
        (
            AGGRESSIVE,
            "step: acknowledge",
            "step: agree",
            "start.step",
            "calm has no step agree, only control, ",
        ),
        (AGGRESSIVE, "method: calm", "method: calmer", "start.method", "there is no method calmer"),
        (AGGRESSIVE, "abuse-boundary]", "abuse]", "situations[1]", "there is no situation abuse"),
        (AGGRESSIVE, "id: aggressive", "id: agresivo", "id", "is not the file's name"),
        (AGGRESSIVE, "es: Ataca", "es: Agresivo/a", "name.es", "neutral"),
    ],
)
def test_what_is_broken_is_named_by_line_and_field(
    copy: Path, name: str, old: str, new: str, field: str, said: str
) -> None:
    line = line_of(copy, name, old)
    problems = broken(copy, name, old, new)
    [problem] = [problem for problem in problems if problem.field == field and said in problem.message]
    assert problem.error
    assert str(problem).startswith(f"phrasebook/{name}:{line}: error: {field}: ")


@pytest.mark.parametrize(
    ("name", "old", "new", "field"),
    [
        (HEARD, "place: 2", "plaice: 2", "place"),
        (PITFALLS, "sounds:", "sound:", "pitfalls[0].sounds"),
        (AGGRESSIVE, "needs:", "neds:", "needs"),
    ],
)
def test_a_field_that_is_missing_is_named(copy: Path, name: str, old: str, new: str, field: str) -> None:
    found = [str(problem) for problem in broken(copy, name, old, new)]
    assert any(f"error: {field}: Field required" in problem for problem in found)
    assert any("Extra inputs are not permitted" in problem for problem in found)


def test_other_placeholders_in_one_language_are_found(copy: Path) -> None:
    [problem] = broken(copy, HEARD, "o {option2}.", "o {option3}.")
    line = line_of(copy, HEARD, "There are two ways") - 1
    assert str(problem).startswith(
        f"phrasebook/{HEARD}:{line}: error: steps[3].phrase: has other placeholders"
    )


def test_what_a_pitfall_warns_of_may_be_said_where_it_is_warned_of(copy: Path) -> None:
    assert broken(copy, PITFALLS, "That's not our fault.", "Calm down! That's not our fault.") == []


def test_a_link_into_a_file_that_cannot_be_read_is_no_second_error(copy: Path) -> None:
    problems = broken(copy, "methods/calm.yml", "place: 1", "place: one")
    assert {problem.file for problem in problems} == {"phrasebook/methods/calm.yml"}


def test_a_link_that_leads_nowhere_keeps_the_phrasebook_from_loading(copy: Path) -> None:
    broken(copy, AGGRESSIVE, "method: calm", "method: calmer")
    with pytest.raises(
        BrokenPhrasebook, match=r"aggressive\.yml:\d+: error: start\.method: there is no method"
    ):
        load(copy)


def test_a_phrasebook_may_do_without(copy: Path) -> None:
    for folder in ("methods", "pitfalls", "personas", "drills", "scenarios"):
        shutil.rmtree(copy / folder)
    book = load(copy)
    assert (book.methods, book.pitfalls, book.personas) == ({}, {}, {})
