"""Settings as an agent meets them, and what the look-up makes of them."""

from __future__ import annotations

import pytest

from bot.coach import card as c
from bot.coach.talk import Answer, How, Submit
from bot.wiring.calma import Calma
from tests.agent import Agent


def select(form: c.Form, name: str) -> c.Select:
    """Returns the select of that name."""
    return next(f for f in form.fields if isinstance(f, c.Select) and f.name == name)


@pytest.mark.parametrize("word", ["settings", "Ajustes", "configuración", "CONFIGURACION"])
async def test_settings_is_a_form_with_language_first(house: Calma, word: str) -> None:
    agent = Agent(house)
    form = await agent.types_for_form(word)
    assert [field.name for field in form.fields] == ["language", "channel", "industry"]
    assert all(select(form, field.name).selected == ("any",) for field in form.fields)


@pytest.mark.parametrize(
    ("platform", "language", "label"),
    [
        ("slack", "en", "As Slack says"),
        ("teams", "es", "El de Teams"),
        ("playground", "en", "As the app says"),
    ],
)
async def test_no_choice_leaves_it_to_the_platform(
    house: Calma, platform: str, language: str, label: str
) -> None:
    agent = Agent(house, language, platform=platform)
    form = await agent.types_for_form("settings")
    assert select(form, "language").options[0].label == label
    assert form.language == language


async def test_what_is_chosen_counts_for_every_look_up(house: Calma) -> None:
    agent = Agent(house)
    await agent.types_for_form("settings")
    await agent.sends(channel="chat", industry="telecom")
    assert agent.title == "Settings saved"
    await agent.types("yelling")
    assert agent.title == "Yelling · chat · telecom"
    await agent.types("")
    await agent.presses("Yelling")
    assert agent.title == "Yelling · chat · telecom"


async def test_words_win_over_settings(house: Calma) -> None:
    agent = Agent(house)
    await agent.types_for_form("ajustes")
    await agent.sends(language="es", channel="chat", industry="telecom")
    await agent.types("en yelling #email #finance")
    assert agent.title == "Gritos · correo · finanzas"
    assert agent.languages == ["en", "es"]


async def test_the_answer_comes_in_the_language_just_chosen(house: Calma) -> None:
    agent = Agent(house)
    await agent.types_for_form("settings")
    card = await agent.sends(language="es")
    assert agent.title == "Ajustes guardados"
    assert card.language == "es"
    await agent.types("yelling")
    assert agent.title == "Gritos · teléfono"


async def test_the_form_shows_what_was_chosen_and_takes_it_back(house: Calma) -> None:
    agent = Agent(house)
    await agent.types_for_form("settings")
    await agent.sends(language="es", channel="email")
    form = await agent.opens("Cambiar")
    assert select(form, "language").selected == ("es",)
    assert select(form, "channel").selected == ("email",)
    await agent.sends(language="any", channel="any")
    await agent.types("yelling")
    assert agent.title == "Yelling · phone"


async def test_unknown_values_count_as_not_chosen(house: Calma) -> None:
    agent = Agent(house)
    fields = {"language": ("xx",), "channel": ("fax", "phone"), "industry": ("phone",), "more": ("x",)}
    for values in (fields, {}):
        reply = await house.desk.answer(Submit(agent.person, "mine.settings", "?", values))
        assert isinstance(reply, Answer)
        assert reply.how is How.UPDATE
    await agent.types("yelling")
    assert agent.title == "Yelling · phone"


async def test_the_channel_used_last_counts_until_one_is_set(house: Calma) -> None:
    agent = Agent(house)
    await agent.types("yelling")
    await agent.chooses("Channel", "Email")
    await agent.types("threats")
    assert agent.title == "Threats · email"
    await agent.types_for_form("settings")
    await agent.sends(channel="phone")
    await agent.chooses_on("yelling", "Channel", "Chat")
    assert agent.title == "Yelling · chat"
    await agent.types("threats")
    assert agent.title == "Threats · phone"


async def test_settings_are_ones_own(house: Calma) -> None:
    ana, luis = Agent(house), Agent(house)
    await ana.types_for_form("settings")
    await ana.sends(channel="email")
    await luis.types("yelling")
    assert luis.title == "Yelling · phone"
