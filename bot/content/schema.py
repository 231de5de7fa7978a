"""JSON Schemas of the content files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from bot.content import (
    checkin_models,
    drill_models,
    minute_models,
    safety_models,
    sign_models,
    teaching_models,
)
from bot.content.models import KINDS
from bot.content.practice_models import KINDS as PRACTICE


def schemas() -> dict[str, str]:
    """Returns the text of each schema by file name."""
    return {
        f"{kind}.json": json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
        for kind, model in {
            **KINDS,
            **checkin_models.KINDS,
            **drill_models.KINDS,
            **minute_models.KINDS,
            **PRACTICE,
            **safety_models.KINDS,
            **sign_models.KINDS,
            **teaching_models.KINDS,
        }.items()
    }


def write(root: Path) -> None:
    """Writes the schemas into `root`/schema."""
    folder = root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
