"""Settings as an agent meets them, and what the look-up makes of them."""

from __future__ import annotations

import pytest

from bot.core.chat import Placement, Submit
from tests.harness import Agent, Harness


@pytest.mark.parametrize("word", ["settings", "Ajustes", "configuración", "CONFIGURACION"])
async def test_settings_is_a_form_with_language_first(app: Harness, word: str) -> None:
    agent = Agent(app)
    await agent.types(word)
    form = agent.form
    assert form
    chosen = ["language", "channel", "industry", "country", "shift_from", "shift_to", "shift_days", "heavy"]
    assert [field.name for field in form.fields] == chosen
    unset = [field.name for field in form.fields if not field.name.startswith("shift")]
    assert all(agent.select(name).selected == ("any",) for name in unset)


@pytest.mark.parametrize(
    ("platform", "language", "label"),
    [
        ("slack", "en", "As Slack says"),
        ("teams", "es", "El de Teams"),
        ("playground", "en", "As the app says"),
    ],
)
async def test_no_choice_leaves_it_to_the_platform(
    app: Harness, platform: str, language: str, label: str
) -> None:
    agent = Agent(app, language=language, platform=platform)
    await agent.types("settings")
    form = agent.form
    assert form
    assert agent.select("language").options[0].label == label
    assert form.language == language


async def test_what_is_chosen_counts_for_every_look_up(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("settings")
    await agent.sends(channel="chat", industry="telecom")
    assert agent.title == "Settings saved"
    await agent.types("yelling")
    assert agent.title == "Yelling · chat · telecom"
    await agent.types("")
    await agent.presses("Yelling")
    assert agent.title == "Yelling · chat · telecom"


async def test_words_win_over_settings(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("ajustes")
    await agent.sends(language="es", channel="chat", industry="telecom")
    await agent.types("en yelling #email #finance")
    assert agent.title == "Gritos · correo · finanzas"
    assert agent.languages == ["en", "es"]


async def test_the_answer_comes_in_the_language_just_chosen(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("settings")
    assert await agent.sends(language="es") == "Ajustes guardados"
    assert agent.card.language == "es"
    await agent.types("yelling")
    assert agent.title == "Gritos · teléfono"


async def test_the_form_shows_what_was_chosen_and_takes_it_back(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("settings")
    await agent.sends(language="es", channel="email")
    await agent.opens("Cambiar")
    assert agent.select("language").selected == ("es",)
    assert agent.select("channel").selected == ("email",)
    await agent.sends(language="any", channel="any")
    await agent.types("yelling")
    assert agent.title == "Yelling · phone"


async def test_unknown_values_count_as_not_chosen(app: Harness) -> None:
    agent = Agent(app)
    fields = {"language": ("xx",), "channel": ("fax", "phone"), "industry": ("phone",), "more": ("x",)}
    for values in (fields, {}):
        await agent.ask(Submit(agent.person, "mine.settings", "?", values))
        assert agent.how is Placement.UPDATE
    await agent.types("yelling")
    assert agent.title == "Yelling · phone"


async def test_the_channel_used_last_counts_until_one_is_set(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("yelling")
    await agent.chooses("Email", of="Channel")
    await agent.types("legal threat")
    assert agent.title == "Threats: legal · email"
    await agent.types("settings")
    await agent.sends(channel="phone")
    await agent.types("yelling")
    await agent.chooses("Chat", of="Channel")
    assert agent.title == "Yelling · chat"
    await agent.types("legal threat")
    assert agent.title == "Threats: legal · phone"


async def test_settings_are_ones_own(app: Harness) -> None:
    ana, luis = Agent(app), Agent(app, "luis")
    await ana.types("settings")
    await ana.sends(channel="email")
    await luis.types("yelling")
    assert luis.title == "Yelling · phone"


@pytest.mark.parametrize(
    ("language", "line", "unset"),
    [
        ("en", "**Your shift:** 22:00 to 06:00, Mondays, Tuesdays and Sundays", "**Your shift:** Not told"),
        (
            "es",
            "**Su turno:** de 22:00 a 06:00, los lunes, los martes y los domingos",
            "**Su turno:** Sin indicar",
        ),
    ],
)
async def test_a_shift_is_told_and_taken_back(app: Harness, language: str, line: str, unset: str) -> None:
    agent = Agent(app, language=language)
    await agent.works("22:00", "06:00", days="6 0 1")
    assert line in agent.text
    await agent.types("settings")
    assert agent.field("shift_from").value == "22:00"
    assert agent.select("shift_days").selected == ("0", "1", "6")
    await agent.sends(channel="chat")
    assert line in agent.text
    await agent.types("settings")
    await agent.sends(shift_from="", shift_to="")
    assert unset in agent.text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"shift_from": "22:00"}, {"shift_to": "A shift needs a start and an end, or neither."}),
        ({"shift_to": "6"}, {"shift_to": "This is not a time. Write it like 09:30."}),
        (
            {"shift_from": "09:00", "shift_to": "09:00"},
            {"shift_to": "These are the same time. Make one of them different, or leave both empty."},
        ),
    ],
)
async def test_what_is_no_shift_is_told(app: Harness, fields: dict[str, str], wrong: dict[str, str]) -> None:
    agent = Agent(app)
    await agent.types("settings")
    assert await agent.sends(**fields) == ""
    assert agent.errors == wrong


async def test_a_form_of_before_there_were_shifts_changes_none(app: Harness) -> None:
    agent = Agent(app)
    await agent.works("09:00", "17:00")
    await agent.ask(Submit(agent.person, "mine.settings", "", {"language": ("es",)}))
    assert "de 09:00 a 17:00, de lunes a viernes" in agent.text
