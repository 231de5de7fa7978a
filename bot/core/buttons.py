"""What travels in the value of a button or a form: some parts, each of a known look, and one separator.

Cards of old messages carry such values for years, and anybody can send any: what is read is checked whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

IDENTIFIER = "[A-Za-z0-9_-]{1,40}"
ANYTHING = r"[\s\S]*"  # as the last part it may hold the separator too
Check = Callable[[str], re.Match[str] | None]


def number(digits: int) -> str:
    """Returns the pattern of a number of so many digits at most."""
    return f"[0-9]{{1,{digits}}}"


@dataclass(frozen=True, slots=True)
class ButtonFormat:
    """The look of a value: a pattern for each part. The last `optional` parts may be missing."""

    patterns: tuple[str, ...]
    optional: int = 0
    separator: str = "."
    _checks: tuple[tuple[int, Check], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Worked out once: a press reads its value before anything else.
        patterns = enumerate(self.patterns)
        checks = tuple((place, re.compile(text).fullmatch) for place, text in patterns if text != ANYTHING)
        object.__setattr__(self, "_checks", checks)

    def encode(self, *parts: object) -> str:
        """Returns the parts as a value, without optional ones that are empty at the end."""
        texts = [str(part) for part in parts]
        while len(texts) > len(self.patterns) - self.optional and not texts[-1]:
            texts.pop()
        return self.separator.join(texts)

    def decode(self, value: str) -> tuple[str, ...] | None:
        """Returns all parts of a value, "" for a missing one; None if this format did not write it."""
        parts = value.split(self.separator, len(self.patterns) - 1)
        missing = len(self.patterns) - len(parts)
        fit = all(fits(parts[place]) for place, fits in self._checks if place < len(parts))
        return (*parts, *[""] * missing) if fit and missing <= self.optional else None
