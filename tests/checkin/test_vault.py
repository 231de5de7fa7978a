"""Sealing: what opens, what does not, and what the sealed thing tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.checkin.earlier import SIZE, EarlierVault, UnreadableRow
from bot.features.checkin.packing import TooLong
from bot.keys import keys_of
from tests.checkin.keys import NEW, NOW, OLD, PEPPER, chance

VAULT = EarlierVault(keys_of([OLD], PEPPER), chance)
BY = keys_of([OLD], PEPPER).current


@given(st.binary(max_size=SIZE - 1))
def test_what_was_sealed_opens_and_is_of_one_size(plain: bytes) -> None:
    sealed = VAULT.seal(OLD, "row", NOW, plain)
    assert VAULT.open(OLD, "row", NOW, sealed) == plain
    assert len(sealed) == 12 + SIZE + 16


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        VAULT.seal(OLD, "row", NOW, b"x" * SIZE)


def test_another_row_another_period_or_another_key_opens_nothing() -> None:
    sealed = VAULT.seal(OLD, "row", NOW, b"answers")
    for key, row, period in ((NEW, "row", NOW), (OLD, "other", NOW), (OLD, "row", "2026-W01")):
        with pytest.raises(UnreadableRow):
            VAULT.open(key, row, period, sealed)


@pytest.mark.parametrize("length", [0, 5, 12, 27, 28, 100, -1])
def test_a_cut_row_opens_nothing(length: int) -> None:
    sealed = VAULT.seal(OLD, "row", NOW, b"answers")
    with pytest.raises(UnreadableRow):
        VAULT.open(OLD, "row", NOW, sealed[:length])


def test_a_persons_key_opens_for_that_person_only() -> None:
    wrapped = VAULT.new_key("ana", BY)
    assert len(VAULT.unwrap("ana", BY, wrapped)) == 32
    with pytest.raises(UnreadableRow):
        VAULT.unwrap("luis", BY, wrapped)
    with pytest.raises(UnreadableRow):
        EarlierVault(keys_of([NEW], PEPPER), chance).unwrap("ana", BY, wrapped)


def test_a_key_wrapped_anew_is_the_same_key() -> None:
    both = keys_of([NEW, OLD], PEPPER)
    wrapped = VAULT.new_key("ana", BY)
    again = EarlierVault(both, chance).rewrap("ana", BY, wrapped, both.current)
    assert EarlierVault(keys_of([NEW], PEPPER), chance).unwrap("ana", both.current, again) == VAULT.unwrap(
        "ana", BY, wrapped
    )


def test_pseudonyms_differ_by_person_tenant_period_and_pepper() -> None:
    other = EarlierVault(keys_of([OLD], NEW), chance)
    found = {
        *(
            v.row(t, u, p)
            for v in (VAULT, other)
            for t, u, p in (("T", "a", "1"), ("Ta", "", "1"), ("T", "a1", ""))
        ),
        *(v.person(t, u) for v in (VAULT, other) for t, u in (("T", "a"), ("T", "b"), ("U", "a"))),
    }
    assert len(found) == 12
    assert VAULT.person("T", "a") == VAULT.person("T", "a")


def test_keys_show_in_no_trace() -> None:
    assert "ooo" not in repr(keys_of([OLD], PEPPER))
    assert "ppp" not in repr(keys_of([OLD], PEPPER))
