"""How one person's answers are sealed. Pure but for the chance that is passed in.

- Each person has a key of their own. It is stored wrapped by a key that is not in the database.
- Rows carry pseudonyms, HMACs by a *pepper* that is not in the database either. A person's is another in each
  period, so that without the pepper nobody tells which rows are one person's.
- AES-GCM binds a row to its pseudonym and period: swapped or cut, it opens no more. All rows are of one size.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.keys import KEY_BYTES, Chance, WrappingKeys
from bot.features.checkin.model import INDEX, CheckinEntry
from bot.features.checkin.packing import TooLong

# Bytes that an entry is padded to. With its keys it stays within a page of SQLite: overflow pages come one
# after the other, and would tell who answered first.
SIZE = 640
_NONCE = 12
_END = b"\x80"  # what the padding begins with


def encoded(entry: CheckinEntry) -> bytes:
    """Returns an entry as it is sealed; its period stands beside it."""
    index = entry.indices.get(INDEX)  # of before there were several
    parts = [entry.instrument, entry.version, entry.answers, index, entry.exposures]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


def decoded(period: str, data: bytes) -> CheckinEntry:
    """Returns the entry that was sealed."""
    return CheckinEntry.of_parts(period, json.loads(data))


class UnreadableRow(Exception):
    """A row or a key that does not open: swapped, cut, or sealed by keys that we do not have."""


class EarlierVault:
    """Seals and opens by one set of keys."""

    def __init__(self, keys: WrappingKeys, chance: Chance, pepper: str = "") -> None:
        self._keys = keys
        self._chance = chance
        self._pepper = keys.peppers[pepper] if pepper else keys.pepper

    def person(self, tenant: str, user_id: str) -> str:
        """Returns the pseudonym that a person's key is stored under."""
        return self._pseudonym("person", tenant, user_id)

    def row(self, tenant: str, user_id: str, period: str) -> str:
        """Returns the pseudonym of a person's row in a period."""
        return self._pseudonym("row", tenant, user_id, period)

    def new_key(self, person: str, by: str) -> bytes:
        """Returns a new key for a person, wrapped by the key of that id."""
        return self._wrap(self._chance(KEY_BYTES), person, by)

    def rewrap(self, person: str, old: str, wrapped: bytes, new: str) -> bytes:
        """Returns a person's key, wrapped by another. Raises UnreadableRow if the old one opens nothing."""
        return self._wrap(self.unwrap(person, old, wrapped), person, new)

    def unwrap(self, person: str, by: str, wrapped: bytes) -> bytes:
        """Returns a person's key. Raises UnreadableRow."""
        if by not in self._keys.wrapping:
            raise UnreadableRow
        return _open(self._keys.wrapping[by], wrapped, f"key|{person}")

    def seal(self, key: bytes, row: str, period: str, plain: bytes) -> bytes:
        """Returns an entry, sealed into the one size. Raises TooLong."""
        if len(plain) >= SIZE:
            raise TooLong
        padded = (plain + _END).ljust(SIZE, b"\0")
        return self._seal(key, padded, f"{row}|{period}")

    def open(self, key: bytes, row: str, period: str, sealed: bytes) -> bytes:
        """Returns an entry. Raises UnreadableRow."""
        padded = _open(key, sealed, f"{row}|{period}")
        return padded[: padded.rindex(_END)]

    def _wrap(self, key: bytes, person: str, by: str) -> bytes:
        return self._seal(self._keys.wrapping[by], key, f"key|{person}")

    def _seal(self, key: bytes, plain: bytes, bound: str) -> bytes:
        nonce = self._chance(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, plain, bound.encode())

    def _pseudonym(self, *parts: str) -> str:
        return hmac.new(self._pepper, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def _open(key: bytes, sealed: bytes, bound: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableRow from error
