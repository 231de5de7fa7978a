"""What comes with Calma beside its code: in a checkout at its root, in an installed package in a folder."""

from __future__ import annotations

from pathlib import Path

_CODE = Path(__file__).parent
_PACKED = _CODE / "shipped_files"  # the wheel has it, by pyproject.toml; a checkout has none
INSTALLED = _PACKED.is_dir()
PROGRAM = "calma" if INSTALLED else "app.py"
COMMAND = "calma" if INSTALLED else "python app.py"  # as whoever runs it types it


def shipped(name: str) -> Path:
    """Returns the path of what comes with Calma: `phrasebook`, `docs/trust` or `manifest.yml`."""
    return (_PACKED if INSTALLED else _CODE.parent) / name
