"""What a block is: places for some people's records, of one size whether they are taken or not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.core.keys import Chance, Erasure
from bot.features.checkin.packing import SIZE, packed, unpacked
from bot.features.checkin.record import CheckinRecord

Item = TypeVar("Item")
SLOTS = 64  # places of a block: the more, the less a block that changes tells of whose it is
_TAG, _NUMBER = 16, 2
SLOT = _TAG + _NUMBER + SIZE
LENGTH = SLOTS * SLOT  # bytes of a block
_FREE = bytes(SLOT)


class BlockFull(Exception):
    """More records than a block has places for."""


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """How many blocks a tenant has, and the name of the pepper by which people are put into them."""

    blocks: int
    pepper: str


@dataclass(frozen=True, slots=True)
class SealedBlock:
    """A block as it is stored: its number, the name of the key that it is sealed by, and what is sealed."""

    number: int
    by: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """One person's place: who it is, how often they had erased when it was written, and their record."""

    tag: bytes = field(repr=False)
    number: int = field(repr=False)
    packed: bytes = field(repr=False)

    @property
    def record(self) -> CheckinRecord:
        """Returns the record. Raises ValueError where it is of a version that this one does not know."""
        return unpacked(self.packed)

    def holding(self, record: CheckinRecord, number: int) -> RecordPlace:
        """Returns the place with another record. Raises TooLong."""
        return replace(self, number=number, packed=packed(record))


def tag_of(tenant: str, user_id: str) -> bytes:
    """Returns what a person's place is found by, once the block is open."""
    return hashlib.sha256(json.dumps([tenant, user_id]).encode()).digest()[:_TAG]


def new_slot(tenant: str, record: CheckinRecord, number: int = 0) -> RecordPlace:
    """Returns the place of a person who had none. Raises TooLong."""
    return RecordPlace(tag_of(tenant, record.user_id), number, packed(record))


def with_missing(layout: BlockLayout | None, blocks: Sequence[SealedBlock]) -> list[SealedBlock]:
    """Returns the blocks of a layout; those that are gone are empty ones, which do not open."""
    known = {block.number for block in blocks}
    gone = [number for number in range(layout.blocks if layout else 0) if number not in known]
    return [*blocks, *(SealedBlock(number, "", b"") for number in gone)]


def left_of(slot: RecordPlace, erasure: Erasure | None) -> RecordPlace | None:
    """Returns the place as it is after the person's last erasure, or None where nothing of it is left."""
    if erasure is None or slot.number >= erasure.number:
        return slot
    return None if erasure.whole else slot.holding(slot.record.erased(), erasure.number)


def filled(slots: Sequence[RecordPlace], chance: Chance) -> bytes:
    """Returns a block with these places taken, in no order. Raises BlockFull."""
    if len(slots) > SLOTS:
        raise BlockFull
    places = [slot.tag + slot.number.to_bytes(_NUMBER, "big") + slot.packed for slot in slots]
    return b"".join(shuffled([*places, *[_FREE] * (SLOTS - len(slots))], chance))


def slots_of(block: bytes) -> Iterator[RecordPlace]:
    """Yields the places of a block that are taken."""
    for start in range(0, LENGTH, SLOT):
        place = block[start : start + SLOT]
        if place != _FREE:
            number = int.from_bytes(place[_TAG : _TAG + _NUMBER], "big")
            yield RecordPlace(place[:_TAG], number, place[_TAG + _NUMBER :])


def shuffled(items: Iterable[Item], chance: Chance) -> list[Item]:
    """Returns the items in no order."""
    return [item for _, item in sorted(((chance(8), item) for item in items), key=lambda pair: pair[0])]


def divided(
    slots: Sequence[RecordPlace], most: int, block_of: Callable[[RecordPlace, int], int], least: int = 1
) -> list[list[RecordPlace]]:
    """Returns the places by block, in as few blocks as hold them; `least` is how many there are already.

    Their number doubles, so that it tells how many people there are in rough terms alone.
    """
    blocks = least
    while True:
        parts: list[list[RecordPlace]] = [[] for _ in range(blocks)]
        for slot in slots:
            parts[block_of(slot, blocks)].append(slot)
        if all(len(part) <= most for part in parts):
            return parts
        blocks *= 2
