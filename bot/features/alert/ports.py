"""What alerts need: a store, whom to tell, and the number to call."""

from __future__ import annotations

from collections.abc import Sequence
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

    async def purge_alerts(self, before: datetime) -> int:
        """Deletes all that were raised before a time, and returns how many that were."""


class AudienceFinder(Protocol):
    """Tells whom an agent's organisation wants told."""

    async def __call__(self, person: Person, /) -> tuple[Address, ...]:
        """Returns whom to tell, in order; never the person."""


class EmergencyNumbers(Protocol):
    """Tells the emergency number; from memory, as it has to be there when nothing else is."""

    def __call__(self, person: Person, reason: str, /) -> str:
        """Returns the number to call for this reason where the person is, "" where nobody knows."""


class WordsFinder(Protocol):
    """Tells what to do and say meanwhile, so that the words stay beside how far the alert is."""

    async def __call__(self, person: Person, reason: str, channel: str, /) -> Card | None:
        """Returns the card of a reason, None where it has none of its own."""
