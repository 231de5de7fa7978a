"""Changes in a copy of a phrasebook."""

from __future__ import annotations

from pathlib import Path


def change(root: Path, name: str, *changes: tuple[str, str]) -> None:
    """Replaces texts that stand in a file by others, each once, in turn."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
