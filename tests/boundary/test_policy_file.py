"""The policy as a file: what is wrong is named by file, line and field, and the old policy stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook
from bot.core.policy import DEFAULT, ContactEnding, PolicyPart
from tests.build import shipped
from tests.conftest import PHRASEBOOK

NAME = "protocols/two-warning.yml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))


def broken(root: Path, old: str, new: str) -> list[str]:
    text = (root / NAME).read_text(encoding="utf-8")
    assert old in text
    (root / NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(problem) for problem in check(root)]


def line_of(root: Path, text: str) -> int:
    lines = (root / NAME).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("warnings", ["0", "9", "two"])
def test_a_wrong_number_of_warnings_is_named(copy: Path, warnings: str) -> None:
    line = line_of(copy, "warnings:")
    [problem] = broken(copy, "warnings: 2 ", f"warnings: {warnings} ")
    assert problem.startswith(f"phrasebook/{NAME}:{line}: error: warnings: ")
    with pytest.raises(BrokenPhrasebook, match="warnings"):
        load(copy)


def test_a_missing_language_is_named(copy: Path) -> None:
    line = line_of(copy, "phone:")
    spanish = "      es: Quiero ayudarle, y así no puedo. Si hablamos con respeto, lo resolvemos.\n"
    [problem] = broken(copy, spanish, "")
    assert problem == f"phrasebook/{NAME}:{line}: error: words.first.phone: has no es"


def test_an_unknown_kind_is_named(copy: Path) -> None:
    line = line_of(copy, "zero_tolerance:")
    [problem] = broken(copy, "[threat,", "[rudeness,")
    assert problem.startswith(f"phrasebook/{NAME}:{line}: error: zero_tolerance[0]: ")


def test_a_missing_channel_is_named(copy: Path) -> None:
    [problem] = broken(copy, "  first:\n    phone:", "  first:\n    fone:")[:1]
    assert f"phrasebook/{NAME}:" in problem
    assert "words.first" in problem


def test_the_rules_of_writing_hold_here_too(copy: Path) -> None:
    problems = broken(copy, "I want to help you, and", "Calm down, and")
    assert any("words.first.phone.en: says “Calm down”; banned" in problem for problem in problems)


def test_without_the_default_policy_nothing_starts(copy: Path) -> None:
    (copy / NAME).unlink()
    with pytest.raises(BrokenPhrasebook, match="has no two-warning"):
        load(copy)


def test_every_part_has_words_for_every_channel_and_policy() -> None:
    policy = shipped().protocols[DEFAULT]
    for part in PolicyPart:
        for channel in ("phone", "chat", "email"):
            closing = part in {PolicyPart.END_CLOSING, PolicyPart.TRANSFER_CLOSING} and channel == "email"
            assert set(policy.said(part, channel)) == (set() if closing else {"en", "es"})


def test_the_shipped_policy_is_as_described() -> None:
    policy = shipped().protocols[DEFAULT]
    assert (policy.warnings, policy.ending, policy.rest, policy.reminder) == (2, ContactEnding.END, 5, 15)
    assert (policy.announced, policy.retention, policy.supervisors) == (False, 365, ())
