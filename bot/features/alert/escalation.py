"""Who is told of an alert when: the first, the next with all managers, the others, then all of them anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.edge import Address

PATIENCE = timedelta(seconds=60)  # until the next are told
ANEW = (timedelta(minutes=2), timedelta(minutes=5))  # until all are told anew, after the last and once more
MOST = 6  # waves until all were told: whoever is left belongs to the last of them

Waves = tuple[tuple[Address, ...], ...]


def waves(audience: Sequence[Address], managers: Sequence[Address], others: Sequence[Address]) -> Waves:
    """Returns who is told together, in order. `audience` are those meant to be told; nobody for nobody.

    `others` could be told, and come when none of the rest has answered.
    """
    line = list(dict.fromkeys([*audience, *managers, *others]))
    if not line:
        return ()
    second = [to for to in line[1:] if to in managers or to in audience[1:2]]
    rest = [to for to in line[1:] if to not in second]
    singly = [(to,) for to in rest[: MOST - 3]]
    last = tuple(rest[MOST - 3 :])
    first = [wave for wave in ((line[0],), tuple(second), *singly, last) if wave]
    return (*first, *((tuple(line),) * len(ANEW)))


def pause(index: int, count: int) -> timedelta:
    """Returns how long after the wave before it the wave `index`, of so many, goes out."""
    anew = index - (count - len(ANEW))
    return ANEW[anew] if anew >= 0 else PATIENCE if index else timedelta()


def after(index: int, later: int, count: int) -> timedelta:
    """Returns how long after the wave `index` a later one goes out, of so many."""
    return sum((pause(step, count) for step in range(index + 1, later + 1)), timedelta())
