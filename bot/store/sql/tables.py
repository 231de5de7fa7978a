"""All tables there are, for migrations and tests."""

from __future__ import annotations

from bot.store.sql import (
    activity_tables,
    alerts,
    checkin_tables,
    digests,
    drill_tables,
    favourites,
    groups,
    helpdesk,
    incidents,
    learning_tables,
    ledger_tables,
    minutes,
    misses,
    outcomes,
    people,
    policies,
    requests,
    restrictions,
    roleplays,
    rounds,
    safety,
    schedule_tables,
    sessions,
    team_tables,
)
from bot.store.sql import edge as references
from bot.store.sql import edge as tokens
from bot.store.sql.database import metadata

__all__ = [
    "activity_tables",
    "alerts",
    "checkin_tables",
    "digests",
    "drill_tables",
    "favourites",
    "groups",
    "helpdesk",
    "incidents",
    "learning_tables",
    "ledger_tables",
    "metadata",
    "minutes",
    "misses",
    "outcomes",
    "people",
    "policies",
    "references",
    "requests",
    "restrictions",
    "roleplays",
    "rounds",
    "safety",
    "schedule_tables",
    "sessions",
    "team_tables",
    "tokens",
]
