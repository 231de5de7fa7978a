"""Which messenger and which roster serve which platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from bot.coach.groups import Roster
from bot.coach.ports import Messenger


@runtime_checkable
class Sending(Protocol):
    """An edge that can send what nobody asked for just now."""

    @property
    def messenger(self) -> Messenger:
        """Its messenger."""


@runtime_checkable
class Telling(Protocol):
    """An edge that can tell who is in a channel."""

    @property
    def roster(self) -> Roster:
        """Its roster."""


def rosters(edges: Iterable[object]) -> dict[str, Roster]:
    """Returns the rosters by platform."""
    return {type(edge).__name__.lower(): edge.roster for edge in edges if isinstance(edge, Telling)}


def messengers(edges: Iterable[object]) -> dict[str, Messenger]:
    """Returns the messengers by platform: each edge's class is named as its platform, `Slack` is `slack`."""
    return {type(edge).__name__.lower(): edge.messenger for edge in edges if isinstance(edge, Sending)}
