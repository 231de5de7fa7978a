"""A YAML file read with the line of every value, and checked against its model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.mended import QUOTES
from bot.content.messages import ContentMessage, of_pydantic, say
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.yaml_faults import fault_of

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 1_000_000
DEEPEST = 20  # levels in a file; ours have six
LONGEST_VALUE = 40  # characters of a number or a date
# What is read as other than text: some ways to write a number take a time that grows with its square.
_NUMBERS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp"))
_OF_YAML_ALONE = frozenset(f"tag:yaml.org,2002:{name}" for name in ("value", "merge"))  # `=` and `<<`
LANGUAGES = frozenset({"en", "es"})  # where a text stands
_REMARK = re.compile(r"(?<![ \t])[ \t]+#")
_OPENING = ("“", "”", "„", "«", "‘", "‚")
_TRIED = re.compile(r"constrained-str$|literal\[")
# What PyYAML raises for a value whose written tag does not fit it: `!!int ""`, `!!bool x`, `!!timestamp x`.
_UNFIT = (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its plain value and the line on which each part of it stands.

    `written` is how values stand there that are read as something else than text, such as `no` and `12:30`.
    `names` are what the writer calls places, where that is not what they are: the columns of a table.
    """

    file: str
    value: Any
    lines: dict[Place, int]
    written: Mapping[Place, str] = field(default_factory=dict)
    names: dict[Place, str] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Returns the line (from 1) of a place such as `("phrases", 2, "text")`, or of what holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, message: str, *, error: bool = True) -> Problem:
        """Returns a problem at `place` of this file."""
        return Problem(self.file, self.line(place), self._name(place), message, error)

    def parse(self, model: type[Model]) -> Model:
        """Returns the value as `model`. Raises BrokenPhrasebook with every field that does not fit."""
        try:
            return model.model_validate(self.value)
        except ValidationError as error:
            raise BrokenPhrasebook([self._explain(detail) for detail in error.errors()]) from error

    def _name(self, place: Place) -> str:
        named = place
        while named and named not in self.names:
            named = named[:-1]
        return self.names[named] if named else dotted(place)

    def _explain(self, detail: Any) -> Problem:
        # Of several kinds that a value may have, pydantic names the one that it tried as a part of the place.
        place = tuple(part for part in detail["loc"] if part != "[key]" and not _TRIED.match(str(part)))
        if detail["type"] in {"string_type", "literal_error"} and place in self.written:
            written = self.written[place]
            return self.problem(place, say("in_quotes", written=written) if written else say("no_value"))
        if detail["type"] == "string_type" and (text := _with_colon(detail["input"])):
            return self.problem(place, say("in_quotes", written=text))
        return self.problem(place, of_pydantic(detail))


def _with_colon(value: object) -> str:
    """Returns the text that YAML took for a field and its value: `toner: again`; "" where it is none."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, text)] = value.items()
        return f"{name}: {text}" if isinstance(text, str) else ""
    return ""


def read(path: Path, root: Path) -> SourceFile:
    """Reads one YAML file; `root` only shortens its name. Raises BrokenPhrasebook if it is not plain YAML."""
    return parsed(str(path.relative_to(root.parent)), path.read_bytes())


def parsed(name: str, data: bytes) -> SourceFile:
    """Returns the one document in `data`. Raises BrokenPhrasebook if it is not plain YAML."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _broken(name, 1, say("not_utf8", reason=error.reason)) from error
    [node] = _composed(name, text, lambda text: [yaml.compose(text, Loader=_Loader)])
    if node is None:
        raise _broken(name, 1, say("empty"))
    return _sourced(name, node, text)


def read_stream(name: str, text: str) -> list[SourceFile]:
    """Reads a YAML stream: a source a document. Raises BrokenPhrasebook."""
    nodes = _composed(name, text, lambda text: list(yaml.compose_all(text, Loader=_Loader)))
    if not nodes:
        raise _broken(name, 1, say("empty"))
    return [_sourced(name, node, text) for node in nodes]


def _sourced(name: str, node: Any, text: str) -> SourceFile:
    reader = _Reader(name, text)
    return SourceFile(name, reader.value(node, ()), reader.lines, reader.written)


def _composed(name: str, text: str, compose: Callable[[str], list[Any]]) -> list[Any]:
    if len(text) > MAX_BYTES:
        raise _broken(name, 1, say("too_large", most=f"{MAX_BYTES:,}"))
    try:
        _guard(name, text)
        return compose(text)
    except yaml.YAMLError as error:
        raise _broken(name, *fault_of(error, text)) from error


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
    """Turns YAML nodes into plain values, noting lines; refuses aliases, which can blow a file up.

    What YAML reads as something else than its writer meant is refused too, where nobody would notice.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}
        self.written: dict[Place, str] = {}
        self._text = text.split("\n")
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
        if not node.style:
            self._check_plain(node, place)
        try:
            value = self._scalars.construct_object(node)
        except _UNFIT as error:
            fits = not node.style and node.tag in _OF_YAML_ALONE
            message = say("in_quotes", written=node.value) if fits else say("unreadable", reason=error)
            raise _broken(self.name, line, message, place) from error
        if not isinstance(value, str):
            self.written[place] = node.value
        return value

    def _check_plain(self, node: Any, place: Place) -> None:
        end = node.end_mark
        if LANGUAGES.intersection(place[-2:]) and _REMARK.match(self._text[end.line], end.column):
            raise _broken(self.name, end.line + 1, say("remark"), place)
        if node.value[:1] in _OPENING and not any(mark in node.value[1:] for mark in QUOTES):
            raise _broken(self.name, node.start_mark.line + 1, say("curly"), place)

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise _broken(self.name, line, say("no_name"), place)
            key = str(key_node.value)
            if key in mapping:
                raise _broken(self.name, line, say("twice"), (*place, key))
            if node.flow_style and value_node.start_mark.index == key_node.end_mark.index:
                raise _broken(self.name, line, say("comma", written=key), place)
            mapping[key] = self.value(value_node, (*place, key))
            self.lines[(*place, key)] = line
        return mapping


def dotted(place: Place) -> str:
    """Returns a place as a writer reads it: `phrases[2].text.es`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
