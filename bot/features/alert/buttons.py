"""What the buttons on cards of alerts carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat
from bot.core.phrasebook import CHANNELS, base_channel
from bot.features.alert.model import REASONS

_ASKED = ButtonFormat(("|".join(REASONS), "|".join(CHANNELS)))
_NAMED = ButtonFormat((IDENTIFIER, "[A-Za-z0-9_-]{0,40}"), optional=1)


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """Why somebody is needed, and on which channel the contact is."""

    reason: str
    channel: str

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _ASKED.encode(self.reason, self.channel)

    @classmethod
    def decode(cls, value: str) -> HelpRequest | None:
        """Returns what is in a value, or None if no card of ours carries it."""
        parts = _ASKED.decode(value)
        return cls(parts[0], base_channel(parts[1])) if parts else None


@dataclass(frozen=True, slots=True)
class AlertReference:
    """The alert that a button is about. `seal` stands on supervisors' buttons alone."""

    id: str
    seal: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _NAMED.encode(self.id, self.seal)

    @classmethod
    def decode(cls, value: str) -> AlertReference | None:
        """Returns what is in a value, or None if this version did not write it."""
        parts = _NAMED.decode(value)
        return cls(*parts) if parts else None
