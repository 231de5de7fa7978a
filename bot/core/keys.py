"""The keys that are not in the database, and where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

KEY_BYTES = 32
Chance = Callable[[int], bytes]  # so many bytes that nobody can guess


@dataclass(frozen=True, slots=True)
class WrappingKeys:
    """The keys that are not in the database. `wrapping` are by id; those after the first only open."""

    wrapping: Mapping[str, bytes] = field(repr=False)
    pepper: bytes = field(repr=False)

    @property
    def current(self) -> str:
        """The id of the key to wrap by."""
        return next(iter(self.wrapping))


class KeySource(Protocol):
    """Where the keys come from. Errors are CalmaErrors that name the setting or the file."""

    def keys(self) -> WrappingKeys | None:
        """Returns the keys, as they are now, or None if there are none yet."""

    def make(self) -> WrappingKeys:
        """Makes keys where there are none, and returns those that are there afterwards."""

    def begin(self) -> WrappingKeys:
        """Puts a new key first, unless a rotation is under way already. Returns the keys."""

    def finish(self) -> str:
        """Drops all wrapping keys but the first, or says who has to do it. Returns what is left to do."""


def key_id(key: bytes) -> str:
    """Returns the name of a key, which tells nothing of it."""
    return hashlib.sha256(b"calma key\0" + key).hexdigest()[:16]
