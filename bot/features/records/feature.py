"""The door of the records, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.core.desk import Handlers
from bot.features.records.deps import RecordsDeps
from bot.features.records.handlers import RecordsHandlers
from bot.features.records.own_forms import own_button
from bot.features.records.own_handlers import OwnRecordHandlers
from bot.features.records.ports import LearningStore
from bot.features.records.sender import StatementSender, expire_unsent

__all__ = ["StatementSender", "handlers", "own_button", "retention"]


def handlers(deps: RecordsDeps) -> tuple[Handlers, ...]:
    """Returns what managers can take along, and a person's own switch."""
    return (RecordsHandlers(deps), OwnRecordHandlers(deps))


def retention(learning: LearningStore) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job: it deletes what waited too long, also where there is nobody to send it to."""
    return partial(expire_unsent, learning)
