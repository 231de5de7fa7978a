"""What reports are given: figures of several features, each by its door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.card import Table
from bot.core.chat import Person
from bot.core.helpdesk import HelpdeskWeek
from bot.features.checkin import feature as checkin
from bot.features.checkin.deps import CheckinDeps
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps
from bot.features.report.deps import ReportDeps
from bot.features.safety import feature as safety
from bot.features.schedule import feature as schedule
from bot.features.schedule.deps import ScheduleDeps
from bot.features.team import feature as team
from bot.features.team.deps import TeamDeps

if TYPE_CHECKING:
    from bot.wiring.deps import Shared

MADE_UP = "playground.made_up"  # the words that stand wherever made-up data is shown


def report_deps(
    shared: Shared,
    drills: DrillDeps,
    team_deps: TeamDeps,
    schedules: ScheduleDeps,
    checkin_deps: CheckinDeps | None,
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
        helpdesk=_no_weeks,
        open_page=_no_page,
        notice=MADE_UP if shared.stores.made_up else "",
    )


async def _nothing(_person: Person) -> tuple[Table, ...]:
    return ()


async def _no_weeks(_tenant: str, _first: str, _last: str) -> tuple[HelpdeskWeek, ...]:
    return ()


async def _no_page(_person: Person) -> str:
    return ""
