"""The check finds gaps that have no words, and wordings that would read wrongly around one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.files import gather
from bot.content.lint_gaps import lint
from tests.conftest import PHRASEBOOK


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A phrasebook with one situation."""
    for folder in ("situations", "ui"):
        (tmp_path / folder).mkdir()
    shutil.copy(PHRASEBOOK / "situations" / "yelling.yml", tmp_path / "situations")
    for file in (PHRASEBOOK / "ui").glob("*.yml"):
        shutil.copy(file, tmp_path / "ui")
    return tmp_path


def said(root: Path, english: str, spanish: str) -> list[str]:
    """Returns what the check says once the first phrase has these words."""
    path = root / "situations" / "yelling.yml"
    text = path.read_text(encoding="utf-8")
    begin = text.index("phrases:")
    phrase = f'  - id: yelling-x\n    text: {{en: "{english}", es: "{spanish}"}}\n    cue: {{en: x, es: x}}\n'
    path.write_text(text[:begin] + "phrases:\n" + phrase, encoding="utf-8")
    return [problem.message for problem in lint(gather(root))]


@pytest.mark.parametrize(
    ("english", "spanish", "found"),
    [
        ("It is the {reason}.", "Es esto: {reason}.", "the [the reason]"),
        ("It is a **{amount}** credit.", "Son {amount}.", "a **[amount]"),
        ("About {reason}.", "Se trata de {reason}.", "de [el motivo]"),
        ("{amount} back.", "Vuelven los {amount}.", "los [monto]"),
        ("The date: {date}.", "La fecha es {date}.", "es [día]"),
    ],
)
def test_a_wording_that_would_read_wrongly_is_found(
    root: Path, english: str, spanish: str, found: str
) -> None:
    assert [found in message for message in said(root, english, spanish)] == [True]


def test_a_wording_that_reads_rightly_is_not(root: Path) -> None:
    assert said(root, "By {date}: {reason}.", "Antes del {date}: {reason}.") == []


def test_a_gap_without_words_is_found(root: Path) -> None:
    path = root / "ui" / "gaps.es.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("  gap.step.ask:", "  gap.other.ask:"), "utf-8")
    assert any("gap.step.ask" in problem.message for problem in lint(gather(root)))


def test_the_shipped_phrasebook_has_no_such_problem() -> None:
    assert [problem for problem in check(PHRASEBOOK) if "gap" in problem.message] == []
