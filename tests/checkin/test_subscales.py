"""A questionnaire with several results, from the questions to one's own checks."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core import card as c
from bot.features.checkin.cards import reminder_card
from bot.features.checkin.forms import exported_documents
from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.packing import fits, packed, unpacked
from bot.features.checkin.record import CheckinRecord
from tests.checkin.actor import Colleague, record_of
from tests.checkin.instruments import ALL, THREE_SCALES
from tests.checkin.wires import Wires
from tests.fakes.slack import words
from tests.fakes.slack_user import inputs
from tests.harness import Harness

WHOLE = {item.id: 2 for item in THREE_SCALES.items}


@pytest.fixture
def ana(app: Harness) -> Colleague:
    """Somebody whose organisation asks other questions."""
    assert app.features.checkin
    current = app.features.checkin.current
    current.content = replace(current.content, instrument=THREE_SCALES)
    return Colleague(app)


async def test_the_questions_say_what_each_result_needs(ana: Colleague) -> None:
    await ana.takes_part()
    assert ana.form
    assert len(ana.form.fields) == 19
    assert "There are 3 results." in ana.text
    assert "Personal, 3 of 6; Work, 4 of 7; Client, 3 of 6" in ana.text


async def test_each_result_needs_its_answers(ana: Colleague) -> None:
    await ana.takes_part()
    few = {name: place for name, place in WHOLE.items() if not name.startswith("work")}
    await ana.sends(**few, **{"work-0": 2, "work-1": 2, "work-2": 2})
    assert ana.errors == {
        "work-3": "For “Work”, answer 4 of its 7 questions. Nothing was kept; you can also just close this."
    }
    assert (await record_of(ana.app)).entries == ()
    await ana.sends(**few, **{f"work-{n}": 2 for n in range(4)})
    assert "Work: **50 of 100**" in ana.text


async def test_each_result_is_shown_and_support_comes_first_by_any(ana: Colleague) -> None:
    await ana.takes_part()
    heavy = {name: 4 if name.startswith("client") else 1 for name in WHOLE}
    await ana.sends(**heavy)
    for line in ("Personal: **25 of 100**", "Work: **32 of 100**", "Client: **100 of 100**"):
        assert line in ana.text
    assert [meter.label for meter in ana.card.elements if isinstance(meter, c.Meter)] == [
        *("Personal", "Work", "Client")
    ]
    assert ana.text.index("Someone to talk to, now") < ana.text.index("Personal: **25")
    entry = (await record_of(ana.app)).entries[0]
    assert entry.indices == {"personal": 25.0, "work": 225 / 7, "client": 100.0}


async def test_own_checks_have_a_chart_of_each(ana: Colleague) -> None:
    await ana.takes_part()
    await ana.sends(**WHOLE)
    await ana.types("me")
    charts = [element for element in ana.card.elements if isinstance(element, c.Chart)]
    assert [chart.title for chart in charts] == [
        *("Personal, check by check", "Work, check by check", "Client, check by check")
    ]
    assert [chart.values for chart in charts] == [(50.0,)] * 3
    assert ana.text.count("A trend can be told from 8 checks.") == 3


async def test_in_spanish(app: Harness, ana: Colleague) -> None:
    luis = Colleague(app, "luis", "es")
    await luis.takes_part()
    assert "Hay 3 resultados. Cada uno necesita algunas respuestas: Personal, 3 de 6" in luis.text
    await luis.sends(**{name: place for name, place in WHOLE.items() if not name.startswith("own")})
    assert "responda 3 de sus 6 preguntas" in luis.errors["own-0"]
    await luis.sends(**WHOLE)
    assert "Client: **50 de 100**" in luis.text


async def test_many_questions_are_not_said_to_take_a_minute(app: Harness, ana: Colleague) -> None:
    assert app.features.checkin
    for language, said in (("en", "in a few minutes"), ("es", "en unos minutos")):
        card = reminder_card(app.features.checkin.viewer(language))
        assert any(isinstance(e, c.Text) and said in e.text for e in card.elements)


@pytest.fixture
def three(wires: Wires) -> Wires:
    """A house that asks other questions, over every wire."""
    deps = wires.calma.features.checkin
    assert deps
    deps.current.content = replace(deps.current.content, instrument=THREE_SCALES)
    return wires


async def test_slack_from_the_questions_to_the_results(three: Wires) -> None:
    ana = three.in_slack()
    await ana.types()
    await ana.sends()
    assert list(inputs(ana.view)) == [item.id for item in THREE_SCALES.items]
    few = {name: "2" for name in WHOLE if not name.startswith("work")}
    refused = await ana.sends(**few)
    assert "For “Work”, answer 4 of its 7 questions" in refused["errors"]["work-0"]
    await ana.sends(**dict.fromkeys(WHOLE, "2"))
    for name in ("Personal", "Work", "Client"):
        assert f"{name}: *50 of 100*" in words(ana.view.body)


async def test_teams_from_the_questions_to_the_results(three: Wires) -> None:
    maria = three.in_teams(locale="es-ES")
    await maria.types("chequeo")
    await maria.opens("Abrir")
    await maria.sends()
    await maria.sends(**dict.fromkeys(WHOLE, "2"))
    for name in ("Personal", "Work", "Client"):
        assert f"{name}: \n50 de 100" in maria.text


async def test_the_page_from_the_questions_to_the_results(three: Wires) -> None:
    page = three.page
    await page.types()
    await page.sends("checkin.consent", "1|three-scales|1|8|180||1")
    answers = dict.fromkeys(WHOLE, "2")
    result = await page.sends("checkin.answer", "2026-W47-W48|three-scales|1", **answers)
    for name in ("Personal", "Work", "Client"):
        assert f"{name}: <strong>50 of 100</strong>" in result["html"]


def entry(indices: dict[str, float], period: str = "2026-W47-W48") -> CheckinEntry:
    return CheckinEntry(period, "made", 1, {"a": 1}, indices, {"e": 25.0})


def test_several_results_come_back_as_they_were_stored() -> None:
    record = CheckinRecord(
        "ana",
        entries=(
            entry({"personal": 100 / 3, "work": 0.0}),
            entry({"work": 25.0}, "2026-W49-W50"),
            replace(entry({"index": 50.0}), instrument="six", period="2026-W43-W44"),
            replace(entry({}), instrument="none", period="2026-W41-W42"),
        ),
    )
    assert unpacked(packed(record)) == record


@pytest.mark.parametrize(
    ("index", "indices"),
    [(37.5, {"index": 37.5}), (None, {}), ({"work": 25.0}, {"work": 25.0})],
)
def test_an_entry_of_before_there_were_several_is_read(index: object, indices: dict[str, float]) -> None:
    found = CheckinEntry.of_parts("2026-W47-W48", ["six", 1, {"a": 1}, index, {"e": 25.0}])
    assert found == replace(entry(indices), instrument="six")


def test_an_export_has_the_results_by_their_names() -> None:
    [alone] = json.loads(exported_documents([entry({"index": 50.0})])[0])
    [several] = json.loads(exported_documents([entry({"work": 25.0})])[0])
    assert alone["index"] == 50.0
    assert several["indices"] == {"work": 25.0}
    assert "index" not in several


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.id)
def test_a_year_of_it_fits_however_often_it_may_be_asked(made: Instrument) -> None:
    assert fits(made)
    assert fits(replace(made, min_interval_days=84))
