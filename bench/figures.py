"""Numbers and tables for the benches."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

Row = Sequence[str]


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the smallest of `values` that at least `share` (0 to 1) of them do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def middle(rounds: Sequence[Sequence[float]], share: float) -> float:
    """Returns the median over `rounds` of each round's percentile: one disturbed round changes nothing."""
    return statistics.median(percentile(values, share) for values in rounds)


def part(count: int, whole: int) -> str:
    """Returns `count` of `whole` as a percentage with the count beside it."""
    return f"{100 * count / whole:.1f} % ({count}/{whole})" if whole else "–"


def table(title: str, head: Row, rows: Sequence[Row], notes: str = "") -> None:
    """Prints a table under its title."""
    print(f"\n{title}\n\n{markdown(head, rows)}")
    if notes:
        print(f"\n{notes}")


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """Returns a table as Markdown, its columns aligned: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = []
    for row in (head, rule, *rows):
        first, *others = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("| " + " | ".join([first, *others]) + " |")
    return "\n".join(lines)
