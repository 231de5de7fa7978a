"""Finished drills on their way to a learning record store, and how that goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class FinishedDrill:
    """That somebody who agreed to it finished a drill: of which topic, and when. Nothing of their answers."""

    tenant: str
    id: str
    user: str
    platform: str
    topic: str
    at: datetime


class Reception(Enum):
    """What a learning record store does with statements."""

    TAKEN = "taken"  # or it has them already
    REFUSED = "refused"  # and would so again
    AWAY = "away"  # later, or once somebody mended something


@dataclass(frozen=True, slots=True)
class StatementReceipt:
    """What became of some statements, why, and after how many seconds the store wants to be asked again."""

    reception: Reception
    reason: str = ""
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class LearningState:
    """How sending goes: by this the next one decides when to try, and `doctor` tells.

    `failures` are those in a row; until `resume` nobody tries. `refused` and `expired` count what never went.
    """

    taken_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""
    failures: int = 0
    resume: datetime | None = None
    refused: int = 0
    refused_for: str = ""
    expired: int = 0
