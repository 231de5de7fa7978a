"""Two scenarios of our own, so that no test leans on what writers may change."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.content.load import load
from bot.core.phrasebook import Phrasebook
from tests.build import shipped
from tests.conftest import PHRASEBOOK

SCENARIOS = Path(__file__).parent / "scenarios"
PARCEL, BILL = "late-parcel", "insults-bill"
SOLVED = ("name-it", "look", "truth", "two-ways", "do-it", "recap")
FIXED_ANGRY = ("script", "look", "truth", "two-ways", "do-it", "recap")


def copied(to: Path) -> Path:
    """Returns a phrasebook under `to` whose only scenarios are those of this folder."""
    root = Path(shutil.copytree(PHRASEBOOK, to / "phrasebook"))
    shutil.rmtree(root / "scenarios", ignore_errors=True)
    shutil.copytree(SCENARIOS, root / "scenarios")
    return root


@cache
def with_samples() -> Phrasebook:
    """Returns the shipped phrasebook with these scenarios in place of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return replace(shipped(), scenarios=load(copied(Path(folder))).scenarios)
