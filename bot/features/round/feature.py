"""The door of team rounds: what wiring takes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.card import Button
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Handlers
from bot.core.groups import GroupStore
from bot.core.home import HomeLine, HomeLines
from bot.core.people import PeopleStore
from bot.core.practice import RoundOpener
from bot.core.retention import ROUNDS, Retention
from bot.core.words import Say
from bot.features.round.buttons import RoundReference
from bot.features.round.cards import REPLY
from bot.features.round.deps import RoundDeps
from bot.features.round.handlers import RoundHandlers
from bot.features.round.model import Round
from bot.features.round.notices import RoundNoticeWriter
from bot.features.round.ports import RoundStore
from bot.features.round.service import RoundService

FEATURE = "round"  # what its kinds of notices begin with
DUE_FOR = timedelta(days=7)  # that an open round is told of at the start
MOST = 2  # of them


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


def due_lines(deps: RoundDeps, groups: GroupStore) -> HomeLines:
    """Returns what tells somebody of open rounds in channels that they are in, as groups were read last.

    Whoever replied is told the same: that they did is known to nobody, nor to where the start is shown.
    """

    async def lines(person: Person) -> Sequence[HomeLine]:
        every = await deps.rounds.rounds_open(person.tenant, deps.now() - DUE_FOR)
        here = [team_round for team_round in every if team_round.platform == person.platform]
        groups_here = await groups.all_groups(person.tenant) if here else ()
        channels = {group.conversation for group in groups_here if person.user_id in group.people}
        mine = [team_round for team_round in here if team_round.channel in channels]
        return [_due_line(deps.viewer(person).say, team_round) for team_round in mine[:MOST]]

    return lines


def _due_line(say: Say, team_round: Round) -> HomeLine:
    reply = Button(say("home.due.reply"), REPLY, RoundReference(team_round.id).encode(), form=True)
    return HomeLine(say("home.due.round"), reply)
