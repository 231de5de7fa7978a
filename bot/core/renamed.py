"""Ids of the phrasebook that have become others, and what they are now.

An id stays for ever where it can: old cards carry it, a team's own phrases and what people remember of quiz
items are stored under it. Where one situation was split, its id leads to the part that is nearest to it, and
what moved on its own leads to where it is now.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TypeVar

Value = TypeVar("Value")

_MOVED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "threats": {
        "legal-threat": (
            *("seriously", "your-right", "lawyer", "regulator", "disputed-charge", "records"),
            *("chat-noted", "chat-chargeback", "email-legal"),
            *("banking-regulator", "lawyer-for-the-leak", "forty-eight-hours-email"),  # quiz items
        ),
        "public-threat": ("better-ending", "chat-review", "email-review", "eighty-thousand-followers"),
        "cancelling": ("leaving", "port-out", "chat-leaving", "email-leaving", "porting-out-today"),
    }
}
RENAMED: Mapping[str, str] = {
    "threats": "legal-threat",
    **{
        f"{before}-{rest}": f"{after}-{rest}"
        for before, parts in _MOVED.items()
        for after, moved in parts.items()
        for rest in moved
    },
}


def present_id(id: str, known: Container[str]) -> str:
    """Returns what an id that is not `known` any more is now; the same one where nothing took its place."""
    return id if id in known else RENAMED.get(id, id)


def by_present_id(stored: Mapping[str, Value], known: Container[str]) -> dict[str, Value]:
    """Returns what is stored by id with the ids of now; what stands under such an id already goes first."""
    return {**{present_id(id, known): value for id, value in stored.items() if id not in known}, **stored}
