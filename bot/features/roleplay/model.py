"""A play: one person's way through a scenario, and what a reply does to the contact. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core.scenarios import CLOSE, Scenario, ScenarioEnding, ScenarioReply
from bot.core.words import Localized

TOP = 100  # of tension and of progress


@dataclass(frozen=True, slots=True)
class TakenReply:
    """A reply that was taken at a node, and the numbers after it."""

    node: str
    line: str
    tension: int
    progress: int


@dataclass(frozen=True, slots=True)
class ContactState:
    """How far a contact has come: at `node`, or ended by `ending`; always just one of the two."""

    node: str
    tension: int
    progress: int
    path: tuple[TakenReply, ...] = ()
    ending: str = ""

    @property
    def turn(self) -> int:
        """Grows with every reply: a button made for an older one is stale."""
        return len(self.path)

    @property
    def open(self) -> bool:
        """Whether the contact still goes on."""
        return not self.ending


class PlayStatus(Enum):
    """Whether a play still goes on. LEFT was set aside for another one."""

    OPEN = "open"
    ENDED = "ended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Play:
    """What is stored. `touched` is the time of the last reply; `version` is as it was read, 0: never stored.

    `right` says whether it ended well; it is stored with the ending, which may be edited later.
    """

    tenant: str
    id: str
    player: str
    scenario: str
    state: ContactState
    began: datetime
    touched: datetime
    status: PlayStatus = PlayStatus.OPEN
    right: bool = False
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.status is PlayStatus.OPEN


def start(scenario: Scenario) -> ContactState:
    """Returns a contact at the customer's first line."""
    return ContactState(scenario.start, scenario.tension, scenario.progress)


def take(scenario: Scenario, state: ContactState, choice: str, turn: int) -> ContactState:
    """Returns the contact after a reply chosen by a button made for `turn`; the same one if it is stale."""
    node = scenario.nodes.get(state.node)
    line = node.line(choice) if node and state.open and turn == state.turn else None
    return after(scenario, state, line) if line else state


def after(scenario: Scenario, state: ContactState, line: ScenarioReply) -> ContactState:
    """Returns the contact after a reply of its node."""
    tension, progress = moved(line, state.tension, state.progress)
    step = TakenReply(state.node, line.id, tension, progress)
    node, ending = led(scenario, line, tension, progress)
    return ContactState(node, tension, progress, (*state.path, step), ending)


def moved(line: ScenarioReply, tension: int, progress: int) -> tuple[int, int]:
    """Returns tension and progress after a reply."""
    return clamped(tension + line.tension), clamped(progress + line.progress)


def led(scenario: Scenario, line: ScenarioReply, tension: int, progress: int) -> tuple[str, str]:
    """Returns the node and the ending that a reply leads to with these numbers; one of them is ""."""
    return (line.to, "") if line.to in scenario.nodes else ("", _ending(scenario, line, tension, progress).id)


def turn(scenario: Scenario, state: ContactState) -> tuple[Localized, ...]:
    """Returns what the customer says where an open contact is, in order: what they answer to the reply that
    led there, if anything, and the line of the moment at that tension."""
    line = scenario.nodes[state.node].said(state.tension)
    step = state.path[-1] if state.path else None
    reply = scenario.nodes[step.node].line(step.line) if step else None
    return (reply.answer, line) if reply and reply.answer and reply.to == state.node else (line,)


def fits(scenario: Scenario, state: ContactState) -> bool:
    """Returns whether the scenario, which may have been edited since, still has all that the contact met."""
    nodes = scenario.nodes
    met = all(step.node in nodes and nodes[step.node].line(step.line) for step in state.path)
    return met and (state.node in nodes if state.open else state.ending in scenario.endings)


def clamped(number: int) -> int:
    """Returns a number within 0 and TOP."""
    return max(0, min(TOP, number))


def _ending(scenario: Scenario, line: ScenarioReply, tension: int, progress: int) -> ScenarioEnding:
    return scenario.closed(tension, progress) if line.to == CLOSE else scenario.endings[line.to]
