"""How a person sees: their language first, names on one line, what was typed whole, times and zones."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.clocks import knows_zone, zone_of
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import (
    LONGEST_QUOTE,
    NAME_SHOWN,
    Viewer,
    dotted,
    moment_at,
    name_line,
    quotes,
    time_at,
    time_of_day,
)

NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(("language", "order"), [("en", ["en", "es"]), ("es", ["es", "en"])])
def test_a_phrase_has_the_persons_own_language_first(
    book: Phrasebook, language: str, order: list[str]
) -> None:
    block = Viewer(book, language).phrase({"fr": "Oui", "es": "Sí", "en": "Yes"}, "calmly")
    assert [line.language for line in block.lines] == order
    assert block.cue == "calmly"


def test_a_phrase_has_the_languages_there_are(book: Phrasebook) -> None:
    viewer = Viewer(book, "en")
    assert [line.language for line in viewer.phrase({"es": "Sí"}).lines] == ["es"]
    assert [line.language for line in viewer.phrase({"es": "Sí", "en": "Yes"}, most=1).lines] == ["en"]


def test_what_has_gone_has_no_name(book: Phrasebook) -> None:
    viewer = Viewer(book, "es")
    assert viewer.situation("yelling") == book.situations["yelling"].name["es"]
    assert viewer.facet("phone") == book.facets["phone"].name["es"]
    assert (viewer.situation("gone"), viewer.facet("gone")) == ("", "")


def test_a_summary_has_no_marks(book: Phrasebook) -> None:
    assert Viewer(book, "en").card("**Now** or never").summary == "Now or never"


def test_lines_are_short_and_bare() -> None:
    assert name_line("  Ana *the*\nfirst ") == "Ana *the* first"
    assert len(name_line("n" * 100)) == NAME_SHOWN
    assert (dotted("Late", "calmly"), dotted("", "calmly"), dotted("Late", "")) == (
        "Late · calmly",
        "calmly",
        "Late",
    )


def test_what_was_typed_is_quoted_whole() -> None:
    text = "ab" * LONGEST_QUOTE
    shown = quotes("Note", text)
    assert [quote.label for quote in shown] == ["Note", ""]
    assert "".join(quote.text for quote in shown) == text
    assert quotes("Note", "") == ()


def test_times_of_day() -> None:
    assert time_of_day(time(9, 5)) == time_of_day(NOON.replace(hour=9)) == "09:05"
    assert (time_at(NOON, ""), moment_at(NOON, "")) == ("12:05 UTC", "2026-11-23 12:05 UTC")
    auckland = "Pacific/Auckland"
    assert (time_at(NOON, auckland), moment_at(NOON, auckland)) == ("01:05", "2026-11-24 01:05")


@pytest.mark.parametrize("name", ["", "Nowhere/Place", "../etc/passwd", "\0"])
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert not knows_zone(name)
    assert zone_of(name) is UTC


def test_a_zone_by_its_name() -> None:
    assert zone_of("America/Bogota") == ZoneInfo("America/Bogota")
