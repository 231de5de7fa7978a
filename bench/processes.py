"""The servers under test, each a process of its own, started as it is deployed."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Literal

from tests.fakes.slack import SECRET, TOKEN
from tests.fakes.teams import FakeTeams
from tests.processes import free_port

ROOT = Path(__file__).parents[1]
FILES = (1_024, 4_096)  # that a process may open, and to how many it may raise that
TICKS = os.sysconf("SC_CLK_TCK")


def resident(pid: int | Literal["self"]) -> float:
    """Returns the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@dataclass(frozen=True, slots=True)
class Server:
    """A process that is up."""

    pid: int
    port: int
    started_in: float  # seconds from exec to the printed address

    def memory(self) -> float:
        """Returns the resident memory in MB."""
        return resident(self.pid)

    def unshared(self) -> float:
        """Returns the resident memory in MB without what is of files, such as libraries others have too."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(rollup.partition("\nAnonymous:")[2].split()[0]) / 1024

    def files(self, but: str = "") -> int:
        """Returns how many files it has open, without those whose path ends so."""
        opened = 0
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                opened += not (but and os.readlink(link).endswith(but))
        return opened

    def processor(self) -> float:
        """Returns the seconds of processor time used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def calma(
    slack_api: str,
    data: str = "",
    *,
    everywhere: bool = False,
    root: Path = ROOT,
    log: Path | None = None,
    settings: Mapping[str, str] | None = None,
    program: Sequence[str] = ("app.py", "run"),
) -> Iterator[Server]:
    """Runs the app with Slack on; `slack_api` stands in for Slack's Web API.

    `data` is its data folder, a new one if it is left out; `everywhere` turns Teams and the playground on.
    `root` is the folder of another version, `log` a file to write the log to; `settings` come on top, and
    `program` runs it in another way.
    """
    with tempfile.TemporaryDirectory() as new:
        environment = {
            "PORT": free_port(),
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": slack_api,
            "CALMA_DATA_DIR": data or new,
            "CALMA_LOG_LEVEL": "INFO" if log else "ERROR",
            **({"TEAMS_ANONYMOUS": "1"} if everywhere else {}),
            **(settings or {}),
        }
        flags = ["--playground"] if everywhere else []
        with _process([*program, *flags], environment, root=root, log=log) as server:
            yield server


@dataclass(frozen=True, slots=True)
class Victim(Server):
    """An app that is attacked, and what it writes to standard error."""

    errors: Path

    def log(self) -> str:
        """Returns what it wrote."""
        return self.errors.read_text(encoding="utf-8", errors="replace")


@contextmanager
def attacked(root: Path, environment: Mapping[str, str]) -> Iterator[Victim]:
    """Runs the app of the version in `root`; as it is usual, it may open 1,024 files, and raise that."""
    with tempfile.NamedTemporaryFile() as errors:
        usual = {"PORT": free_port(), "CALMA_LOG_LEVEL": "INFO", **environment}
        with _process(["app.py", "run"], usual, root=root, log=Path(errors.name), files=FILES) as server:
            yield Victim(server.pid, server.port, server.started_in, Path(errors.name))


@contextmanager
def bare(*, fast: bool = True) -> Iterator[Server]:
    """Runs the barest bot on Bolt, in its fast mode or as it is by itself."""
    settings = {"SLACK_SIGNING_SECRET": SECRET, **({} if fast else {"BARE_AS_USUAL": "1"})}
    with _process(["-m", "bench.bare"], settings) as server:
        yield server


@contextmanager
def calma_in_teams(fake: FakeTeams, adapter: str = "botbuilder") -> Iterator[Server]:
    """Runs the app with Teams on; `fake` stands in for Microsoft's services."""
    with tempfile.TemporaryDirectory() as data:
        quiet = {"CALMA_LOG_LEVEL": "ERROR", "TEAMS_ADAPTER": adapter}
        more = {"PORT": free_port(), "CALMA_DATA_DIR": data, **quiet, **fake.settings}
        with _process(["app.py", "run"], more) as server:
            yield server


@contextmanager
def bare_agents(fake: FakeTeams) -> Iterator[Server]:
    """Runs the barest bot on the Microsoft 365 Agents SDK."""
    with _process(["-m", "bench.bare_agents"], fake.settings) as server:
        yield server


@contextmanager
def bare_teams(fake: FakeTeams) -> Iterator[Server]:
    """Runs the barest bot on botbuilder."""
    with _process(["-m", "bench.bare_teams"], fake.settings) as server:
        yield server


@contextmanager
def _process(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    root: Path = ROOT,
    log: Path | None = None,
    files: tuple[int, int] | None = None,
) -> Iterator[Server]:
    inherited = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    begin = perf_counter()
    with (
        log.open("w", encoding="utf-8") if log else nullcontext() as errors,
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=root,
            env={**inherited, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_NOFILE, files) if files else None,
        ) as running,
    ):
        try:
            address = running.stdout.readline() if running.stdout else ""
            taken = perf_counter() - begin
            port = re.search(r"http://[^/\s]+:(\d+)/", address)
            if not port:
                raise RuntimeError(f"{' '.join(arguments)} did not say where it is up: {address!r}")
            yield Server(running.pid, int(port[1]), taken)
        finally:
            running.terminate()
