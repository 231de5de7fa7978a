"""One line of the table of what attackers learned."""

from __future__ import annotations

import os
import sys

import pytest

CASES = int(os.environ.get("CALMA_CASES", "0"))  # how many cases are tried; 0: as many as take seconds


def told(capsys: pytest.CaptureFixture[str], attacker: str, tried: object, learned: str, bound: str) -> None:
    """Prints a line of the table, whatever pytest does with what tests print."""
    with capsys.disabled():
        sys.stdout.write(f"\n| {attacker} | {tried} | {learned} | {bound} |\n")
