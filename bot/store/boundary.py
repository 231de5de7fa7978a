"""What the boundary keeps, in the database."""

from __future__ import annotations

from bot.coach.boundary.kept import Kept
from bot.store.database import Database
from bot.store.incidents import StoredIncidents
from bot.store.ledger import StoredLedger
from bot.store.policies import StoredPolicies


def kept(database: Database) -> Kept:
    """Returns the incidents, the policies and the ledger of one database."""
    return Kept(StoredIncidents(database), StoredPolicies(database), StoredLedger(database))
