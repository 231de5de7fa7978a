"""A finished drill as a statement of xAPI 1.0.3. Pure.

The id follows from the drill, so whatever is sent twice is one statement. Accounts are named below the place
that the app is reached at, with platform and tenant: the same user id in two workspaces is two people.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from bot.core.words import Localized
from bot.features.records.model import FinishedDrill

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
LESSON = "http://adlnet.gov/expapi/activities/lesson"
UNNAMED = "urn:calma"  # in place of where the app is reached, where no setting tells it
_DRILLS = UUID("6f1e0a52-6a0b-5d55-9a53-3c1f1d1f0c37")
_COMPLETED = {"en": "completed", "es": "completó"}
MIXED = "mixed"  # what a drill of no topic is called in ids


def statement(drill: FinishedDrill, home: str, topic: Callable[[str], Localized]) -> dict[str, Any]:
    """Returns the statement. `home` is where the app is reached, "" where no setting tells it."""
    name = dict(topic(drill.topic))
    return {
        "id": str(uuid5(_DRILLS, f"{drill.tenant}\n{drill.id}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": _below(home, drill.platform, drill.tenant), "name": drill.user},
        },
        "verb": {"id": COMPLETED, "display": _COMPLETED},
        "object": {
            "objectType": "Activity",
            "id": _below(home, "drill", drill.topic or MIXED),
            "definition": {"type": LESSON, "name": name},
        },
        "timestamp": f"{drill.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _below(home: str, *parts: str) -> str:
    sign = "/" if home else ":"
    return sign.join((home or UNNAMED, *(quote(part, safe="") for part in parts)))
