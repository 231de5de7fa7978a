"""Role-plays of teams, as values of JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.core.safety import SafetyKind
from bot.core.scenarios import OwnWords, Scenario, ScenarioEnding, ScenarioNode, ScenarioReply

Row = dict[str, Any]


def scenario_row(scenario: Scenario) -> Row:
    """Returns a role-play as values of JSON. Its order is kept: the first ending that fits is taken."""
    safety = scenario.safety.value if scenario.safety else None
    nodes = [asdict(node) for node in scenario.nodes.values()]
    endings = [asdict(ending) for ending in scenario.endings.values()]
    return {**asdict(scenario), "safety": safety, "nodes": nodes, "endings": endings}


def scenario_of(row: Row) -> Scenario:
    """Returns what `scenario_row` made a row of."""
    nodes = {node["id"]: _node(node) for node in row["nodes"]}
    endings = {ending["id"]: ScenarioEnding(**ending) for ending in row["endings"]}
    safety = SafetyKind(row["safety"]) if row["safety"] else None
    plain = {"situations": tuple(row["situations"]), "safety": safety}
    return Scenario(**{**row, **plain, "nodes": nodes, "endings": endings})


def _node(row: Row) -> ScenarioNode:
    lines = tuple(ScenarioReply(**line) for line in row["lines"])
    return ScenarioNode(**{**row, "lines": lines, "own": _own(row["own"]) if row["own"] else None})


def _own(row: Row) -> OwnWords:
    named, step = ({code: tuple(signs) for code, signs in row[name].items()} for name in ("named", "step"))
    return OwnWords(named, step)
