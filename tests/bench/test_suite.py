"""The runner of all benches: none is forgotten, and what they find becomes one table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import __main__ as runner
from bench.findings import FILE, Finding, at_least, at_most, tell, told
from bench.suite import APART, BENCHES, PARTS

FOLDER = Path(runner.__file__).parent
FOUND = Finding("`/calm`", "900/s", "bare Bolt: 1,500/s", "0.60", "≥ 0.55 ×", True)


def test_no_module_of_the_bench_is_forgotten() -> None:
    listed = [bench.name for bench in BENCHES] + [*PARTS, *APART]
    assert sorted(listed) == sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_every_bench_of_the_table_tells_what_it_found() -> None:
    for bench in BENCHES:
        source = (FOLDER / f"{bench.name}.py").read_text("utf-8")
        assert "tell(" in source, bench.name


def test_a_finding_is_told_to_whoever_runs_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell("by itself", "nobody hears it")
    monkeypatch.setenv(FILE, str(tmp_path / "findings"))
    tell("`/calm`", "900/s", "bare Bolt: 1,500/s", 0.6, at_least(0.6, 0.55, " ×"))
    tell("start", "2.0 s", aim=at_most(2.0, 1.5, " s"))
    tell("help now", "90 ms")
    assert [*told(tmp_path / "findings")] == [
        FOUND,
        Finding("start", "2.0 s", aim="≤ 1.5 s", met=False),
        Finding("help now", "90 ms"),
    ]


def test_the_table_says_what_was_met_and_what_was_missed() -> None:
    page = runner.written([FOUND, Finding("start", "2.0 s", aim="≤ 1.5 s", met=False)], ["A machine."], "T")
    assert page.startswith("# T\n\nA machine.\n\nAims: 1 met, 1 **missed**.\n\n| what ")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()[6:]]
    assert rows[0] == ["what", "figure", "beside what", "ratio", "aim", "met?"]
    assert rows[2] == [*("`/calm`", "900/s", "bare Bolt: 1,500/s", "0.60"), "≥ 0.55 ×", "met"]
    assert rows[3] == ["start", "2.0 s", "", "", "≤ 1.5 s", "**missed**"]


def test_each_bench_is_run_and_one_that_fails_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = []

    def fake(command: Sequence[str], **given: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command[2:])
        env = given["env"]
        assert isinstance(env, dict)
        monkeypatch.setenv(FILE, env[FILE])
        if "bench.path" in command:
            tell("`/calm`", "900/s", "bare Bolt: 1,500/s", 0.6, at_least(0.6, 0.55, " ×"))
        return subprocess.CompletedProcess(command, 0 if "bench.path" in command else 1)

    monkeypatch.setattr(subprocess, "run", fake)
    out = tmp_path / "deep" / "bench.md"
    asked = ["--quick", "--only", "path", "--only", "report", "--out", str(out)]
    assert runner.main(asked) == 1
    assert ran == [
        ["bench.path", *("--rounds", "1", "--seconds", "2", "--starts", "1")],
        ["bench.report", *("--rows", "20000", "--people", "100", "--groups", "5")],
    ]
    page = out.read_text("utf-8")
    assert "| `/calm` " in page
    assert "| bench.report " in page
    assert "ended with 1" in page
    assert sys.version.split()[0] in page
    assert page in capsys.readouterr().out
