"""The policy as a file: what is wrong is named by file, line and field, and the old policy stays."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.policy import DEFAULT, EARLIER, ContactEnding, PolicyPart, channels_of
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
    line = line_of(copy, "    first:") + 1
    said = (
        "Quiero ayudarle, pero no puedo mientras me insulte. Si sigue, voy a tener que terminar la llamada."
    )
    spanish = f"        es: {said}\n"
    [problem] = broken(copy, spanish, "")
    assert problem == f"phrasebook/{NAME}:{line}: error: words.end.first.phone: has no es"


def test_an_unknown_kind_is_named(copy: Path) -> None:
    line = line_of(copy, "zero_tolerance:")
    [problem] = broken(copy, "[threat,", "[rudeness,")
    assert problem.startswith(f"phrasebook/{NAME}:{line}: error: zero_tolerance[0]: ")


def test_a_missing_channel_is_named(copy: Path) -> None:
    [problem] = broken(copy, "  stopped:\n    phone:", "  stopped:\n    fone:")[:1]
    assert f"phrasebook/{NAME}:" in problem
    assert "words.stopped" in problem


def test_the_rules_of_writing_hold_here_too(copy: Path) -> None:
    problems = broken(copy, "I want to help you, but I can't", "Calm down, I can't")
    assert any("words.end.first.phone.en: says “Calm down”; banned" in problem for problem in problems)


def test_without_the_default_policy_nothing_starts(copy: Path) -> None:
    (copy / NAME).unlink()
    with pytest.raises(BrokenPhrasebook, match="has no two-warning"):
        load(copy)


def test_every_part_has_words_for_every_channel_and_policy() -> None:
    policy = shipped().protocols[DEFAULT]
    for part in set(PolicyPart) - EARLIER:
        for channel in BASE_CHANNELS:
            wanted = {"en", "es"} if channel in channels_of(part) else set()
            assert set(policy.said(part, channel)) == wanted, (part, channel)


FOLLOWS = {  # how a contact ends, in the words of a warning
    ContactEnding.END: {
        "en": r"\b(end|ending|close|closing)\b.{0,20}\b(call|chat|exchange|this one|one)\b",
        "es": r"\b(terminar|termino|cerrar|cierro)\b.{0,20}\b(llamada|chat|intercambio|esta|este)\b",
    },
    ContactEnding.TRANSFER: {"en": r"\bmy supervisor\b", "es": r"\bsupervisión\b"},
}
NOT_YET = {"en": r"\bnow\b|\bI'm ending this\b", "es": r"\bahora\b|\btermino aquí\b"}


@pytest.mark.parametrize("ending", ContactEnding)
@pytest.mark.parametrize("channel", BASE_CHANNELS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_policy_says_what_is_so(ending: ContactEnding, channel: str, language: str) -> None:
    policy = replace(shipped().protocols[DEFAULT], ending=ending)
    other = next(each for each in ContactEnding if each is not ending)
    for name in ("first", "remark", "second", "chance", "returned"):
        said = policy.said(policy.part(name), channel)[language]
        assert re.search(FOLLOWS[ending][language], said), (name, said)
        assert not re.search(NOT_YET[language], said), (name, said)
    for name in ("first", "remark", "second", "chance", "closing", "zero", "returned"):
        said = policy.said(policy.part(name), channel)[language]
        stays = ending is ContactEnding.TRANSFER and name in {"closing", "zero"} and channel == "email"
        assert stays or not re.search(FOLLOWS[other][language], said), (name, said)
    for name in ("closing", "zero"):
        said = policy.said(policy.part(name), channel)[language]
        assert not re.search(r"\bif (it|this|they)\b|\bsi (esto|sigue|siguen)\b", said, re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_warning_names_the_behaviour_and_the_wish_to_help(language: str) -> None:
    policy = shipped().protocols[DEFAULT]
    said = policy.said(policy.part("first"), "phone")[language]
    assert re.search({"en": "insulted", "es": "insulte"}[language], said)
    assert re.search({"en": "want to help", "es": "Quiero ayudarle, pero"}[language], said)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["phone", "chat"])
def test_the_last_chance_is_one_sentence(language: str, channel: str) -> None:
    policy = shipped().protocols[DEFAULT]
    said = policy.said(policy.part("chance"), channel)[language].replace("**", "")
    assert len(re.findall(r"[.?!]", said)) == 1


def test_the_shipped_policy_is_as_described() -> None:
    policy = shipped().protocols[DEFAULT]
    assert (policy.warnings, policy.ending, policy.rest, policy.reminder) == (2, ContactEnding.END, 5, 15)
    assert (policy.announced, policy.retention, policy.supervisors) == (False, 365, ())
