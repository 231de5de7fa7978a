"""What all tests share: the shipped phrasebook, the house built on it, and word of what was skipped."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, settings

from bot.core.phrasebook import Phrasebook
from bot.wiring.calma import Calma
from tests import once
from tests.build import PHRASEBOOK as PHRASEBOOK
from tests.build import build
from tests.harness import Harness

pytest_plugins = ["tests.databases", "tests.fakes.running", "tests.kinds"]
once.share()
# How long something takes is the benches' affair: a slow machine is no fault of a rule.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
# The platforms that tests speak to are on this machine, whatever stands between it and the world.
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
# What tests share stays for good, and a collector that walks through it again and again takes its time.
gc.set_threshold(100_000, 50, 100)

ROOT = PHRASEBOOK.parent
SITUATIONS = len(list(PHRASEBOOK.glob("situations/*.yml")))


@pytest.fixture(scope="session")
def house() -> Calma:
    """The coach as it is shipped."""
    return build()


@pytest.fixture
def app() -> Harness:
    """Calma of a test's own, on a Tuesday afternoon, with nobody in it yet."""
    return Harness()


@pytest.fixture(scope="session")
def book(house: Calma) -> Phrasebook:
    """The shipped phrasebook."""
    return house.phrasebook.book


def pytest_collection_finish() -> None:
    """Spares the collector what is here for good: the tests themselves, and all they import."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Says in one closing line what was skipped and why; with CALMA_NO_SKIPS=1 a skip fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    forbidden = bool(skipped) and os.environ.get("CALMA_NO_SKIPS") == "1"
    if forbidden and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield
    if reporter and skipped:
        told = dict.fromkeys(f"{_room(report.nodeid)} tests ({_reason(report)})" for report in skipped)
        end = "; CALMA_NO_SKIPS=1 allows none" if forbidden else ""
        reporter.write_line(f"skipped: {', '.join(told)}{end}", red=forbidden, yellow=not forbidden)


def _room(nodeid: str) -> str:
    parts = PurePosixPath(nodeid.partition("::")[0]).parts
    inside = parts[1:] if parts[:1] == ("tests",) else parts
    return inside[0].removesuffix(".py").removeprefix("test_") if inside else nodeid


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")
