"""SIGKILL anywhere between *Get help now* and its notice: what was stored arrives, and once."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.alert.victim import run
from tests.victims import SENT, URL, HonestMessenger, killed

pytestmark = pytest.mark.kill
CALL, LIVE = "alert.call:id1:0:0", "alert.live:id1:"


@pytest.mark.parametrize(("engine", "points"), [("sqlite", 30), ("postgresql", 12)])
def test_killed_anywhere_the_supervisor_is_told_and_once(
    tmp_path: Path, request: pytest.FixtureRequest, engine: str, points: int
) -> None:
    server = request.getfixturevalue("postgres") if engine == "postgresql" else ""
    folders = killed("tests.alert.victim", tmp_path, points, server)
    moments: Counter[tuple[bool, int]] = Counter()
    for folder in folders:
        url, messenger = (folder / URL).read_text(), HonestMessenger(folder / SENT)
        before = messenger.keys()[CALL]
        stored = asyncio.run(run(url, folder, press=False, after=40))  # the app starts again
        moments[stored, before] += 1
        assert messenger.keys()[CALL] == int(stored), folder
        assert asyncio.run(run(url, folder, press=True, after=45))  # and the agent presses once more
        assert (messenger.keys()[CALL], messenger.keys()[LIVE]) == (1, 1), folder
    # The points were worth it: some before the press was stored, some before it was sent, some after.
    assert moments[False, 0]
    assert moments[True, 0] + moments[True, 1] > moments[False, 0] // 4
