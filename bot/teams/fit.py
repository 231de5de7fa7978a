"""Cuts a card that is too large by rule, before Teams cuts it off or refuses it."""

from __future__ import annotations

import json
from typing import Any

from bot.core.card import clip
from bot.teams import limits

_SHOWN = frozenset({"text", "title", "label", "placeholder", "errorMessage", "speak", "fallbackText"})
_LENGTHS = (1_000, 300, 120)  # characters


def fitted(card: dict[str, Any]) -> dict[str, Any]:
    """Returns the Adaptive Card in at most `limits.CARD_BYTES`: its texts clipped, else its end left off."""
    if size(card) <= limits.CARD_BYTES:
        return card
    for length in _LENGTHS:
        card = {**card, **_clipped(card, length)}
        if size(card) <= limits.CARD_BYTES:
            return card
    body = list(card["body"])
    while len(body) > 1 and size({**card, "body": body}) > limits.CARD_BYTES:
        body = body[: len(body) * 3 // 4]
    return {**card, "body": body}


def size(card: dict[str, Any]) -> int:
    """Returns the bytes of `card` as they are sent: in ASCII, where an accent takes six."""
    return len(json.dumps(card))


def _clipped(json_value: Any, length: int) -> Any:
    # Only what is shown: an action's data is not ours to cut.
    if isinstance(json_value, list):
        return [_clipped(item, length) for item in json_value]
    if not isinstance(json_value, dict):
        return json_value
    return {
        key: clip(value, length)
        if key in _SHOWN and isinstance(value, str)
        else (value if key == "data" else _clipped(value, length))
        for key, value in json_value.items()
    }
