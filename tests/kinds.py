"""Tests that need more than this process are marked, so that `make check` can leave them out.

What a test uses marks it for a browser and for PostgreSQL; whoever starts or kills processes says so, and is
held to it. Files whose tests take a second together stand in `long_files.txt`, as measured: `make check`
leaves them out, to end within about a minute, and `make test` runs them.
"""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

KINDS = {
    "process": "starts processes, such as the app itself",
    "kill": "kills processes in the middle of their work",
    "browser": "drives a browser (marked by itself)",
    "postgres": "needs PostgreSQL (marked by itself)",
}
LONG = "long"
FOLDER = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marks."""
    for kind, meaning in KINDS.items():
        config.addinivalue_line("markers", f"{kind}: {meaning}")
    config.addinivalue_line("markers", f"{LONG}: is in a file that takes long (marked by itself)")
    platform.processor()  # which Teams' package asks for; the first time, that starts a process


@pytest.hookimpl(tryfirst=True)  # before those that are not wanted are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses a browser or PostgreSQL, and what is in a long file."""
    long = long_files()
    for item in items:
        if item.path in long:
            item.add_marker(LONG)
        used = set(getattr(item, "fixturenames", ()))
        if "browser" in used:
            item.add_marker("browser")
        engine = item.callspec.params.get("url") if hasattr(item, "callspec") else None
        if "postgres" in used or engine == "postgresql":
            item.add_marker("postgres")


def long_files() -> set[Path]:
    """Returns the files whose tests take long together."""
    return {FOLDER / name for name in (FOLDER / "long_files.txt").read_text(encoding="utf-8").split()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Lets what prepares a test start a process only if the test is marked."""
    with _within(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Lets a test start a process only if it is marked."""
    with _within(item):
        yield


@contextmanager
def _within(item: pytest.Item) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if not any(item.get_closest_marker(kind) for kind in KINDS):
            patch.setattr(subprocess.Popen, "__init__", _refuse)
            patch.setattr(BaseProcess, "start", _refuse)
        yield


def _refuse(*_: object, **__: object) -> None:
    pytest.fail("a test that starts a process is to be marked: pytest.mark.process, or kill")
