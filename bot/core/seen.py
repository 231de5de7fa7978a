"""The words that are seen in a message, whose parts often say the same: an app writes its text twice."""

from __future__ import annotations

from collections.abc import Iterable


def words_of(parts: Iterable[str], most: int) -> str:
    """Returns the parts as one line, of `most` characters; what a part before it says already is left out."""
    lines: list[str] = []
    seen = ""
    for part in parts:
        line = " ".join(part[:most].split())
        bare = _bare(line)
        if line and not (bare and bare in seen):
            lines.append(line)
            seen += bare
        if len(seen) > most:
            break
    return " ".join(lines)[:most]


def _bare(line: str) -> str:
    """Returns the words of a line without signs, a blank before and behind each."""
    letters = "".join(letter if letter.isalnum() else " " for letter in line.casefold())
    return f" {' '.join(letters.split())} " if letters.strip() else ""
