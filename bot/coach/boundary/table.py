"""All ways through a policy, as a table to print."""

from __future__ import annotations

from datetime import datetime

from bot.coach.boundary import protocol
from bot.coach.policy import Policy

_HEADINGS = ("presses", "warnings", "outcome", "supervisor told")


def table(policy: Policy) -> str:
    """Returns each order of presses from the first warning to the close, a line each."""
    rows = [_HEADINGS]
    for taken, course in protocol.paths(policy, datetime.min):
        presses = " → ".join(("start", *(move.value for move in taken)))
        told = "at once" if course.told else "on a tap"
        rows.append((presses, str(len(course.warned)), course.step.value, told))
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"
