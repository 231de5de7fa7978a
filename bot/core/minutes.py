"""Lines for the start of a shift: somebody one has helped, or the view of the customer who comes next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.words import Localized


class MinuteKind(Enum):
    """What a line asks for: to RECALL somebody one has helped, or to take the VIEW of a customer."""

    RECALL = "recall"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """One line. It is thought about for a moment, and nobody answers it."""

    id: str
    kind: MinuteKind
    text: Localized
