"""SIGKILL anywhere between a press and its notice: after a restart there is exactly one notice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.delivery.victim import FileMessenger, press_and_send
from tests.victims import SENT, URL, killed

pytestmark = pytest.mark.kill
POINTS = 50
NOTICE = "boundary.told:id1:4:0"


def test_killed_at_fifty_points_there_is_exactly_one_notice_each(tmp_path: Path) -> None:
    folders = killed("tests.delivery.victim", tmp_path, POINTS)
    found: Counter[tuple[str, int]] = Counter()
    for folder in folders:
        found[_state(folder), len(FileMessenger(folder / SENT).keys())] += 1
        # The app starts again, and Ana presses once more.
        messenger = asyncio.run(press_and_send((folder / URL).read_text(), after=2))
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
