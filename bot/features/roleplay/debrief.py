"""What a contact looks like when it is over: where it turned, and which line would have been better."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.scenarios import Scenario, ScenarioNode, ScenarioReply
from bot.features.roleplay.model import TakenReply


@dataclass(frozen=True, slots=True)
class ReviewedReply:
    """One step of the way: what the customer said, the reply that was taken, and the better one, if any."""

    node: ScenarioNode
    line: ScenarioReply
    step: TakenReply

    @property
    def better(self) -> ScenarioReply | None:
        """The reply a good colleague would have taken, where another was."""
        return None if self.line.best else self.node.best

    @property
    def cost(self) -> int:
        """How far behind the best reply the one taken was, in points of tension and progress together."""
        best = self.node.best
        return (self.line.tension - best.tension) + (best.progress - self.line.progress)


@dataclass(frozen=True, slots=True)
class Debrief:
    """The way, the index of the step where the contact turned, and the step that had the better line."""

    way: tuple[ReviewedReply, ...]
    turning: int
    missed: int | None


def debrief(scenario: Scenario, path: tuple[TakenReply, ...], *, right: bool) -> Debrief:
    """Returns how a contact went that has come to its end; its scenario has all the steps of `path`."""
    way = tuple(_taken(scenario, step) for step in path)
    others = [i for i, taken in enumerate(way) if taken.better]
    missed = max(others, key=lambda i: (way[i].cost, -i), default=None)
    if right or missed is None:  # it turned where the customer came down the most
        turning = min(range(len(way)), key=lambda i: (_fall(scenario, path, i), i))
    else:
        turning = missed
    return Debrief(way, turning, missed)


def _taken(scenario: Scenario, step: TakenReply) -> ReviewedReply:
    node = scenario.nodes[step.node]
    line = node.line(step.line)
    assert line, "the scenario has all steps"
    return ReviewedReply(node, line, step)


def _fall(scenario: Scenario, path: tuple[TakenReply, ...], i: int) -> int:
    before = path[i - 1].tension if i else scenario.tension
    return path[i].tension - before
