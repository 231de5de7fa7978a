"""What a contact looks like when it is over: where it turned, and which line would have been better."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.roleplay.engine import Step
from bot.coach.scenarios import Line, Node, Scenario


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of the way: what the customer said, the reply that was taken, and the better one, if any."""

    node: Node
    line: Line
    step: Step

    @property
    def better(self) -> Line | None:
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

    way: tuple[Taken, ...]
    turning: int
    missed: int | None


def debrief(scenario: Scenario, path: tuple[Step, ...], *, right: bool) -> Debrief:
    """Returns how a contact went that has come to its end; its scenario has all the steps of `path`."""
    way = tuple(_taken(scenario, step) for step in path)
    others = [i for i, taken in enumerate(way) if taken.better]
    missed = max(others, key=lambda i: (way[i].cost, -i), default=None)
    if right or missed is None:  # it turned where the customer came down the most
        turning = min(range(len(way)), key=lambda i: (_fall(scenario, path, i), i))
    else:
        turning = missed
    return Debrief(way, turning, missed)


def _taken(scenario: Scenario, step: Step) -> Taken:
    node = scenario.nodes[step.node]
    line = node.line(step.line)
    assert line, "the scenario has all steps"
    return Taken(node, line, step)


def _fall(scenario: Scenario, path: tuple[Step, ...], i: int) -> int:
    before = path[i - 1].tension if i else scenario.tension
    return path[i].tension - before
