"""From a time zone to a country, and which of a person's countries counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Person
from bot.core.numbers import country_of, country_of_zone
from tests.build import shipped


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/Bogota", "CO"),
        ("America/Argentina/Buenos_Aires", "AR"),
        ("America/Buenos_Aires", "AR"),  # an older name, which browsers still tell
        ("US/Eastern", "US"),
        ("America/Puerto_Rico", "PR"),
        ("Asia/Calcutta", "IN"),
        ("EST", ""),  # kept as Panama's, but whoever has it is hardly there
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("Mars/Olympus", ""),
        ("", ""),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


@given(st.text(max_size=40))
def test_whatever_else_tells_none(zone: str) -> None:
    assert country_of_zone(zone) == "" or "/" in zone


def test_ones_own_choice_goes_first_then_the_zone_then_the_usual() -> None:
    here = Person("T1", "test", "ana", zone="America/Lima", country="UY")
    assert country_of(here, "US") == "UY"
    assert country_of(Person("T1", "test", "ana", zone="America/Lima"), "US") == "PE"
    assert country_of(Person("T1", "test", "ana", zone="UTC"), "US") == "US"
    assert country_of(Person("T1", "test", "ana")) == ""


def test_every_country_that_has_numbers_has_a_zone() -> None:
    zones = {country_of_zone(zone) for zone in _zones()}
    assert set(shipped().numbers) <= zones


def _zones() -> list[str]:
    from zoneinfo import available_timezones

    return sorted(available_timezones())
