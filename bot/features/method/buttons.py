"""What the button of a method's step carries. Ids, not places: they outlive a new order."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.phrasebook import Method, MethodStep

_SEPARATOR = "|"


def encode(method: Method, step: MethodStep) -> str:
    """Returns what a button carries that leads to a step."""
    return f"{method.id}{_SEPARATOR}{step.id}"


def decode(methods: Mapping[str, Method], value: str) -> tuple[Method, MethodStep] | None:
    """Returns the step that a button's value leads to, or None where this version has no such step."""
    method, _, step = value.partition(_SEPARATOR)
    return find_step(methods, method, step)


def find_step(methods: Mapping[str, Method], method: str, step: str) -> tuple[Method, MethodStep] | None:
    """Returns a method and its step by their ids, or None where there is no such step."""
    steps = methods[method].steps if method in methods else ()
    return next(((methods[method], each) for each in steps if each.id == step), None)
