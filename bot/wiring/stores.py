"""All stores that the features and edges are given; in memory, where nothing else is said."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from bot.config import Config
from bot.core.activity import ActivityStore
from bot.core.edge import ReferenceStore, TokenStore
from bot.core.groups import GroupStore
from bot.core.installations import InstallationStore
from bot.core.keys import KeySource
from bot.core.ledger import Ledger
from bot.core.misses import MissStore
from bot.core.once import RequestStore
from bot.core.outcomes import OutcomeStore
from bot.core.people import FavouriteStore, PeopleStore
from bot.core.personal import LeaverStore, PersonalStore
from bot.core.sessions import ReportSessionStore
from bot.core.trouble import DATABASE, Trouble
from bot.features.alert.ports import AlertStore
from bot.features.boundary.ports import BoundaryStores
from bot.features.checkin import ports as checkin
from bot.features.drill.ports import DrillStore
from bot.features.helpdesk.ports import HelpdeskStore
from bot.features.minute.ports import MinuteStore
from bot.features.records.ports import LearningStore
from bot.features.report.ports import DigestStore
from bot.features.roleplay.ports import PlayStore
from bot.features.round.ports import RoundStore
from bot.features.safety.ports import SafetyStore
from bot.features.schedule.ports import ScheduleStores
from bot.features.team.ports import TeamStore
from bot.store.memory.activity import MemoryActivityStore
from bot.store.memory.alert import MemoryAlertStore
from bot.store.memory.boundary import boundary_in_memory
from bot.store.memory.checkin import checkin_in_memory
from bot.store.memory.digest import MemoryDigestStore
from bot.store.memory.drill import MemoryDrillStore
from bot.store.memory.edge import MemoryReferenceStore, MemoryTokenStore
from bot.store.memory.groups import MemoryGroupStore
from bot.store.memory.helpdesk import MemoryHelpdeskStore
from bot.store.memory.installations import MemoryInstallationStore
from bot.store.memory.learning import MemoryLearningStore
from bot.store.memory.mine import MemoryFavouriteStore
from bot.store.memory.minute import MemoryMinuteStore
from bot.store.memory.outcome import MemoryOutcomeStore
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.personal import MemoryLeaverStore, MemoryPersonalStore
from bot.store.memory.requests import MemoryRequestStore
from bot.store.memory.roleplay import MemoryPlayStore
from bot.store.memory.round import MemoryRoundStore
from bot.store.memory.safety import MemorySafetyStore
from bot.store.memory.schedule import MemoryScheduleStore, schedule_in_memory
from bot.store.memory.sessions import MemoryReportSessionStore
from bot.store.memory.team import MemoryMissStore, MemoryTeamStore
from bot.wiring.privacy import write_privately


async def nothing_to_check() -> None:
    """Checks what is always as it should be: in memory."""


@dataclass(frozen=True, slots=True)
class Stores:
    """One store of each kind, and the key that look-ups are proved by, which all processes share.

    `trouble` tells what keeps them from storing just now, `failures` how often they did not, `check_schema`
    raises CalmaError where the database has another shape than this version knows. `made_up`: all in them is
    `python app.py demo`'s.
    """

    people: PeopleStore = field(default_factory=MemoryPeopleStore)
    favourites: FavouriteStore = field(default_factory=MemoryFavouriteStore)
    outcomes: OutcomeStore = field(default_factory=MemoryOutcomeStore)
    boundary: BoundaryStores = field(default_factory=boundary_in_memory)
    team: TeamStore = field(default_factory=MemoryTeamStore)
    misses: MissStore = field(default_factory=MemoryMissStore)
    references: ReferenceStore = field(default_factory=MemoryReferenceStore)
    groups: GroupStore = field(default_factory=MemoryGroupStore)
    checkin: checkin.CheckinStores = field(default_factory=checkin_in_memory)
    drills: DrillStore = field(default_factory=MemoryDrillStore)
    learning: LearningStore = field(default_factory=MemoryLearningStore)
    plays: PlayStore = field(default_factory=MemoryPlayStore)
    rounds: RoundStore = field(default_factory=MemoryRoundStore)
    safety: SafetyStore = field(default_factory=MemorySafetyStore)
    tokens: TokenStore = field(default_factory=MemoryTokenStore)
    installations: InstallationStore = field(default_factory=MemoryInstallationStore)
    schedule: ScheduleStores = field(default_factory=schedule_in_memory)
    minutes: MinuteStore = field(default_factory=MemoryMinuteStore)
    alerts: AlertStore = field(default_factory=MemoryAlertStore)
    requests: RequestStore = field(default_factory=MemoryRequestStore)
    personal: PersonalStore = field(default_factory=MemoryPersonalStore)
    leavers: LeaverStore = field(default_factory=MemoryLeaverStore)
    activity: ActivityStore = field(default_factory=MemoryActivityStore)
    helpdesk: HelpdeskStore = field(default_factory=MemoryHelpdeskStore)
    sessions: ReportSessionStore = field(default_factory=MemoryReportSessionStore)
    digests: DigestStore = field(default_factory=MemoryDigestStore)
    trouble: Callable[[], Trouble | None] = lambda: None
    failures: Callable[[], int] = lambda: 0
    check_schema: Callable[[], Awaitable[None]] = nothing_to_check
    lookup_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    made_up: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.schedule.schedules, MemoryScheduleStore):
            self.schedule.schedules.send_by(self.ledger)
        if isinstance(self.alerts, MemoryAlertStore):
            self.alerts.send_by(self.ledger)
        if isinstance(self.digests, MemoryDigestStore):
            self.digests.send_by(self.ledger)
        if isinstance(self.activity, MemoryActivityStore):
            self.activity.count_by(self.groups)
        if isinstance(self.minutes, MemoryMinuteStore):
            self.minutes.send_by(self.ledger)
        if isinstance(self.sessions, MemoryReportSessionStore) and isinstance(self.people, MemoryPeopleStore):
            self.sessions.look_into(self.people)
        if isinstance(self.drills, MemoryDrillStore) and isinstance(self.learning, MemoryLearningStore):
            self.drills.tell_of_finished(self.learning.finish_drill)
        if isinstance(self.personal, MemoryPersonalStore):
            self.personal.look_into(list(self._each()))
        if isinstance(self.leavers, MemoryLeaverStore) and isinstance(self.personal, MemoryPersonalStore):
            self.leavers.look_into(self.personal)

    def _each(self) -> Iterator[object]:
        boundary, schedule = self.boundary, self.schedule
        yield from (self.people, self.references, self.favourites, self.misses, self.outcomes, self.drills)
        yield from (self.plays, self.rounds, schedule.schedules, schedule.attendance, schedule.preferences)
        yield from (boundary.incidents, boundary.policies, boundary.restrictions, boundary.ledger)
        yield from (self.alerts, self.groups, self.safety, self.team, self.checkin.units, self.sessions)
        yield from (self.activity, self.minutes, self.learning, self.digests)

    def troubles(self) -> dict[str, list[Trouble]]:
        """Returns what keeps them from storing just now."""
        trouble = self.trouble()
        return {DATABASE: [trouble] if trouble else []}

    @property
    def ledger(self) -> Ledger:
        """What is sent unasked; what causes a notice of the boundary is stored together with it."""
        return self.boundary.ledger


def stored(config: Config) -> AbstractAsyncContextManager[Stores]:
    """Returns the stores in the database that is configured; it is open as long as the context is."""
    from bot.wiring import sql  # SQLAlchemy comes with it: a look-up in the terminal does without

    write_privately()
    return sql.stored(config.database_url, key_source(config), pooled=config.pooled)


def key_source(config: Config) -> KeySource:
    """Returns where the self-check's keys come from, by the settings."""
    from bot import keys

    checkin = config.checkin
    return keys.key_source(
        checkin.keys, checkin.peppers, checkin.key_file, beside=checkin.beside, folder=config.data_dir
    )
