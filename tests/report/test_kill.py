"""SIGKILL while a digest, a line of the minute and an offer of it are planned and sent: each comes once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.alert.victim import SENT, HonestMessenger
from tests.conftest import ROOT
from tests.report.victim import COME, run

pytestmark = pytest.mark.kill


@pytest.mark.parametrize(("engine", "points"), [("sqlite", 6), ("postgresql", 4)])
def test_killed_anywhere_each_comes_and_once(
    tmp_path: Path, request: pytest.FixtureRequest, engine: str, points: int
) -> None:
    server = request.getfixturevalue("postgres") if engine == "postgresql" else ""
    done = subprocess.run(
        [sys.executable, "-m", "tests.report.victim", str(tmp_path), str(points), server],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [[int(part) for part in line.split()] for line in done.stdout.splitlines()]
    assert [ended for *_, ended in rows] == [-signal.SIGKILL] * points
    moments = []
    for number in range(points):
        folder = tmp_path / f"{number:02}"
        url, messenger = (folder / "url.txt").read_text(), HonestMessenger(folder / SENT)
        moments.append(len(messenger.keys()))
        # The app starts again, twice; where the offer was not taken, Marta makes it once more.
        asyncio.run(run(url, folder, offers=False, minutes=3))
        asyncio.run(run(url, folder, offers=not messenger.keys()[COME[2]], minutes=6))
        assert messenger.keys() == dict.fromkeys(COME, 1), folder
    assert 0 in moments, moments
    assert any(moments), moments  # the points were worth it
