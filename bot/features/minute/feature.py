"""The door of the minute: what wiring takes of it."""

from __future__ import annotations

from datetime import datetime

from bot.core.desk import Handlers
from bot.core.retention import MINUTE_INVITATIONS, Retention
from bot.core.ticks import Tick
from bot.features.minute.cards import settings_button
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.handlers import MinuteHandlers
from bot.features.minute.manager_handlers import MinuteOfferHandlers
from bot.features.minute.model import FEATURE
from bot.features.minute.notices import MinuteNoticeWriter
from bot.features.minute.planner import MinutePlanner
from bot.features.minute.ports import MinuteStore

__all__ = ["FEATURE", "handlers", "notice_writer", "retention", "settings_button", "tick"]


def handlers(deps: MinuteDeps) -> tuple[Handlers, ...]:
    """Returns what people and managers can do."""
    return MinuteHandlers(deps), MinuteOfferHandlers(deps)


def notice_writer(deps: MinuteDeps) -> MinuteNoticeWriter:
    """Returns what writes the lines and the offers."""
    return MinuteNoticeWriter(deps)


def tick(deps: MinuteDeps) -> Tick:
    """Returns the job of every minute."""
    return MinutePlanner(deps).tick


def retention(minutes: MinuteStore) -> Retention:
    """Returns the daily job: it deletes that people were invited long enough ago to be invited anew."""

    async def purge(before: datetime) -> int:
        return await minutes.purge_invitations(before.date())

    return Retention(purge, MINUTE_INVITATIONS)
