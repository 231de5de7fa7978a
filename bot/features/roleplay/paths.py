"""All ways through a scenario. Ways that meet with the same numbers go on as one, so they can be counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from bot.core.aligned import aligned
from bot.core.scenarios import Scenario, ScenarioNode, ScenarioReply
from bot.features.roleplay.model import led, moved

WARNINGS = 2  # after so many the protocol may end a contact


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a way ended: where, by which reply, with which numbers, and whether the protocol may end it so.

    `best` says that the best reply was taken at every node.
    """

    ending: str
    node: str
    line: str
    tension: int
    progress: int
    warned: bool
    best: bool


def loop(scenario: Scenario) -> tuple[str, ...]:
    """Returns the nodes of a way that comes back to where it was, first and last the same; () if none."""
    done: set[str] = set()
    way: list[str] = []

    def walk(node: str) -> tuple[str, ...]:
        if node in way:
            return (*way[way.index(node) :], node)
        if node in done or node not in scenario.nodes:
            return ()
        way.append(node)
        circle = next(filter(None, (walk(line.to) for line in scenario.nodes[node].lines)), ())
        way.pop()
        done.add(node)
        return circle

    return walk(scenario.start)


def reached(scenario: Scenario) -> frozenset[str]:
    """Returns the nodes that some way comes to."""
    nodes: set[str] = set()
    waiting = [scenario.start]
    while waiting:
        node = waiting.pop()
        if node in scenario.nodes and node not in nodes:
            nodes.add(node)
            waiting += [line.to for line in scenario.nodes[node].lines]
    return frozenset(nodes)


def arrivals(scenario: Scenario) -> Mapping[Arrival, int]:
    """Returns all ends of all ways, with how many ways lead to each. The scenario may hold no loop."""
    ends: Counter[Arrival] = Counter()
    # By node: how many ways come to it with these numbers, these warnings, and the best replies alone.
    ways: dict[str, Counter[tuple[int, int, int, bool]]] = defaultdict(Counter)
    ways[scenario.start][scenario.tension, scenario.progress, 0, True] = 1
    for name in _in_order(scenario):
        for line in scenario.nodes[name].lines:
            for (tension, progress, warned, best), count in ways[name].items():
                after = moved(line, tension, progress)
                node, ending = led(scenario, line, *after)
                said, good = min(warned + _weight(line), WARNINGS), best and line.best
                if node:
                    ways[node][*after, said, good] += count
                else:
                    ends[Arrival(ending, name, line.id, *after, said >= WARNINGS, good)] += count
    return ends


def _in_order(scenario: Scenario) -> Iterable[str]:
    """Returns the nodes that can be reached, each after all that lead to it."""
    known = reached(scenario)
    leads = {name: {line.to for line in scenario.nodes[name].lines} & known for name in known}
    return reversed(list(TopologicalSorter(leads).static_order()))


def tensions(scenario: Scenario) -> Mapping[str, frozenset[int]]:
    """Returns with which tensions the ways come to each moment. The scenario may hold no loop."""
    met: dict[str, set[int]] = defaultdict(set)
    met[scenario.start].add(scenario.tension)
    for name in _in_order(scenario):
        for line in scenario.nodes[name].lines:
            if line.to in scenario.nodes:
                met[line.to] |= {moved(line, tension, 0)[0] for tension in met[name]}
    return {name: frozenset(tensions) for name, tensions in met.items()}


def next_lines(scenario: Scenario, node: ScenarioNode) -> frozenset[tuple[object, ...]]:
    """Returns all that can come next at a moment, each as the customer's words or as how the contact ends."""
    return frozenset(
        (line.to, *sorted(line.answer.items())) if line.to in scenario.nodes else (line.to,)
        for line in node.lines
    )


def reacting(scenario: Scenario) -> tuple[int, int]:
    """Returns at how many moments it matters to the next line what was said, and how many there are.

    Those are not counted at which every reply ends the contact.
    """
    going_on = [
        node for node in scenario.nodes.values() if any(line.to in scenario.nodes for line in node.lines)
    ]
    return sum(len(next_lines(scenario, node)) > 1 for node in going_on), len(going_on)


def endings(scenario: Scenario) -> Mapping[str, int]:
    """Returns how many ways lead to each ending, in the order of the file."""
    ends = arrivals(scenario)
    return {id: sum(n for end, n in ends.items() if end.ending == id) for id in scenario.endings}


def table(scenarios: Iterable[Scenario]) -> str:
    """Returns every ending of every scenario as a table to print, with the number of ways to it."""
    rows = [("scenario", "ending", "kind", "needs", "ways")]
    for scenario in scenarios:
        for id, ways in endings(scenario).items():
            kind = "right" if scenario.endings[id].right else "wrong"
            rows.append((scenario.id, id, kind, _needs(scenario, id), str(ways)))
    return aligned(rows)


def _weight(line: ScenarioReply) -> int:
    return WARNINGS if line.zero else int(line.warning)


def _needs(scenario: Scenario, id: str) -> str:
    ending = scenario.endings[id]
    asked = (
        *(("the protocol",) if ending.protocol else ()),
        *((f"tension < {ending.below}",) if ending.below is not None else ()),
        *((f"progress >= {ending.least}",) if ending.least is not None else ()),
    )
    return ", ".join(asked) or ("what is left" if ending.fallback else "a reply")
