"""Marks in what is written as lines: the log, the terminal, files."""

from __future__ import annotations

import csv
import io
import json
import logging
from pathlib import Path

import pytest

import app
from bot import telemetry, terminal
from bot.content.exchange import YamlExchange
from bot.core.errors import CalmaError
from bot.features.boundary.export import csv_text
from bot.features.team.model import OwnTrigger, cleaned
from tests.build import shipped
from tests.sinks.marks import ALL, MARKS, SCREENS, on_screen

FORGED = "x\n2026-01-01 00:00:00,000 ERROR calma pwn\r\x1b[2K\u2028\u202epwn\x9b"


def test_a_line_of_the_log_holds_whatever_it_quotes(logged: Path) -> None:
    log = logging.getLogger("calma.test")
    log.warning("somebody said %s", FORGED)
    telemetry.report(CalmaError(FORGED, words="any.key"))
    telemetry.report(ValueError(FORGED))
    lines = logged.read_text(encoding="utf-8").split("\n")
    assert not any(map(on_screen, lines))
    begun = [line for line in lines if line and not line.startswith("  ")]
    assert [line.split()[2] for line in begun] == ["WARNING", "INFO", "ERROR"]
    assert not any(line.startswith("2026-01-01") for line in lines)
    assert sum("\\x1b[2K" in line for line in lines) == 3  # what it was can be told


@pytest.mark.parametrize("mark", SCREENS, ids=ascii)
def test_an_error_that_quotes_a_file_moves_no_screen(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path / "data"))
    assert app.main(["migrate"]) == 0
    path = tmp_path / f"{mark.replace(chr(0), '')}.yml"
    assert app.main(["team", "import", "--tenant", "T1", str(path)]) == 1
    with pytest.raises(SystemExit):
        app.main(["lookup", f"--{mark}"])
    shown = capsys.readouterr()
    assert "cannot be read" in shown.err
    assert "pwn" in shown.err or "nwp" in shown.err
    assert on_screen(shown.out + shown.err) == []


def test_what_is_put_on_the_terminal_moves_no_screen(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.put(ALL)
    assert on_screen(capsys.readouterr().out) == []
    terminal.put_file(ALL)  # nobody looks: it is a file, whole
    assert capsys.readouterr().out == ALL


def test_a_file_on_the_screen_moves_it_no_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    terminal.put_file(ALL)
    assert on_screen(capsys.readouterr().out) == []


def test_a_teams_file_comes_back_as_it_was() -> None:
    exchange, book = YamlExchange(), shipped()
    typed = [" ".join(cleaned(mark).split()) for mark in MARKS]  # as the form takes it in
    triggers = [OwnTrigger("waiting", "en", f"{text} {i}") for i, text in enumerate(typed)]
    written = exchange.write(triggers)
    assert on_screen(written) == []
    assert exchange.read(written.encode(), "team.yml", book) == triggers


def test_no_cell_of_a_csv_is_a_formula() -> None:
    # Nothing that somebody typed goes into one: `tests/boundary` exports incidents with notes and names.
    for cells in csv.reader(io.StringIO(csv_text(()))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_query_is_one_line_of_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = " ".join(mark.replace("\n", " ") for mark in MARKS)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{typed}\n".encode())))
    assert app.main(["lookup", "--json"]) == 0
    [line, _] = capsys.readouterr().out.split("\n")
    assert isinstance(json.loads(line)["query"], str)
