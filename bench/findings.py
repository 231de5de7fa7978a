"""What a bench found, as rows that a program reads: `python -m bench` makes one table of all of them.

A bench prints its own tables, and tells here what belongs into the one of all. By itself it tells nobody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

FILE = "BENCH_FINDINGS"  # in the environment of a bench: where its findings are written to
MET, MISSED, NO_AIM = "met", "**missed**", ""


class Aim(NamedTuple):
    """What was to be reached, and whether it was."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure, beside what it stands, their ratio; `aim` and `met` where something was to be reached."""

    what: str
    figure: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None

    def row(self) -> tuple[str, ...]:
        """Returns it as a row of the table."""
        verdict = NO_AIM if self.met is None else MET if self.met else MISSED
        return self.what, self.figure, self.beside, self.ratio, self.aim, verdict


HEAD = ("what", "figure", "beside what", "ratio", "aim", "met?")


def at_most(value: float, limit: float, unit: str = "") -> Aim:
    """Returns the aim not to exceed a limit."""
    return Aim(f"≤ {limit:g}{unit}", value <= limit)


def at_least(value: float, limit: float, unit: str = "") -> Aim:
    """Returns the aim not to fall short of a limit."""
    return Aim(f"≥ {limit:g}{unit}", value >= limit)


def tell(
    what: str, figure: str, beside: str = "", ratio: float | None = None, aim: Aim | None = None
) -> None:
    """Writes a finding down for whoever runs all benches."""
    if not (path := os.environ.get(FILE)):
        return
    shown = "" if ratio is None else f"{ratio:.2f}"
    found = Finding(what, figure, beside, shown, *(aim or ("", None)))
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")


def told(path: Path) -> Iterator[Finding]:
    """Yields what stands in a file of findings."""
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            yield Finding(**json.loads(line))
