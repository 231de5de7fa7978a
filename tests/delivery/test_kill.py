"""SIGKILL anywhere between a press and its notice: after a restart there is exactly one notice."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.delivery.victim import FileMessenger, press_and_send

pytestmark = pytest.mark.kill
POINTS = 50
NOTICE = "boundary.told:id1:4:0"


def test_killed_at_fifty_points_there_is_exactly_one_notice_each(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.delivery.victim", str(tmp_path), str(POINTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [[int(part) for part in line.split()] for line in done.stdout.splitlines()]
    assert len({point for _, point, _ in rows}) == POINTS
    assert {ended for *_, ended in rows} == {-signal.SIGKILL}
    found: Counter[tuple[str, int]] = Counter()
    for number in range(POINTS):
        folder = tmp_path / f"{number:02}"
        found[_state(folder), len(FileMessenger(folder / "sent.txt").keys())] += 1
        messenger = asyncio.run(
            press_and_send(folder, after=2)
        )  # the app starts again, and Ana presses once more
        assert messenger.keys() == [NOTICE], folder
        assert _state(folder) == "sent"
    # The points were worth it: some before the press was kept, some in the midst of sending, some after.
    assert {"none", "due", "sending", "sent"} >= {state for state, _ in found}
    assert found["none", 0]
    assert found["sending", 0] + found["due", 0]
    assert found["sending", 1] + found["sent", 1]


def _state(folder: Path) -> str:
    database = sqlite3.connect(folder / "calma.db")
    try:
        row = database.execute("SELECT state FROM deliveries WHERE key = ?", (NOTICE,)).fetchone()
    finally:
        database.close()
    return str(row[0]) if row else "none"
