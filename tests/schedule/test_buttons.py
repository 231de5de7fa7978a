"""What the buttons and the form of a schedule carry is as it always was, and read whole."""

from __future__ import annotations

from datetime import date

import pytest

from bot.features.schedule.buttons import ScheduleFormReference, SlotReference, decode_delay, encode_delay

SLOT = SlotReference("s-1", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("slot", "value"), [(SLOT, "s-1.2026-11-24"), (SlotReference("s-1", None), "s-1.test")]
)
def test_a_slot(slot: SlotReference, value: str) -> None:
    assert slot.encode() == value
    assert SlotReference.decode(value) == slot
    assert encode_delay("15", slot) == f"15.{value}"
    assert decode_delay(f"15.{value}") == ("15", slot)


@pytest.mark.parametrize(
    "value", ["", "s", "s.", ".test", "s.2026-02-30", "s.2026-11-24.x", "s.tests", "s.test\n", "ñ.test"]
)
def test_what_is_no_slot(value: str) -> None:
    assert SlotReference.decode(value) is None
    assert decode_delay(f"15.{value}") == ("15", None)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (ScheduleFormReference(), "|0|"),
        (ScheduleFormReference("s-1", 12), "s-1|12|"),
        (ScheduleFormReference("", 0, "19:a|b@thread.tacv2"), "|0|19:a|b@thread.tacv2"),
    ],
)
def test_a_form(form: ScheduleFormReference, value: str) -> None:
    assert form.encode() == value
    assert ScheduleFormReference.decode(value) == form


@pytest.mark.parametrize("value", ["", "s", "s|1", "s|x|C1", "s||C1", "s|-1|C1", "s|1234567890|C1"])
def test_what_is_no_form(value: str) -> None:
    assert ScheduleFormReference.decode(value) is None
