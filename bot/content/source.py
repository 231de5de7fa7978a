"""A YAML file read with the line of every value, and checked against its model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.messages import ContentMessage, of_pydantic, say
from bot.content.problem import BrokenPhrasebook, Problem

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000
DEEPEST = 20  # levels in a file; ours have six
LONGEST_VALUE = 40  # characters of a number or a date
# What is read as other than text: some ways to write a number take a time that grows with its square.
_NUMBERS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp"))
# What PyYAML raises for a value whose written tag does not fit it: `!!int ""`, `!!bool x`, `!!timestamp x`.
_UNFIT = (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class SourceFile:
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
        return self.problem(place, of_pydantic(detail))


def read(path: Path, root: Path) -> SourceFile:
    """Reads one YAML file; `root` only shortens its name. Raises BrokenPhrasebook if it is not plain YAML."""
    return parsed(str(path.relative_to(root.parent)), path.read_bytes())


def parsed(name: str, data: bytes) -> SourceFile:
    """Returns the one document in `data`. Raises BrokenPhrasebook if it is not plain YAML."""
    [node] = _composed(name, data, lambda text: [yaml.compose(text, Loader=_Loader)])
    if node is None:
        raise _broken(name, 1, say("empty"))
    return _sourced(name, node)


def read_stream(name: str, data: bytes) -> list[SourceFile]:
    """Reads a YAML stream: a source a document. Raises BrokenPhrasebook."""
    nodes = _composed(name, data, lambda text: list(yaml.compose_all(text, Loader=_Loader)))
    if not nodes:
        raise _broken(name, 1, say("empty"))
    return [_sourced(name, node) for node in nodes]


def _sourced(name: str, node: Any) -> SourceFile:
    reader = _Reader(name)
    return SourceFile(name, reader.value(node, ()), reader.lines)


def _composed(name: str, data: bytes, compose: Callable[[str], list[Any]]) -> list[Any]:
    if len(data) > MAX_BYTES:
        raise _broken(name, 1, say("too_large", most=f"{MAX_BYTES:,}"))
    try:
        text = data.decode()
        _guard(name, text)
        return compose(text)
    except UnicodeDecodeError as error:
        raise _broken(name, 1, say("not_utf8", reason=error.reason)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _broken(name, line, say("not_yaml", reason=error.problem)) from error
    except yaml.YAMLError as error:
        raise _broken(name, 1, say("not_yaml", reason=error)) from error


def _guard(name: str, text: str) -> None:
    # Composing recurses in C, and a file of a million brackets would end the process. Events do not.
    depth = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _broken(name, line, say("alias"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _broken(name, line, say("too_deep"))


def _broken(name: str, line: int, message: ContentMessage, place: Place = ()) -> BrokenPhrasebook:
    return BrokenPhrasebook([Problem(name, line, dotted(place), message)])


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
            raise _broken(self.name, line, say("alias"), place)
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        return self._mapping(node, place)

    def _scalar(self, node: Any, place: Place) -> Any:
        line = node.start_mark.line + 1
        if node.tag in _NUMBERS and len(node.value) > LONGEST_VALUE:
            raise _broken(self.name, line, say("long_number", most=LONGEST_VALUE), place)
        try:
            return self._scalars.construct_object(node)
        except _UNFIT as error:
            message = say("unreadable", reason=error)
            raise _broken(self.name, line, message, place) from error

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _broken(self.name, key_node.start_mark.line + 1, say("no_name"), place)
            key = str(key_node.value)
            if key in mapping:
                raise _broken(self.name, key_node.start_mark.line + 1, say("twice"), (*place, key))
            mapping[key] = self.value(value_node, (*place, key))
            self.lines[(*place, key)] = key_node.start_mark.line + 1
        return mapping


def dotted(place: Place) -> str:
    """Returns a place as a writer reads it: `phrases[2].text.es`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
