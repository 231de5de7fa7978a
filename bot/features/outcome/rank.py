"""Which phrases rise by what came of them.

A phrase stands at the lower end of what its share of calmed contacts may well be (Wilson's interval, 95 %):
few outcomes say little, so they lift it little. A phrase of which nothing is known stands at `PRIOR`, as one
does that surely calms every second time; so does one that did worse. So nothing ever sinks below where its
editor put it, except by others rising, and four outcomes, all calm, are the least that lift a phrase. Where a
situation mostly ends in calm anyway, a phrase has to be surely better than that.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.estimates import wilson
from bot.core.outcomes import Tally

PRIOR = 0.5


def certain(tally: Tally) -> float:
    """Returns the lower bound of Wilson's interval for the share of calmed, from 0 to 1; 0 for none."""
    return wilson(tally.calmed / tally.total, tally.total).low if tally.total else 0.0


def risen(tallies: Mapping[str, Tally]) -> dict[str, float]:
    """Returns how high each phrase of a situation stands that rises, by id; the others hold their order."""
    total = sum(tally.total for tally in tallies.values())
    usual = sum(tally.calmed for tally in tallies.values()) / total if total else 0.0
    bar = max(PRIOR, usual)
    heights = {phrase: certain(tally) for phrase, tally in tallies.items()}
    return {phrase: height for phrase, height in heights.items() if height > bar}
