"""The door of alerts."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.core.retention import ALERTS, Retention
from bot.features.alert.deps import AlertDeps
from bot.features.alert.handlers import AlertHandlers
from bot.features.alert.notices import AlertNoticeWriter
from bot.features.alert.ports import AlertStore
from bot.features.alert.supervisor_handlers import ResponderHandlers

FEATURE = "alert"  # what the subjects of its notices begin with


def handlers(deps: AlertDeps) -> tuple[Handlers, ...]:
    """Returns what agents and supervisors can do."""
    return (AlertHandlers(deps), ResponderHandlers(deps))


def notice_writer(deps: AlertDeps) -> AlertNoticeWriter:
    """Returns the writer of the notices of alerts."""
    return AlertNoticeWriter(deps)


def retention(alerts: AlertStore) -> Retention:
    """Returns the daily job: it deletes alerts of long ago."""
    return Retention(alerts.purge_alerts, ALERTS)
