"""How long to wait before the next try of what failed."""

from __future__ import annotations

from collections.abc import Iterator


def pauses(first: float, most: float) -> Iterator[float]:
    """Yields seconds without end: each pause is twice as long as the one before, `most` at last."""
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, most)
