"""The wheel, installed elsewhere: all that Calma needs comes with it, and nothing is written beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import VERSION
from tests.conftest import ROOT
from tests.processes import free_port

pytestmark = pytest.mark.process
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@dataclass(frozen=True)
class Installed:
    """Calma as `pip install` leaves it, and a folder to work in that is neither the checkout nor this."""

    packages: Path
    elsewhere: Path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", str(self.packages / "bin" / "calma"), *arguments]

    def environment(self, **settings: str) -> Mapping[str, str]:
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(self.packages), **settings}

    def calma(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.elsewhere,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def files(self) -> set[tuple[str, int]]:
        paths = (path for path in self.packages.rglob("*") if path.is_file())
        return {(str(path), path.stat().st_mtime_ns) for path in paths}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel, made and installed once, with its first start behind it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder / "packages"),
    ]
    _done(build)
    _done([*pip, str(next(folder.glob("calma-*.whl")))])
    (folder / "elsewhere").mkdir()
    calma = Installed(folder / "packages", folder / "elsewhere")
    before = calma.files()
    yield calma
    assert calma.files() == before, "something was written beside the code"


def _done(command: list[str]) -> None:
    done = subprocess.run(
        command, env={**os.environ, **OFFLINE}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as response:
        return str(response.read().decode())


def test_it_serves_with_its_own_phrasebook_pages_and_tables(installed: Installed) -> None:
    process = subprocess.Popen(
        installed.command("run"),
        cwd=installed.elsewhere,
        env=installed.environment(PORT=free_port(), CALMA_ORGANISATION="Acme"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        address = re.search(r"http://[^/\s]+", line)
        assert address, line
        assert _get(f"{address[0]}/healthz") == '{"ok": true}'
        assert "Acme" in _get(f"{address[0]}/privacy")
        process.terminate()
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.communicate()
    data = {path.name for path in (installed.elsewhere / "data").iterdir()}
    assert {"calma.db", "phrasebook.compiled"} <= data


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "yelling", "--language", "en"], "  ES  "),
        (["phrasebook", "stats"], "yelling"),
        (["doctor"], "known: "),
        (["--version"], f"Calma {VERSION}\n"),
        (["--help"], "usage: calma "),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_job_works_from_any_folder(installed: Installed, arguments: list[str], said: str) -> None:
    done = installed.calma(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


def test_the_manifest_names_where_the_app_is_reached(installed: Installed) -> None:
    shown = installed.calma("slack-manifest", CALMA_PUBLIC_URL="https://calma.example/coach").stdout
    assert "request_url: https://calma.example/coach/slack/events\n" in shown
    assert "https://YOUR-HOST" not in shown


def test_all_of_it_is_there(installed: Installed) -> None:
    code = installed.packages / "bot"
    for source, target in (
        (ROOT / "bot", code),
        (ROOT / "phrasebook", code / "shipped_files" / "phrasebook"),
        (ROOT / "docs" / "trust", code / "shipped_files" / "docs" / "trust"),
    ):
        assert _files(source) <= _files(target)
    assert (code / "shipped_files" / "manifest.yml").read_bytes() == (ROOT / "manifest.yml").read_bytes()


def _files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and ".pyc" not in path.name
    }


def test_it_says_what_it_needs_and_what_only_some_do(installed: Installed) -> None:
    [metadata] = installed.packages.glob("calma-*.dist-info/METADATA")
    text = metadata.read_text(encoding="utf-8")
    assert f"Version: {VERSION}\n" in text
    assert "Requires-Dist: aiohttp\n" in text
    assert "Provides-Extra: agents\nProvides-Extra: otel\n" in re.sub(r"Requires-Dist: .*\n", "", text)
