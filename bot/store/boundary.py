"""What the boundary keeps, in the database."""

from __future__ import annotations

from bot.coach.boundary.kept import Kept
from bot.store.database import Database
from bot.store.incidents import StoredIncidents
from bot.store.outbox import StoredOutbox
from bot.store.policies import StoredPolicies


def kept(database: Database) -> Kept:
    """Returns the incidents, the policies and the outbox of one database."""
    return Kept(StoredIncidents(database), StoredPolicies(database), StoredOutbox(database))
