"""All tables there are, for migrations and tests."""

from __future__ import annotations

from bot.store import people
from bot.store.metadata import metadata

__all__ = ["metadata", "people"]
