"""Measures what notices danger and distress, on lines with the kind that each one is.

A line is `{"q": …, "lang": …, "kind": …, "note": …}`. Beside the eight kinds, `near-miss` only sounds like
danger, and any other kind is an ordinary hard contact. A note may hold `also fine: <kind>`, or say that a
line is ambiguous: then the line, the card and nothing are all right.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.figures import part, table
from bot.core.safety import SafetyKind, SafetyLevel
from bot.features.lookup.finder import Finder, LookupResult
from bot.wiring.phrasebook import prepare

ROOT = Path(__file__).parents[1]
LIVES = tuple(kind.value for kind in SafetyKind)[:5]
KINDS = tuple(kind.value for kind in SafetyKind)
NEAR = "near-miss"


class SafetyLine(NamedTuple):
    """A line, what it is, and what came of it."""

    text: str
    lang: str
    kind: str
    fine: tuple[str, ...]  # the kinds whose card is right
    ambiguous: bool
    result: LookupResult

    @property
    def noticed(self) -> bool:
        """Whether it got a card or a line."""
        return self.result.safety is not None

    @property
    def card(self) -> str:
        """The kind of its card, or ""."""
        sign = self.result.safety
        return sign.kind.value if sign and sign.level is SafetyLevel.CARD else ""

    @property
    def right(self) -> bool:
        """Whether it got the right card."""
        return self.card in self.fine or (self.ambiguous and self.noticed)

    @property
    def wrong(self) -> str:
        """What is wrong with what it got, or ""."""
        if self.ambiguous:
            return ""
        if self.kind in KINDS:
            return (
                ""
                if self.right
                else (f"card {self.card}" if self.card else "line" if self.noticed else "MISSED")
            )
        sign = self.result.safety
        return f"false {sign.level.value} {sign.kind.value}" if sign else ""


def lines(path: Path, finder: Finder) -> Iterator[SafetyLine]:
    """Yields each line of a file, looked up."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        note, kind = row.get("note", ""), row["kind"]
        also = tuple(other for other in KINDS if f"also fine: {other}" in note)
        result = finder.find(row["q"])
        yield SafetyLine(row["q"], row["lang"], kind, (kind, *also), "ambiguous" in note, result)


def emergencies(asked: Sequence[SafetyLine]) -> None:
    """Prints what became of danger and distress, by kind and language."""
    groups = [(kind, (kind,)) for kind in KINDS] + [("about a life", LIVES), ("all", KINDS)]
    rows = []
    for name, kinds in groups:
        for lang in ("all", *sorted({line.lang for line in asked})):
            here = [line for line in asked if line.kind in kinds and lang in ("all", line.lang)]
            if here:
                sure = sum(line.result.confident and not line.noticed for line in here)
                figures = sum(line.noticed for line in here), sum(line.right for line in here), sure
                rows.append([name, lang, str(len(here)), *(part(figure, len(here)) for figure in figures)])
    table(
        "Danger and distress", ["kind", "language", "lines", "noticed", "right card", "sure, unnoticed"], rows
    )


def harmless(asked: Sequence[SafetyLine]) -> None:
    """Prints how often what is no danger is taken for it."""
    rows = []
    for name in ("near misses", "ordinary"):
        for lang in ("all", *sorted({line.lang for line in asked})):
            here = [
                line
                for line in asked
                if line.kind not in KINDS
                and (line.kind == NEAR) == (name == "near misses")
                and lang in ("all", line.lang)
                and not line.ambiguous
            ]
            if here:
                cards = sum(bool(line.card) for line in here)
                whole = len(here), cards, sum(line.noticed for line in here) - cards
                rows.append([name, lang, str(whole[0]), *(part(figure, whole[0]) for figure in whole[1:])])
    table("No danger", ["", "language", "lines", "false card", "false line"], rows)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.safety", description="Measures the detector.")
    parser.add_argument("files", type=Path, nargs="+", help="lines, one JSON object each")
    parser.add_argument("--quiet", action="store_true", help="figures only; for an exam")
    options = parser.parse_args()
    finder = prepare(ROOT / "phrasebook").finder
    asked = [line for path in options.files for line in lines(path, finder)]
    if not options.quiet:
        for line in sorted(asked, key=lambda line: line.kind):
            if line.wrong:
                print(f"{line.kind:20} {line.wrong:32} {line.text}")
    emergencies(asked)
    harmless(asked)


if __name__ == "__main__":
    main()
