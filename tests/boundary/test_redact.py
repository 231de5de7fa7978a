"""What is taken out of a note, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redact import MARK, is_reference, redacted


@pytest.mark.parametrize(
    "private",
    [
        *("eve@example.com", "eve.lopez+x@mail.example.co", "eve @ example.com", "é@exámple.mx"),
        *("+52 55 1234 5678", "(011) 4321-5678", "5512345678", "555.123.4567", "+1-202-555-0143"),
        *("4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "4111\u200b111111111111"),
        "５５１２３４５６７８",
    ],
)
def test_what_leads_to_a_customer_goes(private: str) -> None:
    assert redacted(f"Said {private} twice") == f"Said {MARK} twice"


@pytest.mark.parametrize(
    "kept",
    [
        *("At 14:05, for 10 minutes.", "On 2026-11-24 again.", "Order 48213", "3 times, 2 warnings"),
        *("Me dijo de todo, 5 veces.", "el 24-11-2026", "@marta knows"),
    ],
)
def test_what_does_not_stays(kept: str) -> None:
    assert redacted(kept) == kept


@given(st.text(max_size=200))
def test_any_text_is_taken_and_twice_is_as_once(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        *(("48213", True), ("CASE-77", True), ("#12/3", True), ("1234567890123456", True)),
        *(("two words", False), ("a@b.co", False), ("4111111111111111", False), ("x" * 41, False)),
    ],
)
def test_a_reference_is_one_word_and_no_card(text: str, *, fine: bool) -> None:
    assert is_reference(text) is fine
