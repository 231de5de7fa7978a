"""Numbers as people write them where they are."""

from __future__ import annotations

import pytest

from bot.core import spreadsheet, written
from bot.core.chat import Role
from bot.core.helpdesk import measured
from bot.core.numbers import country_of
from bot.core.viewer import Viewer
from tests.build import shipped
from tests.harness import Harness
from tests.report.actor import ReportReader, team_of

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("locale", "count", "decimal", "share", "value"),
    [
        ("en", "1,730", "70.9", "62%", "70.9%"),
        ("en-MX", "1,730", "70.9", "62%", "70.9%"),  # Babel has none of English in Mexico
        ("es", "1,730", "70.9", "62%", "70.9%"),
        ("es-ES", "1.730", "70,9", f"62{NBSP}%", f"70,9{NBSP}%"),
        ("es-MX", "1,730", "70.9", "62%", "70.9%"),
        ("es-US", "1,730", "70.9", "62%", "70.9%"),
        ("es-CO", "1.730", "70,9", "62%", "70,9%"),
    ],
)
def test_a_number_is_written_as_where_it_is_read(
    locale: str, count: str, decimal: str, share: str, value: str
) -> None:
    assert written.number(1730, locale) == count
    assert written.decimal(70.9, locale) == decimal
    assert written.decimal(45, locale) == "45"
    assert written.percent(0.62, locale) == share
    assert written.percentage(70.9, locale) == value
    assert written.percentage(62.0, locale) == share
    assert spreadsheet.csv_text(["a", "b"], [], locale).startswith(
        "a;b" if "," in decimal or locale == "es" else "a,b"
    )


@pytest.mark.parametrize(
    ("zone", "share", "desk"),
    [
        ("America/Mexico_City", "24%", "70.9%"),
        ("Europe/Madrid", f"24{NBSP}%", f"70,9{NBSP}%"),
        ("", "24%", "70.9%"),
    ],
)
async def test_a_report_in_spanish_is_written_as_where_its_reader_is(
    zone: str, share: str, desk: str
) -> None:
    app = Harness()
    await team_of(app)
    reader = ReportReader(app, "marta", "es", Role.MANAGER, zone=zone)
    await reader.types("informe")
    assert f"ahora el {share}" in reader.sentences[0]
    assert reader.card is not None
    assert reader.card.region == country_of(reader.person)
    assert measured(Viewer(shipped(), "es", region=reader.card.region), 70.9) == desk
