"""Everything that team rounds do, for whoever wires them."""

from __future__ import annotations

from datetime import timedelta

from bot.core.current import CurrentPhrasebook
from bot.core.desk import Handlers
from bot.core.people import PeopleStore
from bot.core.retention import Retention
from bot.features.round.deps import RoundDeps
from bot.features.round.handlers import RoundHandlers
from bot.features.round.notices import RoundNoticeWriter
from bot.features.round.ports import RoundStore
from bot.features.round.service import RoundService

FEATURE = "round"  # what its notices' `what` begins with
KEPT = timedelta(days=90)


def handlers(deps: RoundDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (RoundHandlers(deps),)


def notice_writer(library: CurrentPhrasebook, records: RoundStore, people: PeopleStore) -> RoundNoticeWriter:
    """Returns who writes the notices of rounds."""
    return RoundNoticeWriter(library, records, people)


def round_opener(deps: RoundDeps) -> RoundService:
    """Returns the `Rounds` of whoever schedules them."""
    return RoundService(deps)


def retention(records: RoundStore) -> Retention:
    """Returns the daily job: it deletes rounds that are older than they are kept."""
    return Retention(records.purge_rounds, KEPT)
