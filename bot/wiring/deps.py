"""What each feature is given: every part is made here, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.background import Behind
from bot.coach.boundary.kit import Kit as BoundaryKit
from bot.coach.checkin.kit import Guide
from bot.coach.checkin.kit import Kit as CheckinKit
from bot.coach.drill import room as drill
from bot.coach.drill.kit import Kit as DrillKit
from bot.coach.drill.lately import Lately
from bot.coach.drill.results import Told
from bot.coach.edge import Withdrawals
from bot.coach.groups import Rosters
from bot.coach.library import Library
from bot.coach.lookup.needs import Needs
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.tenants import Tenants
from bot.coach.mine.memory import Recent
from bot.coach.outcome.rankings import Rankings
from bot.coach.ports import Unfound
from bot.coach.roleplay.kit import Kit as RoleplayKit
from bot.coach.round import room as teamround
from bot.coach.round.kit import Kit as RoundKit
from bot.coach.schedule.kit import Kit as ScheduleKit
from bot.coach.schedule.receiving import Finishing
from bot.coach.talk import Person
from bot.coach.team import capability as team
from bot.coach.team.office import Office
from bot.content import own
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


@dataclass(frozen=True, slots=True)
class Shared:
    """What several features are given.

    `guide` has the self-check's questions, where the phrasebook has any; `unfound` is where look-ups go that
    found nothing.
    """

    library: Library
    shelf: Shelf
    tenants: Tenants
    guide: Guide | None
    stores: Stores
    behind: Behind
    unfound: Unfound
    rosters: Rosters
    withdrawals: Withdrawals
    runtime: Runtime


@dataclass(frozen=True, slots=True)
class Trails:
    """What a person looked up, for their home page and for what they practise."""

    recent: Recent
    lately: Lately

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`."""
        self.recent.looked_up(person, situation, value)
        self.lately.looked_up(person, situation)


@dataclass(frozen=True, slots=True)
class Features:
    """What each feature is given. `checkin` is None where the phrasebook asks nothing."""

    shared: Shared
    trails: Trails
    lookup: Needs
    boundary: BoundaryKit
    drill: DrillKit
    roleplay: RoleplayKit
    team: Office
    rounds: RoundKit
    schedule: ScheduleKit
    checkin: CheckinKit | None


def features(shared: Shared) -> Features:
    """Returns what each feature is given: every part is made here, once."""
    trails = Trails(Recent(), Lately(shared.runtime.clock))
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


def _lookup(shared: Shared, trails: Trails) -> Needs:
    stores, runtime = shared.stores, shared.runtime
    return Needs(
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


def _drill(shared: Shared, lately: Lately) -> DrillKit:
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
        told=Told(stores.drills.figures, lambda tenant: shelf.of(tenant).book.words),
        finished=Finishing(stores.schedule.attendance, runtime.clock),
    )


def _roleplay(shared: Shared, recent: Recent) -> RoleplayKit:
    def needed(person: Person) -> tuple[str, ...]:
        return tuple(situation for situation, _ in recent.of(person))

    runtime = shared.runtime
    return RoleplayKit(shared.library, shared.stores.plays, runtime.clock, runtime.ids, needed)


def _team(shared: Shared) -> Office:
    shelf, stores, runtime = shared.shelf, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        return next(iter(shelf.of(tenant).find(text).nearest), "")

    return Office(
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


def _rounds(shared: Shared, office: Office) -> RoundKit:
    stores, runtime, keep = shared.stores, shared.runtime, team.phrase_form(office)
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
        drills=drill.starter(drills),
        rounds=teamround.opening(rounds),
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
