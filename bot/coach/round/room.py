"""Everything that team rounds do, for whoever wires them."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.desk import Capability
from bot.coach.library import Library
from bot.coach.ports import People
from bot.coach.retention import Retention
from bot.coach.round.capability import TeamRound
from bot.coach.round.kit import Kit
from bot.coach.round.notices import RoundAuthor
from bot.coach.round.opening import Opening
from bot.coach.round.round import Records

ROOM = "round"  # what its notices' `what` begins with
KEPT = timedelta(days=90)


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents and managers can do."""
    return (TeamRound(kit),)


def author(library: Library, records: Records, people: People) -> RoundAuthor:
    """Returns who writes the notices of rounds."""
    return RoundAuthor(library, records, people)


def opening(kit: Kit) -> Opening:
    """Returns the `Rounds` of whoever schedules them."""
    return Opening(kit)


def retention(records: Records) -> Retention:
    """Returns the daily job: it deletes rounds that are older than they are kept."""
    return Retention(records.purge, KEPT)
