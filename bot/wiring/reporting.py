"""What reports are given: figures of several features, each by its door."""

from __future__ import annotations

from bot.content import own
from bot.core.card import Table
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.home import HomeLines
from bot.features.boundary import feature as boundary
from bot.features.boundary.deps import BoundaryDeps
from bot.features.checkin import feature as checkin
from bot.features.checkin.deps import CheckinDeps
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps
from bot.features.helpdesk import feature as helpdesk
from bot.features.helpdesk.deps import HelpdeskDeps
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.safety import feature as safety
from bot.features.schedule import feature as schedule
from bot.features.schedule.deps import ScheduleDeps
from bot.features.team import feature as team
from bot.features.team.deps import TeamDeps
from bot.wiring.runtime import Runtime
from bot.wiring.shared import Shared
from bot.wiring.stores import Stores

MADE_UP = "playground.made_up"  # the words that stand wherever made-up data is shown


def report_deps(
    shared: Shared,
    drills: DrillDeps,
    team_deps: TeamDeps,
    schedules: ScheduleDeps,
    checkin_deps: CheckinDeps | None,
    desk: HelpdeskDeps,
) -> ReportDeps:
    """Returns what reports are given."""
    return ReportDeps(
        book=lambda person: shared.finders.read_by(person).book,
        bank=drills.bank,
        activity=shared.stores.activity,
        groups=shared.stores.groups,
        drills=drill.drill_starter(drills),
        clock=shared.runtime.clock,
        safety=safety.weekly_counts(shared.stores.safety),
        schedules=schedule.schedule_names(schedules),
        review=team.review_share(team_deps),
        checkin=checkin.published(checkin_deps) if checkin_deps else _nothing,
        helpdesk=helpdesk.week_reader(shared.stores.helpdesk),
        beside=helpdesk.beside(desk),
        open_page=shared.links.issue,
        close_page=shared.links.revoke,
        log_export=team.export_note(shared.stores.team, shared.runtime.clock),
        practice=schedule.scheduled_practice(schedules),
        notice=MADE_UP if shared.stores.made_up else "",
    )


def digest_deps(shared: Shared, reports: ReportDeps, waits: tuple[HomeLines, ...]) -> DigestDeps:
    """Returns what digests are given; the quiet hours that people set for drills hold for them too."""
    stores = shared.stores
    return DigestDeps(
        reports=reports,
        digests=stores.digests,
        ledger=stores.ledger,
        people=stores.people,
        preferred=schedule.quiet_times(stores.schedule.preferences),
        role=shared.rosters.role,
        waits=waits,
    )


def manager_waits(
    boundary_deps: BoundaryDeps, schedules: ScheduleDeps, team_deps: TeamDeps
) -> tuple[HomeLines, ...]:
    """Returns what tells a manager what waits, the most urgent first."""
    return (
        boundary.report_lines(boundary_deps),
        schedule.failing_lines(schedules),
        team.miss_lines(team_deps),
        team.review_lines(team_deps),
    )


def helpdesk_deps(phrasebook: CurrentPhrasebook, stores: Stores, runtime: Runtime) -> HelpdeskDeps:
    """Returns what help-desk figures are given, on the command line too."""
    note = team.figures_note(stores.team, runtime.clock)
    return HelpdeskDeps(phrasebook, stores.helpdesk, own.LateFigureExchange(), runtime.clock, note)


async def _nothing(_person: Person) -> tuple[Table, ...]:
    return ()
