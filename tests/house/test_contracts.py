"""The house is built as it is described."""

from __future__ import annotations

import re
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


FORBIDDEN = (
    ("bot/slack/render.py", "bot.teams.limits"),
    ("bot/core/card.py", "bot.config"),
    ("bot/core/card.py", "aiohttp"),
    ("bot/core/card.py", "bot.features.lookup.buttons"),
    ("bot/features/drill/select.py", "random"),
    ("bot/store/sql/drills.py", "bot.features.drill.handlers"),
    ("bot/content/load.py", "bot.features.drill.cards"),
    ("bot/features/drill/select.py", "bot.store.sql.drills"),
    ("bot/wiring/calma.py", "app"),
    ("bot/features/help/cards.py", "bot.features.lookup.buttons"),
    ("bot/slack/render.py", "bot.features.lookup.buttons"),
    ("bot/delivery/pacing.py", "bot.wiring.calma"),
)


def house_in(folder: Path, *imports: tuple[str, str]) -> Path:
    """Returns a copy of the house in which some files import something more."""
    for name in ("bot", "app.py", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for place, name in imports:
        path = folder / place
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{text}\nimport {name}\n", encoding="utf-8")
    return folder


@pytest.mark.process
def test_the_house_keeps_its_contracts() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.process
def test_every_forbidden_import_is_caught_and_named(tmp_path: Path) -> None:
    done = contracts(house_in(tmp_path, *FORBIDDEN))
    assert done.returncode == 1
    for place, name in FORBIDDEN:
        importer = place.removesuffix(".py").replace("/", ".")
        # As a fault of its own, not as a part of another one's way.
        assert re.search(rf"^- +{re.escape(f'{importer} -> {name}')} \(l", done.stdout, re.MULTILINE), name


@pytest.mark.process
def test_a_room_without_a_place_is_caught(tmp_path: Path) -> None:
    done = contracts(house_in(tmp_path, ("bot/newroom.py", "bot.config")))
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
