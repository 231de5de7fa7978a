"""What stores in memory tell of a person, and how they take a name from what stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from bot.core.names import signed_id
from bot.core.personal import NAMELESS, Area

PersonalRow = tuple[Area, str, Mapping[str, Any]]  # the area, the table, and what is told


@runtime_checkable
class PersonalHolder(Protocol):
    """A store in memory that holds something of people."""

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person, in the tables that a database has for it."""

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes what is stored of people, or takes their names from it."""


def nameless(user_id: str, ids: Collection[str]) -> str:
    """Returns an id, or what stands in its place if it is one of these."""
    return NAMELESS if user_id in ids else user_id


def unsigned(signature: str, ids: Collection[str]) -> str:
    """Returns how somebody signed, or what stands in its place if it was one of these."""
    return NAMELESS if signature in ids or signed_id(signature) in ids else signature
