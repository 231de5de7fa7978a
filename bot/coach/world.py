"""What the rooms work with: what is kept, and what they need from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.coach.boundary.kept import Kept, in_memory
from bot.coach.checkin import ports as checkin
from bot.coach.checkin.kit import Guide
from bot.coach.checkin.memory import in_memory as checkin_in_memory
from bot.coach.drill.kept import Drills, DrillsInMemory
from bot.coach.groups import Groups, GroupsInMemory, Rosters
from bot.coach.ledger import Ledger
from bot.coach.lookup.tenants import Tenants
from bot.coach.mine.memory import FavouritesInMemory
from bot.coach.outcome.memory import OutcomesInMemory
from bot.coach.ports import (
    Clock,
    Favourites,
    Outcomes,
    People,
    PeopleInMemory,
    Unfound,
)
from bot.coach.practice import Dice
from bot.coach.references import References, ReferencesInMemory
from bot.coach.roleplay.play import Plays, PlaysInMemory
from bot.coach.round.memory import RecordsInMemory as RoundsInMemory
from bot.coach.round.round import Records as RoundRecords
from bot.coach.schedule.kept import Kept as ScheduleKept
from bot.coach.schedule.kept import SchedulesInMemory
from bot.coach.team.memory import MissesInMemory, RecordsInMemory
from bot.coach.team.ports import Exchange, Lint, Misses, Records
from bot.coach.tokens import Tokens, TokensInMemory
from bot.coach.withdrawals import Withdrawals


@dataclass(frozen=True, slots=True)
class Stores:
    """What is kept; in memory, where nothing else is said."""

    people: People = field(default_factory=PeopleInMemory)
    favourites: Favourites = field(default_factory=FavouritesInMemory)
    outcomes: Outcomes = field(default_factory=OutcomesInMemory)
    boundary: Kept = field(default_factory=in_memory)
    team: Records = field(default_factory=RecordsInMemory)
    misses: Misses = field(default_factory=MissesInMemory)
    references: References = field(default_factory=ReferencesInMemory)
    groups: Groups = field(default_factory=GroupsInMemory)
    checkin: checkin.Kept = field(default_factory=checkin_in_memory)
    drills: Drills = field(default_factory=DrillsInMemory)
    plays: Plays = field(default_factory=PlaysInMemory)
    rounds: RoundRecords = field(default_factory=RoundsInMemory)
    tokens: Tokens = field(default_factory=TokensInMemory)
    schedule: ScheduleKept = field(default_factory=ScheduleKept)

    def __post_init__(self) -> None:
        if isinstance(self.schedule.schedules, SchedulesInMemory):
            self.schedule.schedules.send_by(self.ledger)

    @property
    def ledger(self) -> Ledger:
        """What is sent unasked; whatever causes a notice of the boundary is kept together with it."""
        return self.boundary.ledger


@dataclass(frozen=True, slots=True)
class World:
    """What the rooms need from outside: the time, seconds that pass, names that nobody has had yet.

    And for teams' own words: how a file of them is read, the rules of writing, their finders. `unfound` is
    where look-ups go that found nothing; `dice` are chance; `rosters` tell who is in a channel. `guide` has
    the self-check's questions, where the phrasebook has any. `withdrawals` take back what was sent; `report`
    logs an error and returns its reference.
    """

    clock: Clock
    seconds: Callable[[], float]
    ticket: Callable[[], str]
    exchange: Exchange
    lint: Lint
    unfound: Unfound
    tenants: Tenants
    dice: Dice
    rosters: Rosters = field(default_factory=Rosters)
    guide: Guide | None = None
    withdrawals: Withdrawals = field(default_factory=Withdrawals)
    report: Callable[[BaseException], str] = repr

    def new_id(self) -> str:
        """Returns an id for something of a team's own: small letters, digits and hyphens."""
        return f"own-{self.ticket().encode().hex()}"
