"""The house is built as it is described."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]


def contracts(root: Path) -> subprocess.CompletedProcess[str]:
    """Holds the house in `root` against its contracts."""
    return subprocess.run(
        [*LINT, "--no-cache"], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("bot", "app.py", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


@pytest.mark.process
def test_the_house_keeps_its_contracts() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.process
@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("bot/slack/render.py", "import bot.teams.limits"),
        ("bot/core/card.py", "import bot.config"),
        ("bot/core/card.py", "import aiohttp"),
        ("bot/core/card.py", "import bot.features.lookup.buttons"),
        ("bot/features/drill/select.py", "import random"),
        ("bot/store/sql/drills.py", "import bot.features.drill.handlers"),
        ("bot/content/load.py", "import bot.features.drill.cards"),
        ("bot/features/drill/select.py", "import bot.store.sql.drills"),
        ("bot/wiring/calma.py", "import app"),
        ("bot/features/help/cards.py", "import bot.features.lookup.buttons"),
        ("bot/slack/render.py", "import bot.features.lookup.buttons"),
        ("bot/delivery/pacing.py", "import bot.wiring.calma"),
        ("bot/newroom.py", "import bot.config"),
    ],
)
def test_a_forbidden_import_is_caught(copy: Path, place: str, line: str) -> None:
    path = copy / place
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text + f"\n{line}\n", encoding="utf-8")
    done = contracts(copy)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
