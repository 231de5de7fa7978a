"""Alerts with the notices they cause, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.ledger import Ledger, Notice
from bot.core.personal import NAMELESS, Area
from bot.features.alert.model import Alert
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.rows import PersonalRow, nameless


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

    async def waiting_alerts(self, since: datetime) -> tuple[datetime, ...]:
        open_ones = (alert for alert in self._alerts.values() if alert.waiting)
        return tuple(sorted(alert.raised for alert in open_ones if alert.raised > since))

    async def purge_alerts(self, before: datetime) -> int:
        old = [key for key, alert in self._alerts.items() if alert.raised < before]
        for key in old:
            del self._alerts[key]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, _), alert in self._alerts.items():
            taken = alert.response.by if alert.response else ""
            listed = {to.id for wave in alert.waves for to in wave}
            for who in (alert.agent, taken, *({user_id} & listed)):
                if owner == tenant and who == user_id:
                    yield Area.ALERTS, "alerts", {"raised": alert.raised, "reason": alert.reason}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from alerts, and closes those that were theirs."""
        for key, alert in list(self._alerts.items()):
            if key[0] == tenant:
                self._alerts[key] = _unnamed(alert, ids, now)


def _unnamed(alert: Alert, ids: Collection[str], now: datetime) -> Alert:
    theirs, response = alert.agent in ids, alert.response
    after = replace(
        alert,
        agent=nameless(alert.agent, ids),
        name=NAMELESS if theirs else alert.name,
        message="" if theirs else alert.message,
        waves=tuple(tuple(to for to in wave if to.id not in ids) for wave in alert.waves),
        response=replace(response, by=NAMELESS, name=NAMELESS)
        if response and response.by in ids
        else response,
        closed=alert.closed or now if theirs else alert.closed,
    )
    return replace(after, version=alert.version + 1) if after != alert else alert
