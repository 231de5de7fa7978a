"""JSON from outside, read without trust in its shape: what is missing or mistyped is simply not there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

_DAY = 86_400.0  # seconds


def at(json: object, *path: str) -> Any:
    """Returns what stands at `path`, or None where the way there is no object."""
    for key in path:
        if not isinstance(json, (dict, Mapping)):  # nearly all are dicts, and those are told at once
            return None
        json = json.get(key)
    return json


def text_at(json: object, *path: str) -> str:
    """Returns the string at `path`, or an empty one."""
    text = at(json, *path)
    return text if isinstance(text, str) else ""


def object_at(json: object, *path: str) -> Mapping[str, Any]:
    """Returns the object at `path`, or an empty one."""
    part = at(json, *path)
    return part if isinstance(part, Mapping) else {}


def list_at(json: object, *path: str) -> list[Any]:
    """Returns the list at `path`, or an empty one."""
    part = at(json, *path)
    return part if isinstance(part, list) else []


def number_at(json: object, *path: str) -> float:
    """Returns the number at `path`, also where it is written as a text, or 0."""
    part = at(json, *path)
    try:
        number = float(part) if isinstance(part, int | float | str) and not isinstance(part, bool) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if abs(number) < float("inf") else 0.0  # neither endless nor no number at all


def seconds(header: str | None) -> float:
    """Returns a `Retry-After` header in seconds, a day at most; 0 where it has none or holds a date."""
    try:
        wait = float(header or 0)
    except ValueError:
        return 0.0
    return min(max(0.0, wait), _DAY) if math.isfinite(wait) else 0.0


def time_of(headers: Mapping[str, str]) -> float | None:
    """Returns when an answer was sent, by its sender's clock, in seconds since 1970; None if untold."""
    try:
        return parsedate_to_datetime(headers["Date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
