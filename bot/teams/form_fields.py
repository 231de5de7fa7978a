"""The inputs of a form: what its fields are called in a card, and what comes back in them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from bot.core.card import Field, Input, InputKind, carried, chosen
from bot.teams import limits

# What comes back is one flat object of inputs and of the button's own data: the prefix keeps them apart,
# and tells which value is a list.
ONE, MANY = "one_", "many_"


def key(field: Field) -> str:
    """Returns the id of the field's input."""
    return (MANY if _many(field) else ONE) + field.name


def _many(field: Field) -> bool:
    return field.kind is InputKind.PEOPLE if isinstance(field, Input) else field.many


def name(key: object) -> str:
    """Returns the name of the field whose input has this id, or nothing."""
    text = key if isinstance(key, str) else ""
    return next((text[len(prefix) :] for prefix in (ONE, MANY) if text.startswith(prefix)), "")


def option(value: str, many: bool) -> str:
    """Returns an option's value as it may travel: Teams joins those of a list by commas."""
    value = carried(value)
    return value.replace("%", "%25").replace(",", "%2C") if many else value


def read(data: object) -> dict[str, tuple[str, ...]]:
    """Returns the fields by name; empty ones are left out."""
    by_name: dict[str, tuple[str, ...]] = {}
    items = data.items() if isinstance(data, Mapping) else ()
    for key, value in islice(items, limits.INCOMING_FIELDS):
        typed = text(value)
        values = [_whole(part) for part in typed.split(",")] if str(key).startswith(MANY) else [typed]
        filled = tuple(value for value in values if chosen(value).strip())
        if filled and name(key):
            by_name[name(key)] = filled
    return by_name


def text(value: object) -> str:
    """Returns what stands in an input; a number input brings a number."""
    match value:
        case bool():
            return ""
        case str():
            return value
        case int():
            return str(value)
        case float():
            return f"{value:.15g}"
        case _:
            return ""


def _whole(part: str) -> str:
    return part.strip().replace("%2C", ",").replace("%25", "%")
