"""The door of reports: what wiring takes of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.core.activity import ActivityStore
from bot.core.background import Interval
from bot.core.desk import Handlers
from bot.core.practice import AdvisedPractice
from bot.core.report import ManagerWeek, ReportSource
from bot.core.retention import ACTIVITY, ACTIVITY_KEYS, ACTIVITY_SUMS, Retention
from bot.core.ticks import Tick
from bot.features.report.deps import DigestDeps, ReportDeps
from bot.features.report.digest_handlers import DigestHandlers
from bot.features.report.digest_planner import DigestPlanner
from bot.features.report.handlers import ReportHandlers
from bot.features.report.model import FEATURE
from bot.features.report.notices import ReportNoticeWriter
from bot.features.report.service import ReportService

__all__ = [
    "FEATURE",
    "folding",
    "handlers",
    "manager_week",
    "notice_writer",
    "practice_advice",
    "report_source",
    "retention",
    "tick",
]
FOLDS_EVERY = timedelta(minutes=5)


def handlers(deps: ReportDeps, digests: DigestDeps) -> tuple[Handlers, ...]:
    """Returns what managers can look at, and have come every week."""
    return ReportHandlers(deps, digests), DigestHandlers(digests)


def notice_writer(digests: DigestDeps) -> ReportNoticeWriter:
    """Returns what writes the digests."""
    return ReportNoticeWriter(digests)


def tick(digests: DigestDeps) -> Tick:
    """Returns the job of every minute, which plans the digests."""
    return DigestPlanner(digests).tick


def report_source(deps: ReportDeps) -> ReportSource:
    """Returns what makes reports for the page."""
    return ReportService(deps)


def manager_week(deps: ReportDeps) -> ManagerWeek:
    """Returns what tells a manager of the last week, for the start."""
    return ReportService(deps).week


def practice_advice(deps: ReportDeps) -> AdvisedPractice:
    """Returns what tells whoever schedules practice what the report says to practise."""
    return ReportService(deps).advised


def folding(activity: ActivityStore, seconds: Callable[[], float]) -> Callable[[datetime], Awaitable[object]]:
    """Returns the job that brings the sums up to date, every few minutes."""
    interval = Interval(FOLDS_EVERY, seconds)

    async def fold(now: datetime) -> None:
        if interval.is_due(now):
            await activity.fold_activity(now.astimezone(UTC).date())

    return fold


def retention(activity: ActivityStore) -> Retention:
    """Returns the daily job: it deletes the keys by which events could be anybody's, and what is old."""
    return Retention(activity.purge_activity, ACTIVITY_KEYS, ACTIVITY, ACTIVITY_SUMS)
