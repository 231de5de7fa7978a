"""The door of scheduled drills: what wiring takes of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.activity import ActivityLog
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.home import HomeLines
from bot.core.people import Clock
from bot.core.practice import AdvisedPractice, Finished, PracticePlanner, ScheduledPractice
from bot.core.retention import SCHEDULE_DRAFTS, SCHEDULE_SLOTS, Retention
from bot.core.send_window import PreferredTimes, SendWindow
from bot.core.ticks import Tick
from bot.features.schedule.agent_cards import settings_button
from bot.features.schedule.agent_handlers import ScheduledDrillHandlers
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_handlers import ScheduleHandlers
from bot.features.schedule.model import FEATURE, DeliveryPreferences
from bot.features.schedule.notices import ScheduleNoticeWriter
from bot.features.schedule.onboarding_handlers import OnboardingHandlers
from bot.features.schedule.planner import SlotPlanner
from bot.features.schedule.ports import AttendanceStore, PreferenceStore
from bot.features.schedule.practice import GroupPractice
from bot.features.schedule.preference_handlers import PreferenceHandlers
from bot.features.schedule.preferences import preferred_time
from bot.features.schedule.service import DrillFinisher, ScheduleService
from bot.features.schedule.viewer import ScheduleViewer
from bot.features.schedule.waiting import ScheduleTroubles, WaitingDrills

__all__ = [
    "FEATURE",
    "drill_finisher",
    "due_lines",
    "failing_lines",
    "handlers",
    "notice_writer",
    "practice_planner",
    "preferred_times",
    "quiet_times",
    "retention",
    "schedule_names",
    "scheduled_practice",
    "settings_button",
    "tick",
]


def handlers(deps: ScheduleDeps, advised: AdvisedPractice) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do; `advised` tells what a report says to practise."""
    return (
        ScheduleHandlers(deps, advised),
        ScheduledDrillHandlers(deps),
        PreferenceHandlers(deps),
        OnboardingHandlers(deps),
    )


def notice_writer(deps: ScheduleDeps) -> ScheduleNoticeWriter:
    """Returns what writes the cards that go out by schedule."""
    return ScheduleNoticeWriter(deps)


def drill_finisher(attendance: AttendanceStore, clock: Clock, activity: ActivityLog) -> Finished:
    """Returns what stores that a scheduled drill was finished, for whoever asks its questions."""
    return DrillFinisher(attendance, clock, activity)


def tick(deps: ScheduleDeps) -> Tick:
    """Returns the job of every minute."""
    return SlotPlanner(deps).tick


def practice_planner(deps: ScheduleDeps) -> PracticePlanner:
    """Returns what schedules practice for whoever reads the report on a page."""
    return GroupPractice(deps)


def scheduled_practice(deps: ScheduleDeps) -> ScheduledPractice:
    """Returns what tells which groups have practice on a topic, and by which schedule."""
    service = ScheduleService(deps)

    async def scheduled(person: Person, topic: str) -> Mapping[str, str]:
        return {group: each.id for group, each in (await service.practice_on(person, topic)).items()}

    return scheduled


def due_lines(deps: ScheduleDeps) -> HomeLines:
    """Returns what tells somebody of drills that came to them and that they have not opened."""
    return WaitingDrills(deps)


def failing_lines(deps: ScheduleDeps) -> HomeLines:
    """Returns what tells a manager of schedules whose last drill did not get to everybody."""
    return ScheduleTroubles(deps)


def preferred_times(preferences: PreferenceStore) -> PreferredTimes:
    """Returns what tells other features when somebody wants what comes unasked: as they want drills."""
    return _times(preferences, lambda chosen: chosen)


def quiet_times(preferences: PreferenceStore) -> PreferredTimes:
    """Returns what tells when something may come that a person switched on by itself.

    Their quiet hours hold for it; that they stopped or paused drills is about drills.
    """
    return _times(preferences, lambda chosen: replace(chosen, stopped=False, paused_until=None))


def schedule_names(deps: ScheduleDeps) -> Callable[[Person], Awaitable[Mapping[str, str]]]:
    """Returns what tells what a tenant's schedules are called, as a person reads them."""
    return ScheduleViewer(deps).names


def retention(deps: ScheduleDeps) -> Retention:
    """Returns the daily job: it deletes drafts that nobody saved, and what became of slots long ago."""

    async def purge(drafts: datetime, slots: datetime) -> int:
        deleted = await deps.schedules.purge_schedules(drafts, slots.date())
        return deleted + await deps.attendance.purge_attendance(slots.date())

    return Retention(purge, SCHEDULE_DRAFTS, SCHEDULE_SLOTS)


def _times(
    preferences: PreferenceStore, held: Callable[[DeliveryPreferences], DeliveryPreferences]
) -> PreferredTimes:
    async def times(tenant: str, windows: Mapping[str, SendWindow]) -> Mapping[str, datetime]:
        stored = await preferences.find_preferences(tenant, windows)
        chosen = {user: held(stored.get(user, DeliveryPreferences())) for user in windows}
        best = {
            user: preferred_time(chosen[user], each.due, each.until, each.zone, each.shift)
            for user, each in windows.items()
        }
        return {user: at for user, at in best.items() if at is not None}

    return times
