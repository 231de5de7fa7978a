"""All tables there are, for migrations and tests."""

from __future__ import annotations

from bot.store import (
    favourites,
    incidents,
    misses,
    outbox,
    outcomes,
    people,
    policies,
    references,
    roleplays,
    team_tables,
)
from bot.store.metadata import metadata

__all__ = [
    "favourites",
    "incidents",
    "metadata",
    "misses",
    "outbox",
    "outcomes",
    "people",
    "policies",
    "references",
    "roleplays",
    "team_tables",
]
