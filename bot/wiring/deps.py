"""What each feature is given: every part is made here, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content import own
from bot.core.background import BackgroundTasks
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Withdrawals
from bot.core.groups import Rosters
from bot.features.boundary.deps import BoundaryDeps as BoundaryKit
from bot.features.checkin.deps import CheckinDeps as CheckinKit
from bot.features.checkin.deps import CurrentInstrument
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps as DrillKit
from bot.features.drill.manager_handlers import VisibilityNotes
from bot.features.drill.recent import RecentSituations
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.ports import MissRecorder
from bot.features.lookup.tenants import TenantFinders
from bot.features.mine.deps import MineDeps
from bot.features.mine.recent import RecentLookups
from bot.features.outcome.service import Rankings
from bot.features.roleplay.deps import RoleplayDeps as RoleplayKit
from bot.features.round import feature as teamround
from bot.features.round.deps import RoundDeps as RoundKit
from bot.features.schedule import feature as schedule
from bot.features.schedule.agent_handlers import DrillFinisher
from bot.features.schedule.deps import ScheduleDeps as ScheduleKit
from bot.features.team import feature as team
from bot.features.team.deps import TeamDeps
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


@dataclass(frozen=True, slots=True)
class Shared:
    """What several features are given.

    `guide` has the self-check's questions, where the phrasebook has any; `misses` is where look-ups go that
    found nothing.
    """

    library: CurrentPhrasebook
    finders: TenantFinders
    guide: CurrentInstrument | None
    stores: Stores
    behind: BackgroundTasks
    misses: MissRecorder
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
    mine: MineDeps
    boundary: BoundaryKit
    drill: DrillKit
    roleplay: RoleplayKit
    team: TeamDeps
    rounds: RoundKit
    schedule: ScheduleKit
    checkin: CheckinKit | None


def features(shared: Shared) -> Features:
    """Returns what each feature is given: every part is made here, once."""
    trails = Trails(RecentLookups(), RecentSituations(shared.runtime.clock))
    team_deps, drills = _team(shared), _drill(shared, trails.lately)
    rounds = _rounds(shared, team_deps)
    return Features(
        shared,
        trails,
        _lookup(shared, trails),
        _mine(shared, trails.recent),
        _boundary(shared),
        drills,
        _roleplay(shared, trails.recent),
        team_deps,
        rounds,
        _schedule(shared, drills, rounds),
        _checkin(shared),
    )


def _lookup(shared: Shared, trails: Trails) -> LookupDeps:
    stores, runtime = shared.stores, shared.runtime
    return LookupDeps(
        finders=shared.finders,
        people=stores.people,
        favourites=stores.favourites,
        outcomes=stores.outcomes,
        rising=Rankings(stores.outcomes, shared.behind, runtime.seconds),
        history=trails,
        misses=shared.misses,
        background=shared.behind,
        clock=runtime.clock,
        ticket=runtime.ids,
    )


def _mine(shared: Shared, recent: RecentLookups) -> MineDeps:
    stores = shared.stores
    more = (schedule.settings_button,)
    return MineDeps(
        lambda tenant: shared.finders.of(tenant).book, stores.people, stores.favourites, recent, more
    )


def _boundary(shared: Shared) -> BoundaryKit:
    stores, runtime = shared.stores, shared.runtime
    incidents, policies = stores.boundary.incidents, stores.boundary.policies
    return BoundaryKit(shared.library, incidents, policies, stores.people, runtime.clock, runtime.ids)


def _drill(shared: Shared, lately: RecentSituations) -> DrillKit:
    finders, stores, runtime = shared.finders, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        result = finders.of(tenant).find(text)
        return next(iter(result.nearest), "") if result.confident else ""

    return DrillKit(
        book=lambda tenant: finders.of(tenant).book,
        bank=lambda tenant: finders.of(tenant).book.quiz,
        drills=stores.drills,
        clock=runtime.clock,
        new_id=runtime.ids,
        dice=runtime.dice,
        lately=lately.of,
        nearest=nearest,
        told=VisibilityNotes(stores.drills.stats, lambda tenant: finders.of(tenant).book.words),
        finished=DrillFinisher(stores.schedule.attendance, runtime.clock),
    )


def _roleplay(shared: Shared, recent: RecentLookups) -> RoleplayKit:
    def needed(person: Person) -> tuple[str, ...]:
        return tuple(situation for situation, _ in recent.of(person))

    runtime = shared.runtime
    return RoleplayKit(shared.library, shared.stores.plays, runtime.clock, runtime.ids, needed)


def _team(shared: Shared) -> TeamDeps:
    finders, stores, runtime = shared.finders, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        return next(iter(finders.of(tenant).find(text).nearest), "")

    return TeamDeps(
        library=shared.library,
        store=stores.team,
        misses=stores.misses,
        people=stores.people,
        lint=own.lint,
        exchange=own.LateExchange(),
        clock=runtime.clock,
        new_id=runtime.own_id,
        changed=shared.finders.changed,
        nearest=nearest,
    )


def _rounds(shared: Shared, team_deps: TeamDeps) -> RoundKit:
    stores, runtime, keep = shared.stores, shared.runtime, team.phrase_form(team_deps)
    return RoundKit(shared.library, stores.rounds, stores.ledger, runtime.clock, runtime.ids, keep)


def _schedule(shared: Shared, drills: DrillKit, rounds: RoundKit) -> ScheduleKit:
    stores, runtime = shared.stores, shared.runtime
    return ScheduleKit(
        library=shared.library,
        kept=stores.schedule,
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
