"""Which messenger serves which platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from bot.coach.ports import Messenger


@runtime_checkable
class Sending(Protocol):
    """An edge that can send what nobody asked for just now."""

    @property
    def messenger(self) -> Messenger:
        """Its messenger."""


def messengers(edges: Iterable[object]) -> dict[str, Messenger]:
    """Returns the messengers by platform: each edge's class is named as its platform, `Slack` is `slack`."""
    return {type(edge).__name__.lower(): edge.messenger for edge in edges if isinstance(edge, Sending)}
