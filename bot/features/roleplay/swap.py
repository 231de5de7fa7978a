"""The other side: somebody plays the customer, and picks which replies would have calmed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.scenarios import Scenario, ScenarioNode, ScenarioReply
from bot.core.words import Localized
from bot.features.roleplay.model import ContactState, after, clamped, start, turn

MOMENTS = 3  # of a scenario, that somebody meets as the customer


@dataclass(frozen=True, slots=True)
class SwapMoment:
    """What the customer says at a moment of the way that a good colleague takes, and their tension then.

    `before` is the reply that they answer with it; None at the first moment.
    """

    node: ScenarioNode
    turn: tuple[Localized, ...]
    tension: int
    before: ScenarioReply | None = None

    def tension_after(self, line: ScenarioReply) -> int:
        """Returns the customer's tension after a reply."""
        return clamped(self.tension + line.tension)


def swappable(scenario: Scenario) -> bool:
    """Returns whether somebody can play its customer: never where somebody may get hurt."""
    return bool(scenario.swap) and scenario.safety is None and len(moments(scenario)) == MOMENTS


def moments(scenario: Scenario) -> tuple[SwapMoment, ...]:
    """Returns the moments to pick at, in order: those first in which the best reply calms most, too."""
    way = list(_way(scenario))
    if len(way) <= MOMENTS:
        return tuple(way)
    telling = sorted(way[1:], key=lambda moment: not _clear(moment.node))[: MOMENTS - 1]
    return tuple(moment for moment in way if moment is way[0] or moment in telling)


def picked(scenario: Scenario, picks: tuple[str, ...]) -> tuple[tuple[SwapMoment, ScenarioReply], ...] | None:
    """Returns the moments behind somebody, each with the reply they picked; None where one has gone."""
    lines = [(moment, moment.node.line(pick)) for moment, pick in zip(moments(scenario), picks, strict=False)]
    taken = tuple((moment, line) for moment, line in lines if line)
    return taken if len(taken) == len(picks) else None


def most_calming(scenario: Scenario) -> tuple[SwapMoment, ScenarioReply]:
    """Returns the best reply that brings the customer down the most, and its moment."""
    return min(((moment, moment.node.best) for moment in moments(scenario)), key=lambda pair: pair[1].tension)


def _way(scenario: Scenario) -> Iterator[SwapMoment]:
    state: ContactState = start(scenario)
    before: ScenarioReply | None = None
    while state.open:
        node = scenario.nodes[state.node]
        if any(line.answer for line in node.lines):
            yield SwapMoment(node, turn(scenario, state), state.tension, before)
        before = node.best
        state = after(scenario, state, before)


def _clear(node: ScenarioNode) -> bool:
    return all(line.best or line.tension > node.best.tension for line in node.lines)
