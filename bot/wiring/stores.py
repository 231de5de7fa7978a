"""All stores that the features and edges are given; in memory, where nothing else is said."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from bot.coach.boundary.kept import Kept, in_memory
from bot.coach.checkin import ports as checkin
from bot.coach.checkin.memory import in_memory as checkin_in_memory
from bot.coach.checkin.ring import Ring
from bot.coach.drill.kept import Drills, DrillsInMemory
from bot.coach.edge import References, Tokens
from bot.coach.edge_memory import ReferencesInMemory, TokensInMemory
from bot.coach.groups import Groups, GroupsInMemory
from bot.coach.ledger import Ledger
from bot.coach.mine.memory import FavouritesInMemory
from bot.coach.outcome.memory import OutcomesInMemory
from bot.coach.ports import Favourites, Outcomes, People, PeopleInMemory
from bot.coach.roleplay.play import Plays, PlaysInMemory
from bot.coach.round.memory import RecordsInMemory as RoundsInMemory
from bot.coach.round.round import Records as RoundRecords
from bot.coach.schedule.kept import Kept as ScheduleKept
from bot.coach.schedule.kept import SchedulesInMemory
from bot.coach.team.memory import MissesInMemory, RecordsInMemory
from bot.coach.team.ports import Misses, Records
from bot.config import Config


@dataclass(frozen=True, slots=True)
class Stores:
    """One store of each kind."""

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


def stored(config: Config) -> AbstractAsyncContextManager[Stores]:
    """Returns the stores in the database that is configured; it is open as long as the context is."""
    from bot.wiring import sql  # SQLAlchemy comes with it: a look-up in the terminal does without

    return sql.stored(config.database_url, ring(config))


def ring(config: Config) -> Ring:
    """Returns where the self-check's keys come from, by the settings."""
    from bot import keys

    checkin = config.checkin
    return keys.ring(checkin.keys, checkin.pepper, checkin.key_file, beside=checkin.beside)
