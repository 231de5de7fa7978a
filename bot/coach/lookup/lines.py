"""What the look-up makes of a query, as a line to print."""

from __future__ import annotations

import json

from bot.coach.lookup.finder import Found


def as_json(found: Found) -> str:
    """Returns it as one JSON object."""
    row = {
        "query": found.text,
        "lang": found.language,
        "confident": found.confident,
        "situations": [{"id": match.id, "score": round(match.score, 3)} for match in found.best],
        "facets": list(found.facets),
        "phrases": list(found.phrases),
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def as_text(found: Found) -> str:
    """Returns it for a person to read."""
    best = " ".join(f"{match.id} {match.score:.2f}" for match in found.best)
    return f"{'sure' if found.confident else 'unsure'}  {best}\n"
