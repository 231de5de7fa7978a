"""The keys that are not in the database, and where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

KEY_BYTES = 32
EQUAL = "{name} has the same key twice, or one that is the pepper too: each has to be another. Make new ones."
Chance = Callable[[int], bytes]  # so many bytes that nobody can guess


@dataclass(frozen=True, slots=True)
class WrappingKeys:
    """The keys that are not in the database, by name. Those after the first only open."""

    wrapping: Mapping[str, bytes] = field(repr=False)
    peppers: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> str:
        """The name of the wrapping key of now."""
        return next(iter(self.wrapping))

    @property
    def pepper(self) -> bytes:
        """The pepper of now."""
        return next(iter(self.peppers.values()))


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody erased, for the `number`th time; `whole`: all that there was of them.

    `counter` is the one that the keys and the database got with it.
    """

    number: int
    whole: bool
    counter: int


@dataclass(frozen=True, slots=True)
class KeyState:
    """What is kept with the keys and not in the database: a counter that both have, and who erased.

    `erased` is by pseudonyms made with a key of its own, which lies in `listing`, sealed by the pepper of the
    name `by`. So the list tells nothing to whoever has no pepper, and stays when the pepper turns.
    """

    counter: int = 0
    by: str = ""
    listing: bytes = field(default=b"", repr=False)
    erased: Mapping[str, Erasure] = field(default_factory=dict, repr=False)


class KeySource(Protocol):
    """Where the keys come from. Errors are CalmaErrors that name the setting or the file."""

    def keys(self) -> WrappingKeys | None:
        """Returns the keys, as they are now, or None if there are none yet."""

    def make(self) -> WrappingKeys:
        """Makes keys where there are none, and returns those that are there afterwards."""

    def state(self) -> KeyState:
        """Returns what is kept with the keys."""

    def change_state(self, change: Callable[[KeyState], KeyState]) -> KeyState:
        """Stores what `change` makes of it, while nobody else changes it, and returns that."""

    def cover(self) -> None:
        """Writes what is kept anew, where it lies apart from the keys: no copy tells that it changed."""

    def begin(self, *, pepper: bool = False) -> WrappingKeys:
        """Puts a new key or pepper first, unless a rotation is under way already. Returns the keys."""

    def finish(self) -> str:
        """Drops all keys but the first ones, or says who has to do it. Returns what is left to do."""

    def rotating(self) -> AbstractContextManager[str]:
        """Yields the name of this place, for as long as no other rotation of these keys is begun here."""


def key_id(key: bytes) -> str:
    """Returns the name of a key, which tells nothing of it."""
    return hashlib.sha256(b"calma key\0" + key).hexdigest()[:16]


def differ(wrapping: Sequence[bytes], peppers: Sequence[bytes]) -> bool:
    """Returns whether each of these keys is another."""
    return len({*wrapping, *peppers}) == len(wrapping) + len(peppers)
