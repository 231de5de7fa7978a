"""`python app.py demo` and `rollup`, as whoever runs Calma meets them: real processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import processes
from tests.fakes.slack import SECRET, TOKEN

pytestmark = pytest.mark.process
CLEAN = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}


def test_a_made_up_year_is_filled_in_once_and_for_the_playground_alone(tmp_path: Path) -> None:
    here = {**CLEAN, "CALMA_DATA_DIR": str(tmp_path / "data")}
    slack = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": TOKEN}
    refused = processes.calma("demo", environment={**here, **slack})
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "made-up people are for the playground alone" in refused.stderr
    assert not (tmp_path / "data").exists()

    done = processes.calma("demo", "--seed", "7", environment=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("A made-up year is there: 79 people, ")

    again = processes.calma("demo", environment=here)
    assert again.returncode == 1
    assert "name a new folder in CALMA_DATA_DIR" in again.stderr

    fold = processes.calma("rollup", environment=here)
    assert fold.stdout == "Sums brought up to date. Days: 0.\n"
    rebuilt = processes.calma("rollup", "--rebuild", environment=here)
    assert 392 <= int(rebuilt.stdout.removeprefix("Sums made anew. Days: ").removesuffix(".\n")) <= 420

    beside = processes.calma("run", environment={**here, **slack, "PORT": processes.free_port()})
    assert beside.returncode == 1
    assert "The database holds made-up data" in beside.stderr


@pytest.mark.parametrize("job", [("rollup",), ("rollup", "--rebuild")])
def test_sums_of_no_database_are_none(tmp_path: Path, job: tuple[str, ...]) -> None:
    here = {**CLEAN, "CALMA_DATA_DIR": str(tmp_path / "nowhere")}
    done = processes.calma(*job, environment=here)
    assert done.returncode == 1
    assert "There is no database" in done.stderr
