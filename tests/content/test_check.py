"""`phrasebook check` names what is wrong by file, line and field."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.content import source
from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook
from bot.content.schema import schemas
from bot.content.stats import stats
from bot.core.phrasebook import BASE_CHANNELS
from tests.conftest import PHRASEBOOK, SITUATIONS
from tests.content.changes import change


def broken(root: Path, old: str, new: str, name: str = "situations/yelling.yml") -> list[str]:
    """Replaces `old` in one file and returns what the check says."""
    change(root, name, (old, new))
    return [str(problem) for problem in check(root)]


def line_of(root: Path, text: str, name: str = "situations/yelling.yml") -> int:
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


@cache
def validator_of(path: Path) -> jsonschema.protocols.Validator:
    """Returns what holds files against the schema at `path`, once it is sound itself."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def test_the_shipped_phrasebook_is_clean() -> None:
    assert [str(problem) for problem in check(PHRASEBOOK)] == []


def test_the_schemas_are_up_to_date() -> None:
    for name, text in schemas().items():
        assert (PHRASEBOOK / "schema" / name).read_text(encoding="utf-8") == text, "run make schema"


def test_every_file_names_its_schema() -> None:
    for path in PHRASEBOOK.glob("*/*.yml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=../schema/"), path
        assert (path.parent / first.partition("=")[2]).exists(), path


def test_every_file_fits_the_schema_it_names() -> None:
    for path in PHRASEBOOK.glob("*/*.yml"):
        text = path.read_text(encoding="utf-8")
        validator = validator_of((path.parent / text.splitlines()[0].partition("=")[2]).resolve())
        validator.validate(json.loads(json.dumps(yaml.load(text, source._Loader), default=str)))


def test_there_is_enough_of_everything() -> None:
    counts = stats(load(PHRASEBOOK))["situations"]
    assert len(counts) == SITUATIONS
    for situation in counts.values():
        assert situation["phrases"] >= 12
        assert all(situation["by_channel"][channel] >= 2 for channel in BASE_CHANNELS)
        assert all(count >= 30 for count in situation["triggers"].values())


def test_a_wrong_type_is_named_by_line_and_field(copy: Path) -> None:
    line = line_of(copy, "name:")
    [problem] = broken(copy, "name: {en: Yelling", "name: {en: 7")
    assert problem.startswith(f"phrasebook/situations/yelling.yml:{line}: error: name.en: ")


def test_an_unknown_field_is_named(copy: Path) -> None:
    [problem] = broken(copy, "\nhelps:", "\nhlps:")[:1]
    assert "yelling.yml" in problem


def test_what_is_not_yaml_is_named_by_line(copy: Path) -> None:
    line = line_of(copy, "name:")
    [problem] = broken(copy, "name: {en: Yelling", "name: {en: [Yelling")
    assert problem.startswith("phrasebook/situations/yelling.yml:")
    assert "has a bracket that does not belong to another" in problem
    assert int(problem.split(":")[1]) >= line


def test_a_key_that_stands_twice_is_an_error(copy: Path) -> None:
    [problem] = broken(copy, "\nwhen:", "\nname: {en: A, es: B}\nwhen:")
    assert "name: stands here twice" in problem


def test_aliases_are_refused(copy: Path) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (copy / "situations/bomb.yml").write_text(bomb, encoding="utf-8")
    [problem] = [str(problem) for problem in check(copy)]
    assert problem.startswith("phrasebook/situations/bomb.yml:")
    assert "uses an alias" in problem


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"\xff\xfe", "not UTF-8"), (b"x" * 1_000_001, "larger than"), (b"- 1\n", "valid")],
)
def test_strange_files_are_named(copy: Path, content: bytes, said: str) -> None:
    (copy / "situations/strange.yml").write_bytes(content)
    [problem] = [str(problem) for problem in check(copy)]
    assert problem.startswith("phrasebook/situations/strange.yml:1: error: ")
    assert said in problem


def test_an_id_that_is_taken_is_an_error(copy: Path) -> None:
    problems = broken(copy, "- id: yelling-staying", "- id: yelling-all-of-it")
    assert any(
        "phrases[1].id: is taken by phrasebook/situations/yelling.yml" in problem for problem in problems
    )


def test_every_error_of_every_file_is_reported_at_once(copy: Path) -> None:
    broken(copy, "name: {en: Yelling", "name: {en: 7")
    problems = broken(copy, "id: waiting", "id: WAITING", "situations/waiting.yml")
    assert {problem.split(":")[0] for problem in problems} == {
        "phrasebook/situations/waiting.yml",
        "phrasebook/situations/yelling.yml",
    }


def test_a_broken_phrasebook_does_not_load(copy: Path) -> None:
    broken(copy, "name: {en: Yelling", "name: {en: 7")
    with pytest.raises(BrokenPhrasebook, match=r"yelling\.yml:\d+: error: name\.en"):
        load(copy)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenPhrasebook, match="holds no file"):
        load(tmp_path)


def test_a_word_of_the_bot_that_one_language_lacks_is_found(copy: Path) -> None:
    problems = broken(copy, "  found.more: More phrases\n", "", "ui/en.yml")
    assert any("lacks found.more" in problem for problem in problems)
