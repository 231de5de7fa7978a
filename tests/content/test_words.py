"""Rules for the bot's own words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content import lint_words
from bot.content.files import gather
from tests.conftest import PHRASEBOOK


def said_of(tmp_path: Path, code: str, text: str) -> list[str]:
    """Returns what is said of a text that stands among the bot's words."""
    ui = shutil.copytree(PHRASEBOOK / "ui", tmp_path / "phrasebook" / "ui")
    with (ui / f"{code}.yml").open("a", encoding="utf-8") as file:
        file.write(f'\n  help.tried: "{text}"\n')
    return [
        problem.message for problem in lint_words.lint(gather(ui.parent)) if "help.tried" in problem.field
    ]


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("es", "Abra **/calm** y siga.", "says “/calm”, which is typed in another language"),
        ("es", "Abra **/calma settings**.", "says “settings”, which is typed in another language"),
        ("en", "Open **/practica**.", "says “/practica”, which is typed in another language"),
        ("en", "All is saved. nothing is lost.", "begins a sentence with “nothing”; use a capital"),
        ("es", "Se guardó todo. nada se pierde.", "begins a sentence with “nada”; use a capital"),
        ("en", "{page} of {pages}", "reads like a count; say what is numbered: page {page} of {pages}"),
        ("es", "{step} de {steps}", "reads like a count; say what is numbered: page {page} of {pages}"),
        ("en", "Press **Save.", "opens ** and does not close it"),
    ],
)
def test_words_that_break_a_rule_are_named(tmp_path: Path, code: str, text: str, said: str) -> None:
    assert said_of(tmp_path, code, text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Como **/calma me grita mucho**.",
        "A las 5 p. m. en punto, p. ej. hoy.",
        "Use - . o #.",
        "{done} de {all} preguntas",
    ],
)
def test_words_that_keep_to_the_rules_are_let_through(tmp_path: Path, text: str) -> None:
    assert said_of(tmp_path, "es", text) == []


def test_the_shipped_words_keep_to_the_rules() -> None:
    assert list(lint_words.lint(gather(PHRASEBOOK))) == []
