"""Packing and sealing: what comes back, what does not open, and what the sealed thing tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.keys import KeyState, key_id
from bot.features.checkin.blocks import (
    LENGTH,
    SLOTS,
    BlockFull,
    BlockLayout,
    RecordPlace,
    SealedBlock,
    divided,
    filled,
    new_slot,
    slots_of,
    tag_of,
)
from bot.features.checkin.erasures import Erasures, with_erased, with_list
from bot.features.checkin.instrument import EXPOSURE, Instrument, Item, Subscale
from bot.features.checkin.model import CheckinEntry, VaultLock
from bot.features.checkin.packing import SIZE, TooLong, fits, packed, unpacked
from bot.features.checkin.period import Cadence, period_of
from bot.features.checkin.record import CheckinRecord, Consent
from bot.features.checkin.vault import UnreadableBlock, Vault
from bot.keys import keys_of
from tests.checkin.keys import NEW, OLD, PEPPER, chance

KEYS = keys_of([OLD], PEPPER)
LOCK = VaultLock(key_id(PEPPER), key_id(OLD))
VAULT = Vault(KEYS, LOCK, chance)
ONE, TWO = BlockLayout(1, key_id(PEPPER)), BlockLayout(2, key_id(PEPPER))
NUMBERS = st.floats(0, 100) | st.integers(0, 100).map(float)
ITEMS = st.sampled_from([f"item-{i}" for i in range(12)])
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def entries(draw: st.DrawFn) -> CheckinEntry:
    day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 3_000)))
    return CheckinEntry(
        period_of(day, draw(st.sampled_from(Cadence))).id,
        draw(st.sampled_from(["calma-six", "una-propia"])),
        draw(st.integers(1, 3)),
        draw(st.dictionaries(ITEMS, st.integers(-2, 40) | st.integers(0, 10), max_size=8)),
        draw(st.dictionaries(st.sampled_from(["index", "work", "home"]), NUMBERS, max_size=3)),
        draw(st.dictionaries(ITEMS, NUMBERS, max_size=4)),
    )


@st.composite
def records(draw: st.DrawFn) -> CheckinRecord:
    record = CheckinRecord(
        draw(TEXT),
        draw(st.sampled_from(["slack", "teams"])),
        draw(st.none() | st.dates()),
        draw(st.booleans()),
        draw(st.none() | st.sampled_from(Cadence)),
        draw(
            st.none()
            | st.builds(
                Consent, *[st.integers(1, 9)], TEXT, *[st.integers(1, 400)] * 3, TEXT, st.integers(1, 9)
            )
        ),
        draw(st.booleans()),
    )
    for entry in draw(st.lists(entries(), max_size=12)):
        record = record.with_entry(entry)
    return record


def people(count: int) -> list[RecordPlace]:
    return [new_slot("T1", CheckinRecord(f"p{i}", "slack")) for i in range(count)]


@given(records())
def test_a_record_comes_back_whole_and_in_one_size(record: CheckinRecord) -> None:
    data = packed(record)
    assert len(data) == SIZE
    assert unpacked(data) == record


@pytest.mark.parametrize("data", [b"", bytes(SIZE), b"\0\5hello", packed(CheckinRecord("a"))[:20]])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="record"):
        unpacked(data)


def questions(count: int, exposures: int, often: int = 7) -> Instrument:
    label = {"en": "x", "es": "x"}
    items = tuple(
        Item(
            f"burnout-item-{i:02}", "index" if i >= exposures else EXPOSURE, (label,) * 5, False, label, label
        )
        for i in range(count)
    )
    index = Subscale("index", {}, items[exposures:], 1, ())
    return Instrument("a-licensed-one", 3, "Somebody", "contract", 7, often, items, (index,))


@pytest.mark.parametrize("exposures", [0, 2, 9, 18])
def test_a_year_of_a_long_questionnaire_fits(exposures: int) -> None:
    assert fits(questions(19, exposures))
    assert not fits(questions(90, 60))


def test_what_is_more_than_a_record_holds_is_refused() -> None:
    record = CheckinRecord("ana")
    for n in range(400):
        answers = {f"item-{i}": (n * i) % 11 for i in range(90)}
        record = record.with_entry(
            CheckinEntry(f"{2026 + n // 50}-W{n % 50 + 1:02}", "x", n, answers, {}, {})
        )
    with pytest.raises(TooLong):
        packed(record)


@given(st.integers(0, SLOTS))
def test_blocks_are_of_one_size_however_many_are_in_them(count: int) -> None:
    places = people(count)
    block = filled(places, chance)
    assert len(block) == LENGTH
    assert {place.tag: place for place in slots_of(block)} == {place.tag: place for place in places}
    sealed = VAULT.seal("T1", ONE, 0, places)
    assert len(sealed.sealed) == 12 + LENGTH + 16
    assert Counter(VAULT.open("T1", ONE, sealed)) == Counter(places)


def test_a_block_has_no_room_for_more() -> None:
    with pytest.raises(BlockFull):
        filled(people(SLOTS + 1), chance)


def test_people_lie_in_a_block_in_no_order() -> None:
    firsts = Counter(next(slots_of(filled(people(4), chance))).tag for _ in range(400))
    assert len(firsts) == 4
    assert min(firsts.values()) > 50


def test_another_tenant_number_layout_or_key_opens_nothing() -> None:
    sealed = VAULT.seal("T1", TWO, 1, people(3))
    assert len(VAULT.open("T1", TWO, sealed)) == 3
    other_key = Vault(keys_of([NEW], PEPPER), replace(LOCK, key=key_id(NEW)), chance)
    other_pepper = Vault(keys_of([OLD], NEW), replace(LOCK, pepper=key_id(NEW)), chance)
    for vault, tenant, layout, block in (
        (VAULT, "T2", TWO, sealed),
        (VAULT, "T1", replace(TWO, blocks=4), sealed),
        (VAULT, "T1", TWO, replace(sealed, number=0)),
        (VAULT, "T1", TWO, replace(sealed, by="somebody")),
        (VAULT, "T1", TWO, SealedBlock(1, sealed.by, b"")),
        (other_key, "T1", TWO, sealed),
        (other_key, "T1", TWO, replace(sealed, by=other_key.by)),
        (other_pepper, "T1", TWO, replace(sealed, by=other_pepper.by)),
    ):
        with pytest.raises(UnreadableBlock):
            vault.open(tenant, layout, block)


@given(st.integers(0, LENGTH + 27), st.integers(1, 255))
def test_a_block_that_was_changed_anywhere_opens_no_more(place: int, change: int) -> None:
    sealed = bytearray(VAULT.seal("T1", ONE, 0, people(2)).sealed)
    sealed[place] ^= change
    for data in (bytes(sealed), bytes(sealed[:place])):
        with pytest.raises(UnreadableBlock):
            VAULT.open("T1", ONE, SealedBlock(0, VAULT.by, data))


def test_both_keys_open_what_either_sealed() -> None:
    both = Vault(keys_of([NEW, OLD], [b"q" * 32, PEPPER]), LOCK, chance)
    assert both.by == VAULT.by
    turned = Vault(
        keys_of([NEW, OLD], [b"q" * 32, PEPPER]), VaultLock(key_id(b"q" * 32), key_id(NEW)), chance
    )
    for vault in (VAULT, both, turned):
        assert len(turned.open("T1", ONE, vault.seal("T1", ONE, 0, people(3)))) == 3


@given(st.integers(0, 200))
def test_as_many_blocks_as_hold_everybody(count: int) -> None:
    places = people(count)

    def number(place: RecordPlace, blocks: int) -> int:
        return VAULT.block_of("T1", place.tag, replace(ONE, blocks=blocks))

    parts = divided(places, SLOTS, number)
    assert sorted(place.tag for part in parts for place in part) == sorted(place.tag for place in places)
    assert len(parts).bit_count() == 1
    assert all(len(part) <= SLOTS for part in parts)
    assert all(number(place, len(parts)) == n for n, part in enumerate(parts) for place in part)
    assert len(divided(places, SLOTS, number, 8)) >= 8


def test_where_somebody_is_follows_from_tenant_person_and_pepper() -> None:
    many = BlockLayout(1 << 40, key_id(PEPPER))
    other = Vault(keys_of([OLD], NEW), replace(LOCK, pepper=key_id(NEW)), chance)
    numbers = {
        VAULT.block_of("T1", tag_of("T1", "a"), many),
        VAULT.block_of("T2", tag_of("T2", "a"), many),
        VAULT.block_of("T1", tag_of("T1", "b"), many),
        other.block_of("T1", tag_of("T1", "a"), replace(many, pepper=key_id(NEW))),
    }
    assert len(numbers) == 4


def test_the_list_of_erasures_tells_nothing_without_the_pepper_and_outlives_it() -> None:
    state = with_list(KeyState(), KEYS, chance)
    state = with_erased(state, KEYS, "T1", {tag_of("T1", "ana"): 0}, whole=False)
    state = with_erased(state, KEYS, "T1", {tag_of("T1", "ana"): 0, tag_of("T1", "eva"): 0}, whole=True)
    assert (state.counter, len(state.erased)) == (1, 2)
    mine = Erasures(state, KEYS)
    assert mine.number_of("T1", tag_of("T1", "ana")) == 2
    assert mine.number_of("T1", tag_of("T1", "luis")) == 0
    assert mine.number_of("T2", tag_of("T2", "ana")) == 0
    assert mine.whole_since("T1", ["ana", "eva", "luis"], 0) == {"ana", "eva"}
    assert mine.whole_since("T1", ["ana", "eva"], 1) == frozenset()
    assert Erasures(state, keys_of([OLD], NEW)).closed
    turned = with_list(state, keys_of([OLD], [NEW, PEPPER]), chance)
    assert turned.erased == state.erased
    assert Erasures(turned, keys_of([OLD], NEW)).number_of("T1", tag_of("T1", "ana")) == 2
    # A pepper that does not open it leaves it as it is.
    assert with_list(state, keys_of([OLD], NEW), chance) == state


def test_a_place_from_before_an_erasure_opens_erased_and_one_from_after_it_does_not() -> None:
    tag = tag_of("T1", "ana")
    answered = CheckinRecord("ana", "slack", date(2026, 11, 2), taking_part=True)
    place = new_slot("T1", answered)
    state = with_erased(with_list(KeyState(), KEYS, chance), KEYS, "T1", {tag: 0}, whole=False)
    [left] = Erasures(state, KEYS).left_of("T1", [place])
    assert (left.record, left.number) == (answered.erased(), 1)
    again = left.holding(answered, left.number)
    assert Erasures(state, KEYS).left_of("T1", [again]) == [again]
    state = with_erased(state, KEYS, "T1", {tag: 0}, whole=True)
    assert Erasures(state, KEYS).left_of("T1", [again]) == []


def test_keys_show_in_no_trace() -> None:
    for key in ("ooo", "ppp"):
        assert key not in repr(KEYS)
