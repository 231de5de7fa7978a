"""The command line as a person at a terminal meets it: real processes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import processes
from tests.conftest import PHRASEBOOK, ROOT
from tests.fakes.slack import SECRET, TOKEN
from tests.processes import free_port

pytestmark = pytest.mark.process
BROWSER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
CLEAN = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}


def calma(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `app.py …` to its end."""
    return processes.calma(*arguments, environment={**CLEAN, **environment}, stdin=stdin)


def in_earnest(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `python app.py …` to its end, as people do."""
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**CLEAN, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yields a running app and its address; what `BROWSER` opens there was let in, if there is a page."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "run", *arguments],
        cwd=ROOT,
        env={**CLEAN, "PORT": free_port(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        found = re.search(r"(http://[^\s?]+)(\?token=\S+)?", line)
        assert found, line + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        if found[2]:
            assert get(found[0])[0] == 200
        yield process, found[1]
    finally:
        process.kill()
        process.communicate()


def get(address: str) -> tuple[int, str]:
    with BROWSER.open(address, timeout=10) as response:
        return response.status, response.read().decode()


def test_ask_answers_in_plain_text_when_piped() -> None:
    done = in_earnest("ask", "/calm keeps repeating the same thing")
    assert done.returncode == 0
    assert done.stdout.startswith("Same point again")
    assert "  EN  " in done.stdout
    assert "  ES  " in done.stdout
    assert "\033" not in done.stdout


def test_asked_nothing_it_shows_the_start() -> None:
    lines = calma("ask", "", "--language", "es").stdout.splitlines()
    assert lines[:2] == ["Calma: ¿qué está pasando?", "  [Alguien puede estar en peligro]"]


def test_ask_speaks_the_readers_language() -> None:
    first = calma("ask", "le está gritando", "--language", "es_MX.UTF-8").stdout.splitlines()
    assert first[0].startswith("Gritos")
    assert next(line for line in first if line.strip())[:2] != "EN"


def test_lookup_writes_a_line_for_every_line() -> None:
    done = in_earnest(
        "lookup",
        "--json",
        stdin="wont stop shouting\nme esta gritando\nwhats for lunch\n\n'; DROP TABLE phrases; --\n",
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["query"] for row in rows] == [
        *("wont stop shouting", "me esta gritando", "whats for lunch", "", "'; DROP TABLE phrases; --")
    ]
    assert [row["confident"] for row in rows] == [True, True, False, False, False]
    assert [row["lang"] for row in rows[:2]] == ["en", "es"]
    assert {rows[0]["situations"][0]["id"], rows[1]["situations"][0]["id"]} == {"yelling"}
    assert set(rows[0]) == {"query", "lang", "confident", "sure", "situations", "facets", "phrases", "safety"}
    assert len(rows[0]["phrases"]) == 3
    assert len(rows[0]["situations"]) <= 5


def test_stats_are_json_for_scripts() -> None:
    counts = json.loads(calma("phrasebook", "stats", "--json").stdout)
    assert counts["situations"]["yelling"]["by_channel"]["phone"] >= 2


def test_check_exits_1_and_names_the_line(tmp_path: Path) -> None:
    book = Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))
    done = calma("phrasebook", "check", CALMA_PHRASEBOOK=str(book))
    assert (done.returncode, done.stdout) == (0, "No mistakes.\n")
    (book / "situations/yelling.yml").write_text("id: yelling\nname: 7\n")
    done = in_earnest("phrasebook", "check", CALMA_PHRASEBOOK=str(book))
    assert done.returncode == 1
    assert "phrasebook/situations/yelling.yml:2: error: name: " in done.stdout


def test_a_broken_phrasebook_keeps_the_app_from_starting(tmp_path: Path) -> None:
    book = Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))
    (book / "situations/yelling.yml").write_text("id: yelling\nname: 7\n")
    done = in_earnest("run", CALMA_PHRASEBOOK=str(book), PORT=free_port())
    assert done.returncode == 1
    assert "phrasebook/situations/yelling.yml:2: error: name: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named_without_a_trace() -> None:
    done = calma("run", PORT="many")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("PORT is “many”")


def test_the_playground_is_never_on_beyond_this_machine() -> None:
    done = calma("run", HOST="0.0.0.0", PORT=free_port())
    assert done.returncode == 1
    assert "HOST" in done.stderr
    done = calma("run", "--playground", HOST="0.0.0.0", SLACK_SIGNING_SECRET=SECRET, SLACK_BOT_TOKEN=TOKEN)
    assert done.returncode == 1


def test_the_app_starts_bare_and_ends_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(CALMA_DATA_DIR=str(data)) as (process, address):
        assert get(address)[0] == 200
        assert get(address + "healthz") == (200, '{"ok": true}')
        assert data.is_dir()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


def test_with_slack_configured_there_is_no_playground(tmp_path: Path) -> None:
    settings = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": TOKEN, "CALMA_DATA_DIR": str(tmp_path)}
    with running(**settings) as (_, address):
        assert get(address + "healthz")[0] == 200
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(address)
    with running("--playground", **settings) as (_, address):
        assert get(address)[0] == 200
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(address, timeout=10)


def test_a_taken_port_is_named() -> None:
    with running() as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        done = calma("run", PORT=port)
        assert done.returncode == 1
        assert f"PORT {port} cannot be listened on" in done.stderr


def ask_playground(address: str, text: str) -> str:
    body = json.dumps({"who": "ana", "language": "en", "ask": {"command": "calm", "text": text}}).encode()
    request = urllib.request.Request(
        address + "playground/ask", data=body, headers={"Content-Type": "application/json"}
    )
    with BROWSER.open(request, timeout=10) as response:
        found: str = json.load(response)["summary"]
        return found


def test_sighup_takes_up_a_new_phrasebook_and_refuses_a_broken_one(tmp_path: Path) -> None:
    book = Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))
    yelling = book / "situations/yelling.yml"
    with running(CALMA_PHRASEBOOK=str(book), CALMA_DATA_DIR=str(tmp_path / "data")) as (process, address):
        assert ask_playground(address, "yelling").startswith("Yelling: ")
        good = yelling.read_text(encoding="utf-8").replace("name: {en: Yelling", "name: {en: Shouting")
        yelling.write_text(good, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        within = time.monotonic() + 30
        while not ask_playground(address, "yelling").startswith(
            "Shouting: "
        ):  # it is read beside the answers
            assert time.monotonic() < within
        yelling.write_text("id: yelling\nname: 7\n")
        process.send_signal(signal.SIGHUP)
        assert ask_playground(address, "yelling").startswith("Shouting: ")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=15)
        assert "phrasebook/situations/yelling.yml:2: error: name: " in errors
