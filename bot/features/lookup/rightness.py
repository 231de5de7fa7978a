"""How likely it is that the best situation of a ranking is the right one: what the mark “sure” stands for.

Four things tell: the share of the best situation, how far it is ahead of the second, whether the views of the
index agree, and how near the nearest triggers are. Their weights were fitted, by logistic regression, to how
often the right situation came first for triggers that were left out in turn, so that no text was judged by
itself. `bench/rightness.py` does it again and prints how often each level is right.
"""

from __future__ import annotations

import math
from operator import mul

from bot.features.lookup.index import Ranking

WEIGHTS, BIAS = (0.66, 0.31, 0.70, -0.73), 0.12  # of `clarity`
CERTAIN = 0.9  # what the gate must say besides: a text about something else has no right situation
SURE = 0.955  # from here on, 97 of 100 that were left out were right
LEAST = 1e-9  # a share that counts as none


def clarity(ranking: Ranking) -> tuple[float, float, float, float]:
    """Returns what tells how clear a ranking is that has a best situation."""
    best, *others = (max(match.score, LEAST) for match in ranking.matches[:2])
    share = math.log(best / max(1 - best, LEAST))
    ahead = math.log(best / (others[0] if others else LEAST))
    return share, ahead, ranking.agreement, min(ranking.closeness, 1.0)


def is_sure(certainty: float, ranking: Ranking) -> bool:
    """Returns whether the best situation may be marked as sure; `certainty` is what the gate says."""
    return certainty >= CERTAIN and rightness(ranking) >= SURE


def rightness(ranking: Ranking) -> float:
    """Returns how likely it is, from 0 to 1, that the first of the matches is the right situation."""
    if not ranking.matches:
        return 0.0
    odds = BIAS + sum(map(mul, WEIGHTS, clarity(ranking)))
    return 1 / (1 + math.exp(-odds))
