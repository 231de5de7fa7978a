"""What is wrong where YAML cannot be read: in which line, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from bot.content.mended import QUOTES
from bot.content.messages import ContentMessage, say

_NO_SPACE = re.compile(r"\A\s*+(?:- )?[\w-]+:[^\s/]")


def fault_of(error: yaml.YAMLError, text: str) -> tuple[int, ContentMessage]:
    """Returns the line, from 1, and what is wrong there."""
    lines = text.split("\n")
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, say("unprintable")
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, say("not_yaml", reason=error)
    at = error.problem_mark.line if error.problem_mark else 0
    column = error.problem_mark.column if error.problem_mark else 0
    began = error.context_mark.line if error.context_mark else at
    line, code = _where_and_what(str(error.problem), lines, at, column, began)
    return line + 1, say(code, reason=error.problem) if code == "not_yaml" else say(code)


def _where_and_what(problem: str, lines: Sequence[str], at: int, column: int, began: int) -> tuple[int, str]:
    line = _line(lines, at)
    if "tab character" in problem or (line[column : column + 1] == "\t" and "token" in problem):
        return at, "tab"
    if "unexpected end of stream" in problem:
        return began, "curly" if any(mark in _line(lines, began) for mark in QUOTES) else "open_quote"
    if "escape" in problem:
        return at, "escape"
    if "mapping values" in problem:
        return _misplaced_colon(lines, at, column)
    if "expected ',' or" in problem:
        return _in_brackets(lines, at, column, began)
    if "expected ':'" in problem:
        return began, "no_colon"
    if "entries are not allowed" in problem or "cannot start any token" in problem:
        return at, "needs_quotes"
    if any(part in problem for part in ("alphabetic", "node content", "comment or line break")):
        return at, "needs_quotes"
    if any(part in problem for part in ("expected key", "block end", "'-' indicator")):
        return at, _out_of_line(line, column)
    return at, "not_yaml"


def _misplaced_colon(lines: Sequence[str], at: int, column: int) -> tuple[int, str]:
    if ": " in _line(lines, at)[:column]:
        return at, "colon"
    before = max((n for n in range(at) if lines[n].strip()), default=at)
    if _NO_SPACE.match(_line(lines, before)):
        return before, "no_space"
    return (at, "indent") if ":" in _line(lines, before) else (before, "no_colon")


def _in_brackets(lines: Sequence[str], at: int, column: int, began: int) -> tuple[int, str]:
    if at == began and ": " in _line(lines, at)[column : column + 2]:
        return at, "colon"
    line = _line(lines, at)
    if at != began or line[column : column + 1] in ("]", "}"):
        return began, "bracket"
    if any(mark in line for mark in QUOTES):
        return at, "curly"
    return at, "within_quotes" if '"' in line[:column] else "bracket"


def _out_of_line(line: str, column: int) -> str:
    if line[column : column + 1] in ("]", "}"):
        return "bracket"
    return "within_quotes" if any(mark in line[:column] for mark in "\"'") else "indent"


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""
