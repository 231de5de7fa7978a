"""The door of team rounds: what wiring takes of them."""

from __future__ import annotations

from bot.core.current import CurrentPhrasebook
from bot.core.desk import Handlers
from bot.core.people import PeopleStore
from bot.core.practice import RoundOpener
from bot.core.retention import ROUNDS, Retention
from bot.features.round.deps import RoundDeps
from bot.features.round.handlers import RoundHandlers
from bot.features.round.notices import RoundNoticeWriter
from bot.features.round.ports import RoundStore
from bot.features.round.service import RoundService

FEATURE = "round"  # what its kinds of notices begin with


def handlers(deps: RoundDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (RoundHandlers(deps),)


def notice_writer(
    phrasebook: CurrentPhrasebook, rounds: RoundStore, people: PeopleStore
) -> RoundNoticeWriter:
    """Returns what writes the cards of rounds that go out unasked."""
    return RoundNoticeWriter(phrasebook, rounds, people)


def round_opener(deps: RoundDeps) -> RoundOpener:
    """Returns what opens rounds for whoever schedules them."""
    return RoundService(deps)


def retention(rounds: RoundStore) -> Retention:
    """Returns the daily job: it deletes rounds of long ago."""
    return Retention(rounds.purge_rounds, ROUNDS)
