"""What alerts need: a store, whom to tell, and the number to call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.card import Card
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.features.alert.model import Alert


class AlertStore(Protocol):
    """Stores alerts. A tenant never sees another's."""

    async def open_alert(self, tenant: str, agent: str, reason: str) -> Alert | None:
        """Returns the one alert of an agent with this reason that is not over."""

    async def find_alert(self, tenant: str, id: str) -> Alert | None:
        """Returns an alert of the tenant."""

    async def keep_alerts(self, changed: Sequence[Alert], notices: Sequence[Notice] = ()) -> bool:
        """Stores alerts and the notices they cause, all or nothing.

        Returns False, and stores nothing, if one was changed since it was read, or its agent has another open
        with the same reason.
        """

    async def waiting_alerts(self, since: datetime) -> tuple[datetime, ...]:
        """Returns when those were raised, after `since`, that nobody answered or closed, of all tenants."""

    async def purge_alerts(self, before: datetime) -> int:
        """Deletes all that were raised before a time, and returns how many that were."""


# Whom an agent's organisation wants told, in order; never the agent.
AudienceFinder = Callable[[Person], Awaitable[tuple[Address, ...]]]
# The number to call for a reason where the person is, "" where nobody knows; from memory, as it has to be
# there when nothing else is.
EmergencyNumbers = Callable[[Person, str], str]
# The card with what to do and say meanwhile, for a reason and a channel; None where there is none.
WordsFinder = Callable[[Person, str, str], Awaitable[Card | None]]
