"""A role-play as a state machine: what a reply does to the contact. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.scenarios import CLOSE, Ending, Line, Scenario

TOP = 100  # of tension and of progress


@dataclass(frozen=True, slots=True)
class Step:
    """A reply that was taken at a node, and the numbers after it."""

    node: str
    line: str
    tension: int
    progress: int


@dataclass(frozen=True, slots=True)
class State:
    """How far a contact has come: at `node`, or ended by `ending`; always just one of the two."""

    node: str
    tension: int
    progress: int
    path: tuple[Step, ...] = ()
    ending: str = ""

    @property
    def turn(self) -> int:
        """Grows with every reply: a button made for an older one is stale."""
        return len(self.path)

    @property
    def open(self) -> bool:
        """Whether the contact still goes on."""
        return not self.ending


def start(scenario: Scenario) -> State:
    """Returns a contact at the customer's first line."""
    return State(scenario.start, scenario.tension, scenario.progress)


def take(scenario: Scenario, state: State, choice: str, turn: int) -> State:
    """Returns the contact after a reply chosen by a button made for `turn`; the same one if it is stale."""
    node = scenario.nodes.get(state.node)
    line = node.line(choice) if node and state.open and turn == state.turn else None
    return after(scenario, state, line) if line else state


def after(scenario: Scenario, state: State, line: Line) -> State:
    """Returns the contact after a reply of its node."""
    tension, progress = moved(line, state.tension, state.progress)
    step = Step(state.node, line.id, tension, progress)
    node, ending = led(scenario, line, tension, progress)
    return State(node, tension, progress, (*state.path, step), ending)


def moved(line: Line, tension: int, progress: int) -> tuple[int, int]:
    """Returns tension and progress after a reply."""
    return clamped(tension + line.tension), clamped(progress + line.progress)


def led(scenario: Scenario, line: Line, tension: int, progress: int) -> tuple[str, str]:
    """Returns the node and the ending that a reply leads to with these numbers; one of them is ""."""
    return (line.to, "") if line.to in scenario.nodes else ("", _ending(scenario, line, tension, progress).id)


def fits(scenario: Scenario, state: State) -> bool:
    """Returns whether the scenario, which may have been edited since, still has all that the contact met."""
    nodes = scenario.nodes
    met = all(step.node in nodes and nodes[step.node].line(step.line) for step in state.path)
    return met and (state.node in nodes if state.open else state.ending in scenario.endings)


def clamped(number: int) -> int:
    """Returns a number within 0 and TOP."""
    return max(0, min(TOP, number))


def _ending(scenario: Scenario, line: Line, tension: int, progress: int) -> Ending:
    return scenario.closed(tension, progress) if line.to == CLOSE else scenario.endings[line.to]
