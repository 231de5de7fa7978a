"""Shares as people and spreadsheets write them: `82`, `82.4`, `82,4`, `82 %`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.features.helpdesk.model import FigureFault

WHOLE = 100
DECIMALS = 2  # that are stored
_NUMBER = re.compile(r"(-?[0-9]{1,9})(?:[.,]([0-9]{1,20}))?[ \t]*(%?)")
_FORMULA = re.compile(r"'?[=+@\t]")


@dataclass(frozen=True, slots=True)
class Share:
    """A number of a cell, and whether it says by itself that it is in percent."""

    value: float
    marked: bool
    whole: bool


def is_formula(text: str) -> bool:
    """Returns whether a spreadsheet would reckon with a cell in place of showing it."""
    return _FORMULA.match(text) is not None


def parsed_share(text: str) -> Share | FigureFault | None:
    """Returns the share in a cell, None of an empty one, or what is wrong with it, without its line."""
    if not text:
        return None
    if is_formula(text):
        return FigureFault("figures.fault.formula")
    number = _NUMBER.fullmatch(text)
    if number is None:
        return FigureFault("figures.fault.number")
    value = float(f"{number[1]}.{number[2] or 0}")
    if not 0 <= value <= WHOLE or number[1].startswith("-"):
        return FigureFault("figures.fault.range")
    return Share(round(value, DECIMALS), bool(number[3]), not (number[2] or "").strip("0"))


def are_fractions(shares: Iterable[Share]) -> bool:
    """Returns whether a column seems to hold parts of one, such as 0.82, where percent are asked for.

    A column of small shares, such as 0.8 percent, is told from that by a percent sign anywhere in it.
    """
    known = list(shares)
    return (
        any(not share.whole for share in known)
        and all(share.value <= 1 for share in known)
        and not any(share.marked for share in known)
    )
