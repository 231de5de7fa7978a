"""Cuts a card that is too large by rule, before Teams cuts it off or refuses it."""

from __future__ import annotations

from typing import Any

from bot.core.card import clip
from bot.teams import limits
from bot.teams.wire import encoded

_SHOWN = frozenset({"text", "title", "label", "placeholder", "errorMessage", "speak", "fallbackText"})
_LENGTHS = (1_000, 300, 120)  # characters


def fitted(card: dict[str, Any]) -> dict[str, Any]:
    """Returns the Adaptive Card in at most `limits.CARD_BYTES`: its texts clipped, else parts left out.

    Its last part stays: that one has the buttons, and so the way on.
    """
    if size(card) <= limits.CARD_BYTES:
        return card
    for length in _LENGTHS:
        card = {**card, **_clipped(card, length)}
        if size(card) <= limits.CARD_BYTES:
            return card
    *body, last = card["body"]
    while body and size({**card, "body": [*body, last]}) > limits.CARD_BYTES:
        body = body[: len(body) * 3 // 4]
    return {**card, "body": [*body, last]}


def size(card: dict[str, Any]) -> int:
    """Returns how much of a message the card takes, in bytes."""
    return weight(encoded(card).decode())


def weight(json: str) -> int:
    """Returns the bytes of some JSON as Teams counts them: in UTF-16, two for each character or four."""
    return len(json.encode("utf-16-le", "surrogatepass"))


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
