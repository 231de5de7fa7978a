"""`python app.py figures`: a table taken in and written out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import main
from tests.conftest import PHRASEBOOK

GOOD = "week,fcr,csat_difficult,escalation_rate,Agents\n2026-W01,78.5,71,9,12\n2026-W02,80,,8.5,12\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of figures, beside an empty database that the command line uses."""
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(PHRASEBOOK))
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert main(["migrate"]) == 0
    path = tmp_path / "figures.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_figures_go_in_and_come_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    taken = ["figures", "import", "--tenant", "T1", "--file", str(file)]
    assert main(taken) == 0
    assert capsys.readouterr().out == (
        "Imported: 2 weeks.\nLeft out, as Calma does not use these columns: Agents.\n"
    )
    assert main(["figures", "export", "--tenant", "T1"]) == 0
    written = capsys.readouterr().out
    assert written == "week,fcr,csat_difficult,escalation_rate\n2026-W01,78.5,71,9\n2026-W02,80,,8.5\n"
    assert main(["figures", "export", "--tenant", "T1", "--language", "es"]) == 0
    spanish = capsys.readouterr().out
    assert spanish.splitlines()[1] == "2026-W01;78,5;71;9"
    file.write_text(spanish, encoding="cp1252")
    taken[3] = "T2"
    assert main(taken) == 0
    capsys.readouterr()
    assert main(["figures", "export", "--tenant", "T2"]) == 0
    assert capsys.readouterr().out == written


def test_what_is_to_be_mended_is_told_and_nothing_is_stored(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("80,", "=80,").replace("71", "abc"), encoding="utf-8")
    capsys.readouterr()
    assert main(["figures", "import", "--tenant", "T1", "--file", str(file)]) == 1
    assert capsys.readouterr().err == (
        "Line 2, csat_difficult: “abc” is no number: write one from 0 to 100, such as 82 or 82.4, or leave "
        "the cell empty\nLine 3, fcr: “=80” is a formula, or begins like one: write what comes out of it\n"
    )
    assert main(["figures", "import", "--tenant", "T1", "--file", str(file), "--language", "es"]) == 1
    assert capsys.readouterr().err.startswith("Línea 2, csat_difficult: «abc» no es un número")
    assert main(["figures", "export", "--tenant", "T1"]) == 0
    assert capsys.readouterr().out == "week,fcr,csat_difficult,escalation_rate\n"


def test_of_a_huge_file_only_so_much_is_read_as_tells_that_it_is_huge(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with file.open("wb") as huge:
        huge.truncate(100_000_000)
    capsys.readouterr()
    assert main(["figures", "import", "--tenant", "T1", "--file", str(file)]) == 1
    assert "larger than 200 KB" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "--tenant", "T1", "--file", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["import", "--tenant", "T1", "--file", "."], "cannot be read"),
        (["import", "--tenant", " ", "--file", "{file}"], "--tenant is empty"),
    ],
)
def test_what_is_wrong_with_the_command_is_told(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    capsys.readouterr()
    assert main(["figures", *(part.format(file=file) for part in arguments)]) == 1
    assert said in capsys.readouterr().err
