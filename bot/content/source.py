"""A YAML file read with the line of every value, and checked against its model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.problem import BrokenPhrasebook, Problem

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its plain value and the line on which each part of it stands."""

    file: str
    value: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Returns the line (from 1) of a place such as `("phrases", 2, "text")`, or of what holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, message: str, *, error: bool = True) -> Problem:
        """Returns a problem at `place` of this file."""
        return Problem(self.file, self.line(place), dotted(place), message, error)

    def parse(self, model: type[Model]) -> Model:
        """Returns the value as `model`. Raises BrokenPhrasebook with every field that does not fit."""
        try:
            return model.model_validate(self.value)
        except ValidationError as error:
            raise BrokenPhrasebook([self._explain(detail) for detail in error.errors()]) from error

    def _explain(self, detail: Any) -> Problem:
        place = tuple(part for part in detail["loc"] if part != "[key]")
        return self.problem(place, detail["msg"].removeprefix("Value error, "))


def read(path: Path, root: Path) -> Source:
    """Reads one YAML file; `root` only shortens its name. Raises BrokenPhrasebook if it is not plain YAML."""
    name = str(path.relative_to(root.parent))
    try:
        text = path.read_bytes()
        if len(text) > MAX_BYTES:
            raise BrokenPhrasebook([Problem(name, 1, "", f"is larger than {MAX_BYTES:,} bytes; split it")])
        node = yaml.compose(text.decode(), Loader=_Loader)
    except UnicodeDecodeError as error:
        raise BrokenPhrasebook([Problem(name, 1, "", f"is not UTF-8 text: {error.reason}")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenPhrasebook([Problem(name, line, "", f"is not YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise BrokenPhrasebook([Problem(name, 1, "", f"is not YAML: {error}")]) from error
    if node is None:
        raise BrokenPhrasebook([Problem(name, 1, "", "is empty")])
    reader = _Reader(name)
    return Source(name, reader.value(node, ()), reader.lines)


class _Reader:
    """Turns YAML nodes into plain values, noting lines; refuses aliases, which can blow a file up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}
        self._seen: set[int] = set()
        self._scalars = yaml.constructor.SafeConstructor()

    def value(self, node: Any, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.lines[place] = line
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if id(node) in self._seen:
            raise BrokenPhrasebook([Problem(self.name, line, dotted(place), "uses an alias; write it out")])
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        return self._mapping(node, place)

    def _scalar(self, node: Any, place: Place) -> Any:
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = Problem(self.name, node.start_mark.line + 1, dotted(place), f"cannot be read: {error}")
            raise BrokenPhrasebook([problem]) from error

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                line = key_node.start_mark.line + 1
                raise BrokenPhrasebook([Problem(self.name, line, dotted((*place, key)), "stands here twice")])
            found[key] = self.value(value_node, (*place, key))
            self.lines[(*place, key)] = key_node.start_mark.line + 1
        return found


def dotted(place: Place) -> str:
    """Returns a place as a writer reads it: `phrases[2].text.es`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
