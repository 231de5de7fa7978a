"""Customers' lines that a team answers in a round."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.words import Localized


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a customer says, and what a good reply has. `industries` says where it fits; none: everywhere."""

    id: str
    situation: str
    channel: str
    line: Localized
    points: tuple[Localized, ...]
    industries: tuple[str, ...] = ()
