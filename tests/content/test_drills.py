"""Quiz items: what is wrong is named by file, line and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.stats import stats
from tests.content.changes import change
from tests.drill import bank

NO, HEARD, PITFALLS = "drills/saying-no.yml", "drills/method-heard.yml", "drills/pitfalls.yml"
FIRST = "id: saying-no-item-0"
OPTION = "“This is a worse line, two.”"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook to break, with the bank of the tests."""
    return bank.phrasebook(tmp_path)


def broken(root: Path, name: str, old: str, new: str) -> list[Problem]:
    """Replaces `old` in one file and returns what the check finds."""
    change(root, name, (old, new))
    return check(root)


def edited(root: Path, name: str, edit: Callable[[Any], object]) -> list[Problem]:
    """Changes the first item of a file as plain data, and returns what the check finds."""
    path = root / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(data["items"][0])
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return check(root)


def line_of(root: Path, name: str, text: str) -> int:
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


def test_the_bank_of_the_tests_is_clean_and_counted(copy: Path) -> None:
    assert [str(problem) for problem in check(copy)] == []
    counts = stats(load(copy))
    assert counts["quiz_items"] == 24
    assert counts["quiz"]["by_situation"]["saying-no"] == 4
    assert counts["quiz"]["by_method"] == {**dict.fromkeys(load(copy).methods, 0), "heard": 4}
    assert counts["quiz"]["by_pitfall"]["promising"] == 4
    assert counts["quiz"]["by_industry"] == {"healthcare": 0, "finance": 4, "e-commerce": 0, "telecom": 0}
    assert counts["quiz"]["by_kind"] == {"best": 24, "need": 0, "word": 0, "order": 0}
    assert sum(counts["quiz"]["by_difficulty"].values()) == 24


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        (
            NO,
            "- text:\n      en: “This is a worse",
            "- best: true\n    text:\n      en: “This is a worse",
            "items[0].options",
            "has 2 options with best: true; exactly one",
        ),
        (NO, "- best: true\n    text", "- text", "items[0].options", "has 0 options with best: true"),
        (NO, "      es: Porque es una peor, dos.\n", "", "items[0].options[1].why", "has no es"),
        (NO, "      en: Because it is the best, one.\n", "", "items[0].options[0].why", "has no en"),
        (
            NO,
            "situation: saying-no",
            "situation: saying-yes",
            "items[0].situation",
            "no situation saying-yes",
        ),
        (NO, "situation: saying-no", "situation: yelling", "items[0].situation", "so it trains that"),
        (NO, FIRST, "id: saying-no-item-1", "items[1].id", "is taken by phrasebook/drills/saying-no.yml:"),
        (NO, FIRST, "id: yelling-item-9", "items[0].id", "does not begin with saying-no-"),
        (NO, "id: saying-no\n", "id: saying-not\n", "id", "is not the file's name"),
        (NO, "difficulty: 1", "difficulty: 4", "items[0].difficulty", "less than or equal to 3"),
        (NO, "forward?", "forward.", "items[0].stem.en", "asks nothing"),
        (NO, OPTION, "“No.”", "items[0].options", "at most 1.3 ×"),
        (NO, OPTION, "This is a worse line, two.", "items[0].options", "partly quoted speech"),
        (NO, OPTION, "“None of the above here.”", "items[0].options[1].text.en", "None of the above"),
        (NO, OPTION, "“You never wait for long.”", "items[0].options[1].text.en", "gives it away"),
        (NO, OPTION, "“This is a worse line, three.”", "items[0].options", "say the same twice, in en"),
        (
            NO,
            "“This is the best line, one.”",
            "“You have to wait, madam.”",
            "items[0].options[0].text.en",
            "banned",
        ),
        (NO, "Because it is a worse, two.", "Because it is the best, one.", "items[0].options", "same words"),
        (NO, "¿qué ayuda", "qué ayuda", "items[0].stem.es", "pairs"),
        (
            NO,
            "«Esta es una peor frase, dos.»",
            "«Usted está molesto/a, dos.»",
            "items[0].options[1].text.es",
            "neutral",
        ),
        (NO, "Moment one", "<b>Moment one", "items[0].stem.en", "stray"),
        (HEARD, "method: heard", "method: herd", "items[0].method", "there is no method herd"),
        (HEARD, "  method: heard\n", "", "items[0]", "does not say method: heard"),
        (
            PITFALLS,
            "pitfall: promising",
            "pitfall: promises",
            "items[0].pitfall",
            "there is no pitfall promises",
        ),
        (PITFALLS, "  pitfall: promising\n", "", "items[0]", "names none"),
    ],
)
def test_what_is_broken_is_named_by_line_and_field(
    copy: Path, name: str, old: str, new: str, field: str, said: str
) -> None:
    found = broken(copy, name, old, new)
    [problem] = [problem for problem in found if problem.field == field and said in problem.message]
    assert problem.error
    assert str(problem).startswith(f"phrasebook/{name}:")


def test_no_explanation_at_all_is_an_error_with_its_line(copy: Path) -> None:
    [problem] = edited(copy, NO, lambda item: item["options"][2].pop("why"))
    assert (problem.field, problem.message) == ("items[0].options[2].why", "Field required")
    line = line_of(copy, NO, "“This is a worse line, three.”")
    assert abs(problem.line - line) <= 2


@pytest.mark.parametrize(
    ("field", "size"), [(("stem",), 281), (("options", 1, "text"), 121), (("options", 1, "why"), 161)]
)
def test_what_is_too_long_is_an_error(copy: Path, field: tuple[str | int, ...], size: int) -> None:
    def longer(item: Any) -> None:
        for part in field:
            item = item[part]
        item["en"] = "a" * size

    assert any(f"at most {size - 1} characters" in problem.message for problem in edited(copy, NO, longer))


@pytest.mark.parametrize("number", [2, 4])
def test_three_options_neither_more_nor_fewer(copy: Path, number: int) -> None:
    def changed(item: dict[str, Any]) -> None:
        item["options"] = [deepcopy(option) for option in item["options"] * 2][:number]

    [problem] = edited(copy, NO, changed)
    assert f"has {number} options; 3 are needed" in problem.message


def test_a_topic_that_is_nothing_is_an_error(copy: Path) -> None:
    text = (copy / NO).read_text(encoding="utf-8").replace("saying-no", "weather")
    (copy / "drills/weather.yml").write_text(text, encoding="utf-8")
    assert any("is no situation, no method" in problem.message for problem in check(copy))
    with pytest.raises(BrokenPhrasebook, match="there is no situation weather"):
        load(copy)


def test_a_bank_that_gives_its_keys_away_is_an_error(copy: Path) -> None:
    for path in (copy / "drills").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("“This is the best line", "“This is the very best line")
        path.write_text(text.replace("«Esta es la mejor frase", "«La mejor"), encoding="utf-8")
    found = [str(problem) for problem in check(copy)]
    assert "phrasebook/drills:1: error: in en the best option is the longest in 100%; at most 40%" in found
    assert "phrasebook/drills:1: error: in es the best option is the shortest in 100%; at most 50%" in found


def test_a_bank_whose_keys_stand_at_one_place_is_an_error(copy: Path) -> None:
    for path in (copy / "drills").glob("*.yml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in data["items"]:
            item["options"].sort(key=lambda option: not option.get("best"))
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    found = [problem.message for problem in check(copy)]
    assert "the best option stands at place 1 in 100%; about a third is right" in found


def test_the_schema_takes_the_files(copy: Path) -> None:
    schema = json.loads((copy / "schema/drill.json").read_text(encoding="utf-8"))
    for path in (copy / "drills").glob("*.yml"):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)
