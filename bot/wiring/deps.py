"""What each feature is given: every part is made here, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content import own
from bot.core.background import BackgroundTasks
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Withdrawals
from bot.core.groups import Rosters
from bot.core.people import MissRecorder
from bot.features.boundary.deps import BoundaryDeps as BoundaryKit
from bot.features.checkin.deps import CheckinDeps as CheckinKit
from bot.features.checkin.deps import CurrentInstrument
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps as DrillKit
from bot.features.drill.manager_handlers import VisibilityNotes
from bot.features.drill.recent import RecentSituations
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.tenants import FinderUpdates, TenantFinders
from bot.features.mine.recent import RecentLookups
from bot.features.outcome.service import Rankings
from bot.features.roleplay.deps import RoleplayDeps as RoleplayKit
from bot.features.round import feature as teamround
from bot.features.round.deps import RoundDeps
from bot.features.schedule import feature as schedule
from bot.features.schedule.deps import ScheduleDeps
from bot.features.team import handlers as team
from bot.features.team.deps import TeamDeps
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


@dataclass(frozen=True, slots=True)
class Shared:
    """What several features are given.

    `guide` has the self-check's questions, where the phrasebook has any; `unfound` is where look-ups go that
    found nothing.
    """

    library: CurrentPhrasebook
    shelf: TenantFinders
    tenants: FinderUpdates
    guide: CurrentInstrument | None
    stores: Stores
    behind: BackgroundTasks
    unfound: MissRecorder
    rosters: Rosters
    withdrawals: Withdrawals
    runtime: Runtime


@dataclass(frozen=True, slots=True)
class Trails:
    """What a person looked up, for their home page and for what they practise."""

    recent: RecentLookups
    lately: RecentSituations

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`."""
        self.recent.looked_up(person, situation, value)
        self.lately.looked_up(person, situation)


@dataclass(frozen=True, slots=True)
class Features:
    """What each feature is given. `checkin` is None where the phrasebook asks nothing."""

    shared: Shared
    trails: Trails
    lookup: LookupDeps
    boundary: BoundaryKit
    drill: DrillKit
    roleplay: RoleplayKit
    team: TeamDeps
    rounds: RoundDeps
    schedule: ScheduleDeps
    checkin: CheckinKit | None


def features(shared: Shared) -> Features:
    """Returns what each feature is given: every part is made here, once."""
    trails = Trails(RecentLookups(), RecentSituations(shared.runtime.clock))
    office, drills = _team(shared), _drill(shared, trails.lately)
    rounds = _rounds(shared, office)
    return Features(
        shared,
        trails,
        _lookup(shared, trails),
        _boundary(shared),
        drills,
        _roleplay(shared, trails.recent),
        office,
        rounds,
        _schedule(shared, drills, rounds),
        _checkin(shared),
    )


def _lookup(shared: Shared, trails: Trails) -> LookupDeps:
    stores, runtime = shared.stores, shared.runtime
    return LookupDeps(
        people=stores.people,
        favourites=stores.favourites,
        outcomes=stores.outcomes,
        rising=Rankings(stores.outcomes, shared.behind, runtime.seconds),
        trail=trails,
        unfound=shared.unfound,
        behind=shared.behind,
        clock=runtime.clock,
        ticket=runtime.ids,
    )


def _boundary(shared: Shared) -> BoundaryKit:
    stores, runtime = shared.stores, shared.runtime
    incidents, policies = stores.boundary.incidents, stores.boundary.policies
    return BoundaryKit(shared.library, incidents, policies, stores.people, runtime.clock, runtime.ids)


def _drill(shared: Shared, lately: RecentSituations) -> DrillKit:
    shelf, stores, runtime = shared.shelf, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        found = shelf.of(tenant).find(text)
        return next(iter(found.nearest), "") if found.confident else ""

    return DrillKit(
        book=lambda tenant: shelf.of(tenant).book,
        bank=lambda tenant: shelf.of(tenant).book.quiz,
        drills=stores.drills,
        clock=runtime.clock,
        new_id=runtime.ids,
        dice=runtime.dice,
        lately=lately.of,
        nearest=nearest,
        told=VisibilityNotes(stores.drills.stats, lambda tenant: shelf.of(tenant).book.words),
        finished=schedule.drill_finisher(stores.schedule.attendance, runtime.clock),
    )


def _roleplay(shared: Shared, recent: RecentLookups) -> RoleplayKit:
    def needed(person: Person) -> tuple[str, ...]:
        return tuple(situation for situation, _ in recent.of(person))

    runtime = shared.runtime
    return RoleplayKit(shared.library, shared.stores.plays, runtime.clock, runtime.ids, needed)


def _team(shared: Shared) -> TeamDeps:
    shelf, stores, runtime = shared.shelf, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        return next(iter(shelf.of(tenant).find(text).nearest), "")

    return TeamDeps(
        library=shared.library,
        records=stores.team,
        misses=stores.misses,
        people=stores.people,
        lint=own.lint,
        exchange=own.LateExchange(),
        clock=runtime.clock,
        new_id=runtime.own_id,
        changed=shared.tenants.changed,
        nearest=nearest,
    )


def _rounds(shared: Shared, office: TeamDeps) -> RoundDeps:
    stores, runtime, keep = shared.stores, shared.runtime, team.phrase_form(office)
    return RoundDeps(shared.library, stores.rounds, stores.ledger, runtime.clock, runtime.ids, keep)


def _schedule(shared: Shared, drills: DrillKit, rounds: RoundDeps) -> ScheduleDeps:
    stores, runtime = shared.stores, shared.runtime
    return ScheduleDeps(
        library=shared.library,
        stores=stores.schedule,
        ledger=stores.ledger,
        groups=stores.groups,
        rosters=shared.rosters,
        people=stores.people,
        drills=drill.drill_starter(drills),
        rounds=teamround.round_opener(rounds),
        clock=runtime.clock,
        new_id=runtime.own_id,
        withdraw=shared.withdrawals.withdraw,
        report=runtime.report,
    )


def _checkin(shared: Shared) -> CheckinKit | None:
    if shared.guide is None:
        return None
    return CheckinKit(
        shared.library,
        shared.guide,
        shared.stores.checkin,
        shared.stores.groups,
        shared.rosters,
        shared.stores.people,
        shared.behind,
        shared.runtime.clock,
        shared.runtime.report,
    )
