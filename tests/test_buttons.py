"""What travels in a button is written and read in one way, and checked whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.buttons import ANYTHING, IDENTIFIER, ButtonFormat, number

STEP = ButtonFormat((IDENTIFIER, number(2), IDENTIFIER), optional=1)
PLACE = ButtonFormat((ANYTHING, number(6), ANYTHING), separator="|")


@pytest.mark.parametrize(
    ("parts", "value"), [(("a-1", 7, "b"), "a-1.7.b"), (("a-1", 7, ""), "a-1.7"), (("a-1", 0), "a-1.0")]
)
def test_what_is_written_is_read_again(parts: tuple[object, ...], value: str) -> None:
    assert STEP.encode(*parts) == value
    assert STEP.decode(value) == (*map(str, parts), *[""] * (3 - len(parts)))


@pytest.mark.parametrize(
    "value", ["", "a", "a.", "a.123", "a.1.", "a.1.b.c", ".1", "a.x", "a.1\n", "á.1", "a.١", "a" * 41 + ".1"]
)
def test_what_nobody_wrote_is_not_read(value: str) -> None:
    assert STEP.decode(value) is None


@given(st.text().filter(lambda text: "|" not in text), st.integers(min_value=0, max_value=999_999), st.text())
def test_the_last_part_may_hold_whatever_was_typed(first: str, page: int, typed: str) -> None:
    assert PLACE.decode(PLACE.encode(first, page, typed)) == (first, str(page), typed)
