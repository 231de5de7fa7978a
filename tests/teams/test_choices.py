"""On Teams a select takes effect by the button beside it, which says what it does."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.features
from tests.build import ready


def choices() -> Iterator[tuple[str, str]]:
    """Yields every select that a feature makes: where, and its action."""
    for module in pkgutil.walk_packages(bot.features.__path__, "bot.features."):
        made = importlib.import_module(module.name)
        if not module.ispkg and made.__file__:
            for node in ast.walk(ast.parse(Path(made.__file__).read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("c.Choice", "Choice"):
                    yield module.name, eval(ast.unparse(node.args[0]), vars(made))


@pytest.mark.parametrize(("module", "action"), sorted(set(choices())))
def test_every_select_says_what_choosing_does(module: str, action: str) -> None:
    words = ready().book.words
    assert f"choice.{action}" in words.choices(), f"{module}: name what choosing there does"
    assert words.choosing("en", action) != words.choosing("es", action)


def test_no_other_select_is_named() -> None:
    assert set(ready().book.words.choices()) == {f"choice.{action}" for _, action in choices()}
