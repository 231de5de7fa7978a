"""Who erased, as a list that is kept with the keys: what a restored backup brings back goes again.

The list holds pseudonyms. They are made with a key of its own, which is sealed by the pepper.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.keys import KEY_BYTES, Chance, Erasure, KeyState, WrappingKeys, key_id
from bot.features.checkin.blocks import RecordPlace, left_of, tag_of

_NONCE = 12
_BOUND = b"calma erasures"


class Erasures:
    """The list, open by one of the peppers. Where none opens it, it is as if it were empty: see `closed`."""

    def __init__(self, state: KeyState, keys: WrappingKeys) -> None:
        self.state = state
        self._key = _opened(state, keys)

    @property
    def closed(self) -> bool:
        """Whether there is a list that none of the peppers opens."""
        return bool(self.state.erased) and not self._key

    def of(self, tenant: str, tag: bytes) -> Erasure | None:
        """Returns the last erasure of a person, or None: they never erased."""
        return self.state.erased.get(self._person(tenant, tag)) if self._key and self.state.erased else None

    def number_of(self, tenant: str, tag: bytes) -> int:
        """Returns how often a person erased."""
        erasure = self.of(tenant, tag)
        return erasure.number if erasure else 0

    def left_of(self, tenant: str, slots: Collection[RecordPlace]) -> list[RecordPlace]:
        """Returns places as they are after all erasures."""
        left = (left_of(slot, self.of(tenant, slot.tag)) for slot in slots)
        return [slot for slot in left if slot]

    def whole_since(self, tenant: str, people: Collection[str], counter: int) -> frozenset[str]:
        """Returns those of whom all was erased after the database had this counter."""
        found = ((user_id, self.of(tenant, tag_of(tenant, user_id))) for user_id in people)
        return frozenset(
            id for id, erasure in found if erasure and erasure.whole and erasure.counter > counter
        )

    def wiped_since(self, tenants: Collection[str], counter: int) -> tuple[str, ...]:
        """Returns the tenants of whom all was erased after the database had this counter."""
        found = ((tenant, self.of(tenant, b"")) for tenant in tenants)
        return tuple(tenant for tenant, erasure in found if erasure and erasure.counter > counter)

    def _person(self, tenant: str, tag: bytes) -> str:
        return hmac.digest(self._key, json.dumps([tenant, tag.hex()]).encode(), "sha256").hex()[:32]


def with_list(state: KeyState, keys: WrappingKeys, chance: Chance) -> KeyState:
    """Returns the state with a list, and with its key sealed by the pepper of now."""
    pepper, key = key_id(keys.pepper), _opened(state, keys)
    if state.by == pepper or (state.listing and not key):
        return state
    key, nonce = key or chance(KEY_BYTES), chance(_NONCE)
    sealed = nonce + AESGCM(_sealing(keys.pepper)).encrypt(nonce, key, _BOUND)
    return replace(state, by=pepper, listing=sealed)


def with_erased(
    state: KeyState, keys: WrappingKeys, tenant: str, tags: Mapping[bytes, int], *, whole: bool
) -> KeyState:
    """Returns the state with one more erasure of each of these people; b"" stands for the whole tenant.

    With each goes how often their record says that they erased: another machine may have a list of its own.

    Of what is erased whole, the counter rises with it. An erasure of the self-check's answers alone leaves it
    as it is, since in the database, where the counter stands too, nothing may tell of one.
    """
    erasures = Erasures(state, keys)
    counter = state.counter + whole
    new = {
        erasures._person(tenant, tag): Erasure(
            max(number, erasures.number_of(tenant, tag)) + 1, whole, counter
        )
        for tag, number in tags.items()
    }
    return replace(state, counter=counter, erased={**state.erased, **new})


def _opened(state: KeyState, keys: WrappingKeys) -> bytes:
    if state.by not in keys.peppers:
        return b""
    sealing = AESGCM(_sealing(keys.peppers[state.by]))
    try:
        return sealing.decrypt(state.listing[:_NONCE], state.listing[_NONCE:], _BOUND)
    except (InvalidTag, ValueError):
        return b""


def _sealing(pepper: bytes) -> bytes:
    return hmac.digest(pepper, _BOUND, "sha256")
