"""What travels in the value of a button or a form: some parts, each of a known look, and one separator.

Cards of old messages carry such values for years, and anybody can send any: what is read is checked whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

IDENTIFIER = "[A-Za-z0-9_-]{1,40}"
ANYTHING = r"[\s\S]*"  # as the last part it may hold the separator too


def number(digits: int) -> str:
    """Returns the pattern of a number of so many digits at most."""
    return f"[0-9]{{1,{digits}}}"


@dataclass(frozen=True, slots=True)
class ButtonFormat:
    """The look of a value: a pattern for each part. The last `optional` parts may be missing."""

    patterns: tuple[str, ...]
    optional: int = 0
    separator: str = "."

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
        fit = all(re.fullmatch(pattern, part) for pattern, part in zip(self.patterns, parts, strict=False))
        return (*parts, *[""] * missing) if fit and missing <= self.optional else None
