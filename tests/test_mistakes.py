"""Mistakes at the start and on the command line: a line that says what to do, and never a trace."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from bot.settings import VERSION
from tests import processes
from tests.conftest import PHRASEBOOK, ROOT
from tests.processes import free_port

pytestmark = pytest.mark.process
CLEAN = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}
TEAMS = {"MICROSOFT_APP_ID": "5f1d0a52-3d7e-4c58-9d0e-6a1f2b3c4d5e", "MICROSOFT_APP_PASSWORD": "x"}
SLACK = {"SLACK_BOT_TOKEN": "xoxb-fake", "SLACK_SIGNING_SECRET": "x"}
NOWHERE = "postgresql://calma:pass-word@127.0.0.1:1/calma"

MISTAKES: dict[str, tuple[dict[str, str], list[str], str]] = {
    "no port": ({"PORT": "0"}, ["run"], "PORT is “0”: give a number from 1 to 65535."),
    "an odd digit": ({"PORT": "²"}, ["run"], "PORT is “²”"),
    "a host that is not here": (
        {**SLACK, "HOST": "203.0.113.9"},
        ["run"],
        "HOST is “203.0.113.9”, and no address of this machine",
    ),
    "a folder that is a file": (
        {"CALMA_DATA_DIR": "{tmp}/file"},
        ["run"],
        "/file”, which is no folder: name one.",
    ),
    "a folder that is a file, to read": (
        {"CALMA_DATA_DIR": "{tmp}/file"},
        ["deliveries"],
        "/file”, which is no folder: name one.",
    ),
    "a folder in a file": ({"CALMA_DATA_DIR": "{tmp}/file/x"}, ["run"], "cannot be made (Not a directory)"),
    "a damaged file": ({"CALMA_DATA_DIR": "{tmp}/damaged"}, ["run"], "the database's file is no database"),
    "a cut file": ({"CALMA_DATA_DIR": "{tmp}/cut"}, ["deliveries"], "the database's file is damaged"),
    "a newer file": (
        {"CALMA_DATA_DIR": "{tmp}/newer"},
        ["run"],
        "The database is newer than this version of Calma: start the version that wrote it, or put back",
    ),
    "a newer file to migrate": ({"CALMA_DATA_DIR": "{tmp}/newer"}, ["migrate"], "The database is newer"),
    "no server": (
        {"DATABASE_URL": NOWHERE},
        ["migrate"],
        "the database server cannot be reached (Connection refused): see that it runs, and DATABASE_URL",
    ),
    "no address": (
        {"DATABASE_URL": "postgresql://a:pass-word@host:many/x"},
        ["migrate"],
        "DATABASE_URL is no address",
    ),
    "an option of no driver": (
        {"DATABASE_URL": f"{NOWHERE}?colour=blue"},
        ["migrate"],
        "DATABASE_URL cannot be used",
    ),
    "half an address": (
        {**SLACK, "SLACK_API_URL": "https://[x"},
        ["run"],
        "SLACK_API_URL is “https://[x”: give an address",
    ),
    "a switch": ({"CALMA_POOLER": "yes"}, ["run"], "CALMA_POOLER is “yes”: give 1, or leave it empty."),
    "a manager by address": (
        {**TEAMS, "TEAMS_MANAGERS": "marta@firm.example"},
        ["run"],
        "TEAMS_MANAGERS has “marta@firm.example”, which is no GUID: copy the person's Object ID from Entra.",
    ),
    "a proxy": ({"HTTPS_PROXY": "socks5://proxy"}, ["run"], "HTTPS_PROXY is no address of a proxy"),
    "a long number": ({"CALMA_CONNECTIONS": "9" * 5_000}, ["run"], "CALMA_CONNECTIONS is “9"),
    "a language": ({}, ["ask", "yelling", "--language", "fr"], "--language is “fr”, and Calma speaks en and"),
    "a version": (TEAMS, ["teams-package", "--version", "abc"], "--version is “abc”: give three numbers"),
    "a site": (TEAMS, ["teams-package", "--site", "http://x"], "--site is “http://x”: give an address"),
    "an app id": (
        {**TEAMS, "MICROSOFT_APP_ID": "a"},
        ["teams-package"],
        "MICROSOFT_APP_ID is “a”: copy the bot's app id",
    ),
    "a place for the package": (TEAMS, ["teams-package", "{tmp}"], "cannot be written (Is a directory)"),
    "a team's file": ({}, ["team", "import", "--tenant", "T", "{tmp}/none.yml"], "none.yml cannot be read"),
    "nothing to export": ({}, ["team", "export", "--tenant", "T"], "There is no database at “"),
    "nothing to follow": ({}, ["deliveries"], "start the app once, or name its folder in CALMA_DATA_DIR."),
    "no keys to change": ({}, ["keys", "rotate"], "There is no database at “"),
    "no incidents": ({}, ["boundary", "export", "--tenant", "T"], "There is no database at “"),
}


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files that are none, or of another time."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("damaged", "cut", "newer"):
        (folder / name).mkdir()
    (folder / "file").touch()
    (folder / "damaged/calma.db").write_bytes(b"no database" * 1_000)
    with sqlite3.connect(folder / "newer/calma.db") as newer:
        newer.execute("CREATE TABLE alembic_version (version_num)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
    with sqlite3.connect(folder / "cut/calma.db") as cut:
        cut.execute("CREATE TABLE much (x)")
        cut.executemany("INSERT INTO much VALUES (?)", [("x" * 1_000,)] * 100)
    whole = (folder / "cut/calma.db").read_bytes()
    (folder / "cut/calma.db").write_bytes(whole[:9_000])
    return folder


def calma(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `app.py …` to its end."""
    given = {"CALMA_PHRASEBOOK": str(PHRASEBOOK), "PORT": free_port(), **environment}
    return processes.calma(*arguments, environment={**CLEAN, **given}, stdin=stdin)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_that_says_what_to_do(broken: Path, tmp_path: Path, mistake: str) -> None:
    given, arguments, said = MISTAKES[mistake]
    environment = {name: value.replace("{tmp}", str(broken)) for name, value in given.items()}
    environment.setdefault("CALMA_DATA_DIR", str(tmp_path / "none"))
    done = calma(*(part.replace("{tmp}", str(broken)) for part in arguments), **environment)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert said in line
    assert "pass-word" not in line


def test_what_must_be_mended_comes_before_what_should_be_known(broken: Path) -> None:
    done = calma("doctor", CALMA_DATA_DIR=str(broken / "file"))
    first, *rest = done.stdout.splitlines()
    assert first == f"mend: Database: CALMA_DATA_DIR is “{broken / 'file'}”, which is no folder: name one."
    assert all(line.startswith(("mend: ", "known: ", "ok: ", "To mend: ")) for line in rest)


def test_a_file_is_taken_in_before_the_first_start(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    done = calma("team", "import", "--tenant", "T", str(tmp_path / "none"), CALMA_DATA_DIR=data)
    assert "none cannot be read" in done.stderr
    (tmp_path / "team.yml").write_text(
        "id: yelling\ntriggers: {en: [sounds like a foghorn]}\n", encoding="utf-8"
    )
    done = calma("team", "import", "--tenant", "T", str(tmp_path / "team.yml"), CALMA_DATA_DIR=data)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_role_play_is_taken_in_by_a_terminal_and_written_as_it_was(tmp_path: Path) -> None:
    data, template = str(tmp_path / "data"), PHRASEBOOK / "templates" / "scenario.yml"
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(template.read_text(encoding="utf-8").replace("to: gap", "to: nowhere"), encoding="utf-8")
    done = calma("team", "import", "--tenant", "T", str(wrong), CALMA_DATA_DIR=data)
    assert done.returncode == 1
    assert "nodes.money.replies[0].to: there is no node or ending nowhere" in done.stderr
    for changes in (1, 0):
        done = calma("team", "import", "--tenant", "T", str(template), CALMA_DATA_DIR=data)
        assert (done.stdout, done.stderr) == (f"Imported. Changes: {changes}.\n", "")
        written = calma("team", "export", "--tenant", "T", CALMA_DATA_DIR=data).stdout
        assert "Phone plan, charged twice" in written
        (tmp_path / "again.yml").write_text(written, encoding="utf-8")
        template = tmp_path / "again.yml"


def test_a_start_waits_a_little_for_a_server_that_comes_with_it(tmp_path: Path) -> None:
    code = (
        "import sys, app\nfrom bot.wiring import serving\n"
        "serving.DATABASE_WITHIN = serving.AGAIN = 2.0\nsys.exit(app.main(['run']))"
    )
    given = {"PORT": free_port(), "CALMA_PHRASEBOOK": str(PHRASEBOOK), "DATABASE_URL": NOWHERE}
    environment = {**CLEAN, **given}
    done = processes.run(code, environment={**environment, "CALMA_DATA_DIR": str(tmp_path)})
    waiting, *_, last = done.stderr.splitlines()
    assert "database: the database server cannot be reached (Connection refused)" in waiting
    assert last.startswith("the database server cannot be reached (Connection refused)")
    assert done.returncode == 1


def test_what_nobody_foresaw_is_a_line_and_its_trace_is_for_whoever_asks() -> None:
    code = (
        "import sys, app\nfrom bot.wiring import jobs\nimport bot.commands as c\n"
        "def broken(*_): raise KeyError('x')\njobs.lookup = broken\nsys.exit(app.main(['lookup']))"
    )
    environment = {**CLEAN, "CALMA_PHRASEBOOK": str(PHRASEBOOK)}
    done = processes.run(code, environment=environment)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line == "That failed, by a mistake in Calma (KeyError). CALMA_LOG_LEVEL=DEBUG shows where."
    done = processes.run(code, environment={**environment, "CALMA_LOG_LEVEL": "DEBUG"})
    assert "  | Traceback" in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (SLACK, "mend: Slack: it does not answer (it cannot be reached"),
        ({"SLACK_BOT_TOKEN": "xoxb-fake", "SLACK_APP_TOKEN": "xapp-fake"}, "mend: Slack: no connection by"),
        (TEAMS, "mend: Teams: Microsoft's signing keys cannot be fetched"),
    ],
)
def test_the_doctor_tries_the_platforms(given: dict[str, str], said: str, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1/"
    urls = dict.fromkeys(("SLACK_API_URL", "TEAMS_OPENID_URL", "TEAMS_LOGIN_URL"), nowhere)
    done = calma("doctor", CALMA_DATA_DIR=str(tmp_path), **given, **urls)
    assert done.returncode == 1
    assert said in done.stdout
    assert done.stderr == ""


def test_before_the_first_start_nothing_has_to_be_mended(tmp_path: Path) -> None:
    done = calma("doctor", CALMA_DATA_DIR=str(tmp_path / "none"))
    assert (done.returncode, "known: Database: There is no database at" in done.stdout) == (0, True)


def test_the_version_is_that_of_the_project() -> None:
    assert calma("--version").stdout == f"Calma {VERSION}\n"


def test_whoever_stops_reading_sees_nothing_more() -> None:
    lines = "he is yelling\n" * 20_000
    command = ["sh", "-c", ".venv/bin/python app.py lookup | head -n 1; echo ended"]
    done = subprocess.run(
        command, cwd=ROOT, env=CLEAN, input=lines, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.endswith("ended\n")
    assert done.stderr == ""


def test_a_terminal_that_shows_few_letters_gets_those() -> None:
    done = calma("ask", "yelling", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
