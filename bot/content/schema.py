"""JSON Schemas of the content files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from bot.content import checkin_models, models


def schemas() -> dict[str, str]:
    """Returns the text of each schema by file name."""
    return {
        f"{kind}.json": json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
        for kind, model in {**models.KINDS, **checkin_models.KINDS}.items()
    }


def write(root: Path) -> None:
    """Writes the schemas into `root`/schema."""
    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
