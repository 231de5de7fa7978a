"""What each feature is given: every part is made here, once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content import own
from bot.core.card import Card
from bot.core.chat import Answer, Person
from bot.core.groups import GroupCounting
from bot.core.recent import RecentLookups
from bot.core.safety import DangerAnswer, OrdinaryAnswer, SafetyKind
from bot.features.alert.deps import AlertDeps
from bot.features.boundary import feature as boundary
from bot.features.boundary.deps import BoundaryDeps
from bot.features.checkin import feature as checkin
from bot.features.checkin.deps import CheckinDeps, UnitDeps
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps
from bot.features.drill.topics import LIKE, SituationRanking
from bot.features.group.deps import GroupDeps
from bot.features.help.deps import HelpDeps
from bot.features.helpdesk.deps import HelpdeskDeps
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.tickets import Tickets
from bot.features.mine.deps import MineDeps
from bot.features.minute import feature as minute
from bot.features.minute.deps import MinuteDeps
from bot.features.outcome.service import Rankings
from bot.features.privacy.deps import PrivacyDeps
from bot.features.records import feature as records
from bot.features.records.deps import RecordsDeps
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.round import feature as teamround
from bot.features.round.deps import RoundDeps
from bot.features.safety import feature as safety
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.setups import CurrentSetups
from bot.features.schedule import feature as schedule
from bot.features.schedule.deps import ScheduleDeps
from bot.features.team import feature as team
from bot.features.team.deps import TeamDeps
from bot.wiring.minute import minute_deps
from bot.wiring.records import records_deps
from bot.wiring.reporting import digest_deps, helpdesk_deps, manager_waits, report_deps
from bot.wiring.selfcheck import checkin_deps, unit_deps
from bot.wiring.shared import Shared


@dataclass(frozen=True, slots=True)
class Features:
    """What each feature is given. `checkin` and `units` are None where the phrasebook asks nothing."""

    shared: Shared
    recent: RecentLookups
    safety: SafetyDeps
    lookup: LookupDeps
    mine: MineDeps
    boundary: BoundaryDeps
    group: GroupDeps
    help: HelpDeps
    drill: DrillDeps
    roleplay: RoleplayDeps
    team: TeamDeps
    rounds: RoundDeps
    schedule: ScheduleDeps
    minute: MinuteDeps
    checkin: CheckinDeps | None
    units: UnitDeps | None
    alert: AlertDeps
    privacy: PrivacyDeps
    report: ReportDeps
    helpdesk: HelpdeskDeps
    records: RecordsDeps
    digest: DigestDeps


def features(shared: Shared) -> Features:
    """Returns what each feature is given: every part is made here, once."""
    recent, safety_deps = RecentLookups(shared.runtime.clock), _safety(shared)
    danger = _danger(shared, safety_deps)
    team_deps, drills = _team(shared), _drill(shared, recent, safety_deps, danger)
    rounds, desk = _rounds(shared, team_deps), helpdesk_deps(shared.phrasebook, shared.stores, shared.runtime)
    checkin, schedules = checkin_deps(shared, danger), _schedule(shared, drills, rounds)
    boundary_deps, reports = (
        _boundary(shared),
        report_deps(shared, drills, team_deps, schedules, checkin, desk),
    )
    digests = digest_deps(shared, reports, manager_waits(boundary_deps, schedules, team_deps))
    return Features(
        shared,
        recent,
        safety_deps,
        _lookup(shared, recent, safety_deps),
        _mine(shared, danger),
        boundary_deps,
        _group(shared),
        HelpDeps(shared.phrasebook),
        drills,
        _roleplay(shared, recent, safety_deps),
        team_deps,
        rounds,
        schedules,
        minute_deps(shared),
        checkin,
        unit_deps(shared, checkin),
        _alert(shared, boundary_deps, safety_deps),
        _privacy(shared, recent),
        reports,
        desk,
        records_deps(shared, drills, boundary_deps),
        digests,
    )


def _safety(shared: Shared) -> SafetyDeps:
    store, background, runtime = shared.stores.safety, shared.background, shared.runtime
    setups = CurrentSetups(store, background, runtime.seconds)
    care = shared.checkin is not None
    return SafetyDeps(shared.phrasebook, store, setups, background, runtime.clock, care)


def _danger(shared: Shared, safety_deps: SafetyDeps, *, own: bool = False) -> DangerAnswer:
    """Returns what answers danger; with `own` an agent's distress alone, as practice is about the rest."""
    answers = safety.answers(safety_deps)

    async def danger(person: Person, text: str) -> Answer | None:
        result = await shared.finders.find(person, text)
        if result.danger is None or result.safety is None or (own and not result.safety.private):
            return None
        return await answers.instead(person, result.safety, result.channel, OrdinaryAnswer("lookup.menu"))

    return danger


def _lookup(shared: Shared, recent: RecentLookups, safety_deps: SafetyDeps) -> LookupDeps:
    stores, runtime = shared.stores, shared.runtime
    return LookupDeps(
        finders=shared.finders,
        people=stores.people,
        favourites=stores.favourites,
        outcomes=stores.outcomes,
        rising=Rankings(stores.outcomes, shared.background, runtime.seconds),
        history=recent,
        misses=shared.misses,
        background=shared.background,
        clock=runtime.clock,
        tickets=Tickets(stores.lookup_key, runtime.ids, runtime.clock),
        safety=safety.answers(safety_deps),
        activity=shared.activity,
        observer=runtime.observer,
    )


def _mine(shared: Shared, danger: DangerAnswer) -> MineDeps:
    return MineDeps(
        book=lambda tenant: shared.finders.of(tenant).book,
        people=shared.stores.people,
        favourites=shared.stores.favourites,
        danger=danger,
        more_settings=(
            schedule.settings_button,
            minute.settings_button,
            *([records.own_button] if shared.learning else []),
        ),
    )


def _boundary(shared: Shared) -> BoundaryDeps:
    stores, runtime = shared.stores, shared.runtime
    return BoundaryDeps(
        shared.phrasebook,
        stores.boundary.incidents,
        stores.boundary.policies,
        stores.people,
        runtime.clock,
        runtime.ids,
        stores.boundary.restrictions,
        stores.ledger,
        runtime.report,
        shared.names,
        shared.activity,
        team.export_note(stores.team, runtime.clock),
    )


def _alert(shared: Shared, boundary_deps: BoundaryDeps, safety_deps: SafetyDeps) -> AlertDeps:
    stores, runtime = shared.stores, shared.runtime
    guide, going = safety.guide_finder(safety_deps), boundary.going_card(boundary_deps)
    kinds = {kind.value: kind for kind in SafetyKind}

    async def words(person: Person, reason: str, channel: str) -> Card | None:
        kind = kinds.get(reason)
        return await guide(person, kind, channel) if kind else await going(person)

    return AlertDeps(
        phrasebook=shared.phrasebook,
        alerts=stores.alerts,
        ledger=stores.ledger,
        people=stores.people,
        audience=boundary.audience_of(boundary_deps),
        numbers=safety.emergency_number(safety_deps),
        words=words,
        clock=runtime.clock,
        new_id=runtime.ids,
        ring=shared.doorbell.ring,
        report=runtime.report,
    )


def _group(shared: Shared) -> GroupDeps:
    stores, runtime = shared.stores, shared.runtime
    return GroupDeps(
        shared.phrasebook,
        stores.groups,
        shared.reader,
        shared.names,
        runtime.own_id,
        GroupCounting(stores.groups, shared.rosters, shared.names.of),
        runtime.clock,
        team.group_note(stores.team, runtime.clock),
    )


def _drill(shared: Shared, recent: RecentLookups, safety_deps: SafetyDeps, danger: DangerAnswer) -> DrillDeps:
    finders, stores, runtime = shared.finders, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> SituationRanking:
        result = finders.nearest(tenant, text)
        ids = tuple(match.id for match in result.best if match.score >= LIKE)
        return SituationRanking(ids, result.sure)

    return DrillDeps(
        book=lambda tenant: finders.of(tenant).book,
        bank=lambda tenant: finders.of(tenant).book.quiz,
        drills=stores.drills,
        groups=stores.groups,
        members=shared.reader,
        people=stores.people,
        names=shared.names,
        clock=runtime.clock,
        new_id=runtime.ids,
        dice=runtime.dice,
        recent=recent.this_week,
        nearest=nearest,
        finished=schedule.drill_finisher(stores.schedule.attendance, runtime.clock, shared.activity),
        log_named=team.visibility_note(stores.team, runtime.clock),
        danger=danger,
        help_lines=safety.help_lines(safety_deps),
        activity=shared.activity,
    )


def _roleplay(shared: Shared, recent: RecentLookups, safety_deps: SafetyDeps) -> RoleplayDeps:
    def needed(person: Person) -> tuple[str, ...]:
        return tuple(situation for situation, _ in recent.last(person))

    runtime = shared.runtime
    return RoleplayDeps(
        book=lambda person: shared.finders.read_by(person).book,
        draft=team.draft_finder(shared.stores.team),
        plays=shared.stores.plays,
        clock=runtime.clock,
        new_id=runtime.ids,
        needed=needed,
        help_lines=safety.help_lines(safety_deps),
        distress=_danger(shared, safety_deps, own=True),
    )


def _team(shared: Shared) -> TeamDeps:
    finders, stores, runtime = shared.finders, shared.stores, shared.runtime

    def nearest(tenant: str, text: str) -> str:
        return next(iter(finders.nearest(tenant, text).nearest), "")

    return TeamDeps(
        phrasebook=shared.phrasebook,
        store=stores.team,
        misses=stores.misses,
        people=stores.people,
        lint=own.lint,
        judge=own.judge,
        thumbs=own.thumbs,
        exchange=own.LateExchange(),
        clock=runtime.clock,
        new_id=runtime.own_id,
        changed=shared.finders.changed,
        nearest=nearest,
        names=shared.names,
    )


def _rounds(shared: Shared, team_deps: TeamDeps) -> RoundDeps:
    stores, runtime, keep = shared.stores, shared.runtime, team.phrase_form(team_deps)
    return RoundDeps(
        shared.phrasebook, stores.rounds, stores.ledger, shared.quick, runtime.clock, runtime.ids, keep
    )


def _schedule(shared: Shared, drills: DrillDeps, rounds: RoundDeps) -> ScheduleDeps:
    stores, runtime = shared.stores, shared.runtime
    return ScheduleDeps(
        phrasebook=shared.phrasebook,
        stores=stores.schedule,
        ledger=stores.ledger,
        quick=shared.quick,
        groups=stores.groups,
        members=shared.reader,
        names=shared.names,
        people=stores.people,
        drills=drill.drill_starter(drills),
        rounds=teamround.round_opener(rounds),
        clock=runtime.clock,
        new_id=runtime.own_id,
        withdraw=shared.withdrawals.withdraw,
        report=runtime.report,
        counting=GroupCounting(stores.groups, shared.rosters, shared.names.of),
        log_group=team.group_note(stores.team, runtime.clock),
        log_onboarding=team.onboarding_note(stores.team, runtime.clock),
        activity=shared.activity,
    )


def _privacy(shared: Shared, recent: RecentLookups) -> PrivacyDeps:
    stores, runtime = shared.stores, shared.runtime
    return PrivacyDeps(
        shared.phrasebook,
        stores.personal,
        stores.leavers,
        checkin.own_records(stores.checkin),
        stores.people,
        runtime.clock,
        runtime.report,
        forgetful=[recent],
        flush=shared.flush,
        after=shared.leavers,
    )
