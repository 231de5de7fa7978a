"""The words of the protocol as earlier versions shipped them: nobody's own, wherever they are stored."""

from __future__ import annotations

import hashlib
import json

from bot.core.words import Localized

# A digest for each wording that was shipped up to version 0.2.0. Settings that a manager saved then hold a
# copy of all of them, so that what was written by hand can only be told by its text.
_SHIPPED = frozenset(
    (
        *("511deb47c28a", "a58ca84cf941", "469b836c55fc", "8feb1cad24fd", "819276df7bb8", "d0df022633ba"),
        *("1f7aff75e624", "2580c3ebdb56", "e9bab51e461a", "b554cb2b5ed1", "6f80d406dd28", "d817edb84ba2"),
        *("1c792eafb66f", "3826fa08d281", "e541552b238f", "688f4ff3c3ea", "629ea113c13f", "39a95c4c6515"),
        *("de2991ce7fba", "6f3d3e90cb4c", "f0ef48281dc9", "ee2fd795838e", "b3d4b67ed000", "a4a85b98e091"),
        "a82121d6403e",
    )
)


def was_shipped(wording: Localized) -> bool:
    """Returns whether a wording stood in the phrasebook of an earlier version, in all its languages."""
    text = json.dumps(dict(wording), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12] in _SHIPPED
