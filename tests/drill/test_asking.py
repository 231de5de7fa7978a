"""What can be asked for, and what somebody gets who asks for something else."""

from __future__ import annotations

import pytest

from bot.core.people import Preferences
from tests.drill import bank
from tests.drill.actor import DrillApp, Trainee


@pytest.mark.parametrize(
    ("typed", "topic", "count"),
    [
        ("boundaries", "abuse-boundary", 3),
        ("abuse", "abuse-boundary", 3),
        ("Gritos", "yelling", 3),
        ("yeling", "yelling", 3),
        ("saying no", "saying-no", 3),
        ("decir que no 2", "saying-no", 2),
        ("4 waiting", "waiting", 4),
        ("#finance", "finance", 3),
        ("finanzas", "finance", 3),
        ("heard", "method:heard", 3),
        ("HEARD 4", "method:heard", 4),
        ("método heard", "method:heard", 3),
        ("pitfalls", "pitfalls", 3),
        ("evitar", "pitfalls", 3),
        ("qué no decir", "pitfalls", 3),
        ("mixto", "", 3),
        ("5", "", 5),
        ("10", "", 10),
        ("she keeps screaming at me", "yelling", 3),
    ],
)
async def test_topics_and_numbers(app: DrillApp, ana: Trainee, typed: str, topic: str, count: int) -> None:
    await ana.types(typed)
    drill = await app.stores.drills.open_drill("T1", "ana")
    assert drill, ana.text
    assert (drill.topic, drill.count) == (topic, count)


@pytest.mark.parametrize("typed", ["0", "999", "11", "-3", "yelling 0", "123456789012"])
async def test_a_number_that_no_drill_can_have(app: DrillApp, ana: Trainee, typed: str) -> None:
    assert await ana.types(typed) == "From 1 to 10 questions, please"
    assert ana.labels == ["3 questions", "5 questions", "10 questions"]
    assert await app.stores.drills.open_drill("T1", "ana") is None
    assert (await ana.presses("5 questions")).startswith("1 / 5")


async def test_a_topic_that_there_is_none_of_offers_those_there_are(app: DrillApp, ana: Trainee) -> None:
    assert await ana.types("xyz *bold* <@U1>") == "I have no questions on that"
    assert ana.quotes == ["xyz *bold* <@U1>"]
    labels = ana.options()
    assert "Mixed" not in labels  # that is the button
    assert {"Saying no", "Method: HEARD", "What not to say", "Finance"} <= set(labels)
    assert "Telecom" not in labels  # there is no item of it
    assert (await ana.chooses("Finance")).startswith("1 / 3 · Waiting")


async def test_in_spanish(app: DrillApp) -> None:
    luis = Trainee(app, "luis", "es")
    assert await luis.types("xyz") == "No tengo preguntas sobre eso"
    assert await luis.types("0") == "De 1 a 10 preguntas, por favor"
    assert await luis.types("gritos") == "1 / 3 · Gritos"
    assert await luis.answers() == "Eso es"
    await luis.presses("Siguiente")
    await luis.answers(right=False)
    assert luis.title == "No es la mejor"
    assert await luis.presses("Por qué") == "No es la mejor"
    assert "Usted eligió" in luis.text
    await luis.presses("Siguiente")
    await luis.answers()
    assert await luis.presses("Ver cómo fue") == "Hechas: 3 · Bien: 2"
    assert "Vuelven: 1 mañana, 2 el jueves." in luis.text


async def test_an_industry_of_ones_own_decides_what_is_new(app: DrillApp) -> None:
    luis = Trainee(app, "luis")
    await app.stores.people.keep_preferences(luis.person, Preferences(industry="telecom"))
    await luis.types("10")
    drill = await app.stores.drills.open_drill("T1", "luis")
    assert drill
    assert not any(bank.items()[question.item].industries for question in drill.questions)
