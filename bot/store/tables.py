"""All tables there are, for migrations and tests."""

from __future__ import annotations

from bot.store import (
    checkin_tables,
    drill_tables,
    favourites,
    groups,
    incidents,
    misses,
    outbox,
    outcomes,
    people,
    policies,
    references,
    roleplays,
    rounds,
    team_tables,
)
from bot.store.metadata import metadata

__all__ = [
    "checkin_tables",
    "drill_tables",
    "favourites",
    "groups",
    "incidents",
    "metadata",
    "misses",
    "outbox",
    "outcomes",
    "people",
    "policies",
    "references",
    "roleplays",
    "rounds",
    "team_tables",
]
