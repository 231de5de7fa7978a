"""Who has read one feature finds their way in all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house import checks
from tests.kinds import long_files

Check = Callable[[Path], list[str]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of a part of the house, to break."""
    for name in ("bot/features/drill", "bot/core", "tests/house"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs/architecture.md", tmp_path / "docs")
    return tmp_path


@pytest.mark.parametrize(
    "check",
    [
        checks.misplaced,
        checks.missing,
        checks.defined_twice,
        checks.unexplained,
        checks.vague,
        checks.bare_verbs,
        checks.other_roads,
        checks.too_large,
    ],
)
def test_the_house_has_one_shape(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(
    ("check", "place", "text", "fault"),
    [
        (checks.misplaced, "drill/cards.py", "class X:\n    def routes(self): ...", "X has routes"),
        (checks.misplaced, "drill/model.py", "class ThingStore(Protocol): ...", "ThingStore is a port"),
        (checks.misplaced, "drill/select.py", "class MoreDeps: ...", "MoreDeps belongs in deps.py"),
        (checks.misplaced, "drill/cards.py", "async def wait(): ...", "wait waits"),
        (
            checks.misplaced,
            "drill/cards.py",
            "class X:\n    def encode(self): ...\n    def decode(self): ...",
            "belongs in buttons.py",
        ),
        (checks.missing, "new/handlers.py", "class X: ...", "new/handlers.py has no …Handlers"),
        (checks.missing, "new/handlers.py", "class XHandlers: ...", "new has no feature.py"),
        (checks.defined_twice, "drill/model.py", "class Card: ...", "Card: "),
        (checks.unexplained, "drill/model.py", "class Gubbins: ...", "gubbins (Gubbins)"),
        (checks.vague, "drill/model.py", "def a(told): ...", "told"),
        (checks.vague, "drill/model.py", "def a():\n    found = 1\n\n\n\n    return found", "found"),
        (checks.bare_verbs, "drill/ports.py", "class AStore:\n    def find(self): ...", "AStore.find"),
        (checks.other_roads, "drill/rule.py", "session = aiohttp.ClientSession()", "ClientSession"),
        (checks.other_roads, "drill/rule.py", "from urllib import request", "urllib.request"),
        (checks.too_large, "drill/model.py", "x = 1\n" * 400, "lines"),
        (checks.too_large, "drill/model.py", "def long():\n" + "    x = 1\n" * 40, "long: 41 lines"),
    ],
)
def test_what_breaks_the_shape_is_named(copy: Path, check: Check, place: str, text: str, fault: str) -> None:
    path = copy / "bot/features" / place
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    before = check(copy)
    path.write_text(
        (path.read_text(encoding="utf-8") if path.exists() else "") + f"\n\n{text}\n", encoding="utf-8"
    )
    added = [line for line in check(copy) if line not in before]
    assert any(fault in line for line in added)


def test_every_word_of_the_list_is_used() -> None:
    words = set((ROOT / "tests/house/plain_words.txt").read_text(encoding="utf-8").split())
    assert words <= set(checks.words_of_types(ROOT))


def test_every_file_that_is_said_to_take_long_is_there() -> None:
    assert [path for path in long_files() if not path.is_file()] == []
