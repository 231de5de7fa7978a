"""Alerts with the notices they cause, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.ledger import Ledger, Notice
from bot.features.alert.model import Alert
from bot.store.memory.ledger import MemoryLedger


@dataclass(slots=True)
class MemoryAlertStore:
    """`AlertStore` that forgets at the end of the process."""

    ledger: Ledger = field(default_factory=MemoryLedger)
    _alerts: dict[tuple[str, str], Alert] = field(default_factory=dict)

    def send_by(self, ledger: Ledger) -> None:
        """Has its notices go out by this ledger."""
        self.ledger = ledger

    async def open_alert(self, tenant: str, agent: str, reason: str) -> Alert | None:
        mine = (tenant, agent, reason)
        alerts = (a for a in self._alerts.values() if (a.tenant, a.agent, a.reason) == mine)
        return next((alert for alert in alerts if not alert.closed), None)

    async def find_alert(self, tenant: str, id: str) -> Alert | None:
        return self._alerts.get((tenant, id))

    async def keep_alerts(self, changed: Sequence[Alert], notices: Sequence[Notice] = ()) -> bool:
        after = dict(self._alerts)
        for alert in changed:
            key = (alert.tenant, alert.id)
            if alert.version != (after[key].version if key in after else 0):
                return False
            after[key] = replace(alert, version=alert.version + 1)
        going = [(a.tenant, a.agent, a.reason) for a in after.values() if not a.closed]
        if len(going) != len(set(going)):
            return False
        await self.ledger.add_notices(notices)
        self._alerts = after
        return True

    async def purge_alerts(self, before: datetime) -> int:
        old = [key for key, alert in self._alerts.items() if alert.raised < before]
        for key in old:
            del self._alerts[key]
        return len(old)
