"""How versions before blocks sealed one person's answers: it is read once more, and written no more. Pure.

- Each person had a key of their own, stored wrapped by a key that was not in the database.
- Rows carried pseudonyms, HMACs by the pepper; a person's was another in each period.
- AES-GCM bound a row to its pseudonym and period.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.keys import WrappingKeys
from bot.features.checkin.model import CheckinEntry

_NONCE = 12
_END = b"\x80"  # what the padding begins with


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's key under a pseudonym, wrapped by the key `by`. `open`: they take part now."""

    id: str
    by: str
    wrapped: bytes
    open: bool = True


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One person's entry of a period, under the pseudonym that they have in it."""

    id: str
    period: str
    sealed: bytes


class UnreadableRow(Exception):
    """A row or a key that does not open: swapped, cut, or sealed by keys that we do not have."""


class EarlierVault:
    """Opens by one set of keys, and the pepper of that name."""

    def __init__(self, keys: WrappingKeys, pepper: str) -> None:
        self._keys = keys
        self._pepper = keys.peppers[pepper]

    def person(self, tenant: str, user_id: str) -> str:
        """Returns the pseudonym that a person's key is stored under."""
        return self._pseudonym("person", tenant, user_id)

    def row(self, tenant: str, user_id: str, period: str) -> str:
        """Returns the pseudonym of a person's row in a period."""
        return self._pseudonym("row", tenant, user_id, period)

    def unwrap(self, key: PersonKey) -> bytes:
        """Returns a person's key. Raises UnreadableRow."""
        if key.by not in self._keys.wrapping:
            raise UnreadableRow
        return _open(self._keys.wrapping[key.by], key.wrapped, f"key|{key.id}")

    def entry(self, key: bytes, row: SealedRow) -> CheckinEntry:
        """Returns what a person answered in a period. Raises UnreadableRow."""
        padded = _open(key, row.sealed, f"{row.id}|{row.period}")
        return CheckinEntry.of_parts(row.period, json.loads(padded[: padded.rindex(_END)]))

    def _pseudonym(self, *parts: str) -> str:
        return hmac.new(self._pepper, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def _open(key: bytes, sealed: bytes, bound: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableRow from error
