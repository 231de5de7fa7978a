"""From the first question for a yes to the result, in dialogs alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core import card as c
from bot.core.chat import Placement
from bot.core.people import Preferences
from bot.features.checkin.model import VaultClosed
from bot.features.checkin.record import CheckinRecord
from tests.checkin.actor import AFTER, HEAVY, LIGHT, MIDDLE, Colleague, record_of
from tests.harness import Clock, Harness


@pytest.fixture
def ana(app: Harness) -> Colleague:
    return Colleague(app)


async def test_the_first_time_it_says_what_it_is_and_asks_for_a_yes(ana: Colleague) -> None:
    await ana.types()
    assert ana.form
    assert (ana.form.dialog, ana.form.fields, ana.form.send) == (True, (), "Yes, I want this")
    for text in (
        "not a diagnosis",
        "8 people or more",
        "kept for 180 days",
        "stop at any time",
        "neither what you answer nor whether you take part",
        "that there were enough is all that they tell about who takes part",
        "the less protects you",
        "pass through Slack or Teams",
        "two keys outside the database",
        "could read your answers and whether you take part",
    ):
        assert text in ana.text
    assert "No thanks" in ana.labels


async def test_a_yes_leads_to_the_questions_and_these_to_a_result(ana: Colleague) -> None:
    await ana.takes_part()
    assert ana.form
    assert (ana.form.dialog, len(ana.form.fields), ana.form.value) == (True, 6, "2026-W47-W48|calma-six|1")
    assert [field.name for field in ana.form.fields if field.optional] == ["abuse", "alone"]
    left_out = [field.options[-1] for field in ana.form.fields if isinstance(field, c.Select)][:4]
    assert {(option.label, option.value) for option in left_out} == {("I leave this out", "")}
    await ana.sends(**HEAVY)
    assert ana.how is Placement.DIALOG
    assert "**68 of 100**, a heavy load." in ana.text
    assert "Load 68/100" in ana.text
    assert "Shouting, insults or threats, per shift | 3–5 | 50/100" in ana.text
    assert "Someone to turn to | Rarely | 75/100" in ana.text
    assert "What tends to help at this point" in ana.text
    assert "Until 29 November (UTC) you can change your answers." in ana.text
    assert "Calma's own convention, not a cut-off" in ana.text


async def test_in_spanish(app: Harness) -> None:
    eva = Colleague(app, language="es")
    await eva.types()
    assert eva.form
    assert (eva.form.title, eva.form.send) == ("Chequeo", "Sí, lo quiero")
    for text in (
        "sus colegas no se enteran de qué responde ni de si participa",
        "que hubo suficientes es lo único que dicen sobre quién participa",
        "si su carga y lo que vivió fueron bajos, medios o altos, nunca sus respuestas exactas",
        "Sus respuestas pasan por Slack o Teams",
        "podría leer sus respuestas y si participa",
    ):
        assert text in eva.text
    await eva.sends()
    await eva.sends(**HEAVY)
    assert "**68 de 100**, carga pesada." in eva.text
    assert "Alguien a quien acudir | Pocas veces | 75/100" in eva.text
    assert "Hasta el 29 de noviembre (UTC) puede cambiar sus respuestas." in eva.text


async def test_a_no_is_a_no(ana: Colleague, app: Harness) -> None:
    await ana.types()
    await ana.presses("No thanks")
    assert "You won't be asked again" in ana.text
    assert await record_of(app) == CheckinRecord("ana", "test", MIDDLE.date(), reminders=False)
    await ana.types()  # they ask themselves
    assert ana.form
    assert ana.form.send == "Yes, I want this"


@pytest.mark.parametrize("answers", [{}, {"energy": 1, "abuse": 4}, {"energy": 1, "helped": 9}])
async def test_too_few_answers_are_not_kept(ana: Colleague, answers: dict[str, int]) -> None:
    await ana.takes_part()
    await ana.sends(**answers)
    [text] = ana.errors.values()
    assert text == "For a result, answer 3 of the first 4. Nothing was kept; you can also just close this."
    assert (await record_of(ana.app)).entries == ()


async def test_three_of_the_first_four_are_enough(ana: Colleague) -> None:
    await ana.takes_part()
    await ana.sends(energy=1, autopilot=2, rested=3)
    assert "**50 of 100**" in ana.text
    assert "Apart from that" not in ana.text


async def test_an_answer_may_be_changed_as_long_as_its_period_runs(ana: Colleague, clock: Clock) -> None:
    await ana.answers(**HEAVY)
    await ana.types()
    assert "**68 of 100**" in ana.text  # what there is, before anything is asked anew
    await ana.presses("Change my answers")
    assert ana.form
    assert not any(getattr(field, "selected", ()) for field in ana.form.fields)
    form = ana.form
    await ana.sends(**LIGHT)
    assert "**0 of 100**, a light load." in ana.text
    assert "These answers count now" in ana.text
    ana.form = form
    await ana.sends(**LIGHT)  # sent twice: the same comes of it
    assert "**0 of 100**" in ana.text
    assert [entry.indices for entry in (await record_of(ana.app)).entries] == [{"index": 0.0}]
    clock.now = AFTER
    ana.form = form
    await ana.sends(**HEAVY)
    assert ana.title == "This form is out of date"
    assert "Nothing of it was kept" in ana.text
    await ana.presses("Start")
    assert ana.form
    assert ana.form.value.startswith("2026-W49-W50|")


async def test_a_form_that_comes_after_erasing_is_not_kept(ana: Colleague) -> None:
    await ana.takes_part()
    form = ana.form
    await ana.press("checkin.erased")
    ana.form = form
    await ana.sends(**HEAVY)
    assert ana.title == "Nothing was kept"
    assert await record_of(ana.app) == CheckinRecord("ana", "test", MIDDLE.date(), reminders=False)


@pytest.mark.parametrize(
    ("weeks", "first"),
    [
        ([HEAVY], False),
        ([HEAVY, HEAVY], True),  # 50 or more twice
        ([HEAVY, LIGHT], False),
        ([{**HEAVY, "energy": 0, "rested": 1}], True),  # 75 or more once
    ],
)
async def test_support_is_always_there_and_sometimes_first(
    ana: Colleague, clock: Clock, weeks: list[dict[str, int]], first: bool
) -> None:
    for answers in weeks:
        clock.later(days=14)
        await ana.answers(**answers)
    lines = ana.text.index("Someone to talk to, now")
    assert "findahelpline.com" in ana.text  # nobody knows where Ana is
    assert (lines < ana.text.index("of 100**")) is first


async def test_a_trend_is_spoken_of_from_twelve_and_a_half_points(ana: Colleague, clock: Clock) -> None:
    for answers in [LIGHT] * 4 + [HEAVY] * 4:
        assert "heavier" not in ana.text
        clock.later(days=14)
        await ana.answers(**answers)
    assert "Your last 4 checks were heavier than the 4 before, by about 69 points." in ana.text


async def test_unknown_words_and_help_tell_what_there_is(ana: Colleague, app: Harness) -> None:
    for text in ("help", "ayuda", "how am I"):
        await ana.types(text)
        assert ana.how is Placement.PRIVATE
        assert "/checkin me" in ana.text
        assert "/checkin team" not in ana.text


async def test_care_is_there_for_everybody_and_keeps_nothing(ana: Colleague, app: Harness) -> None:
    for text in ("care", "cuidarme"):
        await ana.types(text)
        assert ana.how is Placement.DIALOG
        for text in ("Before", "During", "After", "Breathe in", "Your supervisor", "findahelpline.com"):
            assert text in ana.text
    assert await app.stores.checkin.records.all_records("T1") == ()


async def test_the_lines_are_those_of_the_country(ana: Colleague, app: Harness) -> None:
    tenants = app.stores.checkin.terms
    terms = await tenants.find_terms("T1")
    await tenants.keep_terms("T1", replace(terms, country="ES"))
    await ana.press("checkin.lines")
    assert "112" in ana.text
    assert "988" not in ana.text
    # Where a person is counts before where their organisation is, and what they chose before both.
    luis = Colleague(app, "luis", zone="America/Montevideo")
    await luis.press("checkin.lines")
    assert "0800 0767" in luis.text
    assert "024" not in luis.text
    await app.stores.people.keep_preferences(luis.person, Preferences(country="US"))
    await luis.press("checkin.lines")
    assert "**988 Lifeline** · **988**" in luis.text
    assert "911** (not verified)" in luis.text


async def test_a_country_that_nobody_knows_gets_no_list_of_foreign_ones(ana: Colleague) -> None:
    await ana.press("checkin.lines")
    assert "your local emergency number" in ana.text
    assert "findahelpline.com" in ana.text
    assert not {"988", "024", "911"} & set(ana.text.replace("*", "").split())


async def test_without_its_keys_it_says_so_and_nothing_is_lost(
    ana: Colleague, app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ana.takes_part()
    form = ana.form

    async def closed(*_: object) -> None:
        raise VaultClosed("the keys are missing")

    for name in ("find_record", "change_record", "erase_record"):
        monkeypatch.setattr(type(app.stores.checkin.records), name, closed)
    for text in ("", "me"):
        await ana.types(text)
        assert ana.title == "It can't be opened just now"
        assert "Nothing was changed" in ana.text
    ana.form = form
    await ana.sends(**HEAVY)
    assert ana.title == "It can't be opened just now"
    await ana.types("care")
    assert ana.title == "Around a hard shift"


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("America/Bogota", "29 November (19:00)"),
        ("Europe/Madrid", "30 November (01:00)"),
        ("Atlantic/Reykjavik", "29 November"),
        ("", "29 November (UTC)"),
        ("Nowhere/Land", "29 November (UTC)"),
    ],
)
async def test_a_period_ends_where_people_are_when_they_are_told_so(
    app: Harness, clock: Clock, zone: str, end: str
) -> None:
    ana, luis = (Colleague(app, who, zone=zone) for who in ("ana", "luis"))
    await ana.takes_part()
    await luis.takes_part()
    assert f"Until {end} you can send it again" in ana.text
    clock.now = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    await ana.sends(**LIGHT)
    assert f"Until {end} you can change your answers." in ana.text
    clock.later(minutes=1)
    assert await luis.sends(**HEAVY) == "This form is out of date"
