"""Whether work takes time in proportion to what it is given: a ratio, the same on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4  # how much larger the larger one is
IN_PROPORTION = 8.0  # linear work has a growth of 4, quadratic work one of 16
_TRIES = 5


def growth(work: Callable[[int], object], size: int) -> float:
    """Returns how many times longer work of TIMES the size takes, by this process's own time, at its best."""
    small, large = (min(_seconds(work, each) for _ in range(_TRIES)) for each in (size, TIMES * size))
    return large / small


def _seconds(work: Callable[[int], object], size: int) -> float:
    begin = time.process_time()
    work(size)
    return time.process_time() - begin
