"""How people's records are sealed. Pure but for the chance that is passed in.

- Records lie in blocks of one size, each sealed whole by AES-GCM. The key comes from the wrapping key and the
  pepper together, neither of which is in the database: one of them alone opens nothing.
- In which block somebody is follows from the pepper. No pseudonym, no time and no count stands in the clear.
- A block is bound to its tenant, number and layout: swapped or cut, it opens no more.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.keys import KEY_BYTES, Chance, WrappingKeys, key_id
from bot.features.checkin.blocks import BlockLayout, RecordPlace, SealedBlock, filled, slots_of
from bot.features.checkin.model import VaultLock

_NONCE = 12


class UnreadableBlock(Exception):
    """A block that does not open: swapped, cut, or sealed by keys that we do not have."""


class Vault:
    """Seals by the keys that the lock names, and opens by all that there are."""

    def __init__(self, keys: WrappingKeys, lock: VaultLock, chance: Chance) -> None:
        self.lock = lock
        self.chance = chance
        self._peppers = keys.peppers
        self._sealing = {
            sealing_name(wrapping, pepper): sealing_key(keys.wrapping[wrapping], keys.peppers[pepper])
            for wrapping in keys.wrapping
            for pepper in keys.peppers
        }

    @property
    def by(self) -> str:
        """The name of the key that this seals by."""
        return sealing_name(self.lock.key, self.lock.pepper)

    def knows(self, layout: BlockLayout) -> bool:
        """Returns whether it can be told who is in which block."""
        return layout.pepper in self._peppers

    def block_of(self, tenant: str, tag: bytes, layout: BlockLayout) -> int:
        """Returns the number of the block that a person is in."""
        message = json.dumps(["block", tenant, tag.hex()]).encode()
        digest = hmac.digest(self._peppers[layout.pepper], message, "sha256")
        return int.from_bytes(digest[:8], "big") % layout.blocks

    def seal(
        self, tenant: str, layout: BlockLayout, number: int, slots: Sequence[RecordPlace]
    ) -> SealedBlock:
        """Returns a block with these places, in no order. Raises BlockFull."""
        nonce = self.chance(_NONCE)
        plain, bound = filled(slots, self.chance), _bound(tenant, layout, number)
        return SealedBlock(
            number, self.by, nonce + AESGCM(self._sealing[self.by]).encrypt(nonce, plain, bound)
        )

    def open(self, tenant: str, layout: BlockLayout, block: SealedBlock) -> tuple[RecordPlace, ...]:
        """Returns the places of a block that are taken. Raises UnreadableBlock."""
        if block.by not in self._sealing:
            raise UnreadableBlock
        key, bound = self._sealing[block.by], _bound(tenant, layout, block.number)
        try:
            plain = AESGCM(key).decrypt(block.sealed[:_NONCE], block.sealed[_NONCE:], bound)
        except (InvalidTag, ValueError) as error:
            raise UnreadableBlock from error
        return tuple(slots_of(plain))


def sealing_name(wrapping: str, pepper: str) -> str:
    """Returns the name of the key that blocks are sealed by, from the names of the two it is made of."""
    return key_id(f"{wrapping}|{pepper}".encode())


@lru_cache(16)
def sealing_key(wrapping: bytes, pepper: bytes) -> bytes:
    """Returns the key that blocks are sealed by: it takes both to have it."""
    return HKDF(SHA256(), KEY_BYTES, pepper, b"calma self-check blocks").derive(wrapping)


def _bound(tenant: str, layout: BlockLayout, number: int) -> bytes:
    return json.dumps([tenant, layout.blocks, layout.pepper, number]).encode()
