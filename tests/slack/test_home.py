"""The Home tab over Slack's wire: the start, what takes its place, and when it is published anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bot.slack import limits, people
from bot.wiring.calma import Calma
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import Body, FakeSlack, View, button, elements, select, words
from tests.fakes.slack_user import SlackUser

STRANGER = {"is_stranger": True, "team_id": "T2", "is_admin": True}
BOSS = {"is_admin": True, "locale": "es-MX"}


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calma]:
    """A coach of a test's own, on a machine that may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    calma = build(PHRASEBOOK)
    await calma.start()
    yield calma
    await calma.close()


def labels(view: Body) -> list[str]:
    """Returns the labels of all buttons."""
    return [each["text"]["text"] for each in elements(view) if each["type"] == "button"]


async def opens(agent: SlackUser, slack: FakeSlack, **event: Any) -> View:
    """Opens the Home tab, and returns it."""
    await agent.does("app_home_opened", tab="home", channel="D1", **event)
    return await slack.view("views.publish")


def shown(view: View) -> dict[str, Any]:
    """Returns what Slack tells of a view with the event that it is looked at."""
    return {**view.body, "id": view.id, "hash": view.hash}


async def test_the_home_tab_is_the_start_within_slacks_limits(agent: SlackUser, slack: FakeSlack) -> None:
    for text in ("yelling", "legal threat", "wants a manager"):
        await agent.presses(select(await agent.types(text), "Save"))
        await slack.answer()
    home = await opens(agent, slack)
    assert len(home.body["blocks"]) <= limits.BLOCKS_IN_VIEW
    assert labels(home.body)[0] == "Someone may be in danger"
    assert home.body["blocks"][1]["elements"][0]["style"] == "danger"
    assert max(len(b["elements"]) for b in home.body["blocks"] if b["type"] == "actions") <= 5
    assert "Wants a manager" in labels(home.body)
    assert labels(home.body)[-1] == "Help"


async def test_a_manager_has_what_waits_in_their_language(agent: SlackUser, slack: FakeSlack) -> None:
    slack.users[agent.user] = BOSS
    home = await opens(agent, slack)
    assert "Pendiente" in words(home.body)
    assert labels(home.body)[2:5] == ["Informe", "Prácticas programadas", "Equipo"]


async def test_a_stranger_in_a_shared_channel_has_no_home_of_ours(agent: SlackUser, slack: FakeSlack) -> None:
    slack.users[agent.user] = STRANGER
    home = await opens(agent, slack)
    assert labels(home.body)[-2:] == ["All situations", "Help"]
    assert "My phrases" not in words(home.body)
    assert "Report" not in labels(home.body)


async def test_what_is_the_same_is_not_published_again(agent: SlackUser, slack: FakeSlack) -> None:
    home = await opens(agent, slack)
    await agent.does("app_home_opened", tab="home", channel="D1", view=shown(home))
    await asyncio.sleep(0.3)
    assert len(slack.called("views.publish")) == 1
    await agent.types("yelling")
    changed = await opens(agent, slack, view=shown(home))
    assert "Looked up last" in words(changed.body)
    assert slack.called("views.publish")[-1]["hash"] == home.hash


async def test_what_replaces_it_leads_back_to_it(agent: SlackUser, slack: FakeSlack) -> None:
    home = await opens(agent, slack)
    await agent.presses(button(home.body, "Yelling"), home)
    phrases = await slack.view("views.publish")
    assert labels(phrases.body)[-1] == "Back to the start"
    await agent.presses(button(phrases.body, "Back to the start"), phrases)
    again = await slack.view("views.publish")
    assert labels(again.body)[0] == "Someone may be in danger"
    assert "Looked up last" in words(again.body)
    assert "Back to the start" not in labels(again.body)


async def test_a_form_sent_above_it_changes_it(agent: SlackUser, slack: FakeSlack) -> None:
    home = await opens(agent, slack)
    await agent.presses(button(home.body, "Settings"), home)
    form = await slack.view()
    await agent.sends(form, language="es")
    renewed = await slack.view("views.publish")
    assert labels(renewed.body)[0] == "Alguien puede estar en peligro"


async def test_a_form_that_came_from_elsewhere_leaves_it(agent: SlackUser, slack: FakeSlack) -> None:
    await opens(agent, slack)
    await agent.types("settings")
    await agent.sends(await slack.view(), language="es")
    await asyncio.sleep(0.3)
    assert len(slack.called("views.publish")) == 1


async def test_typed_in_a_channel_only_the_asker_sees_it(agent: SlackUser, slack: FakeSlack) -> None:
    for text, title in (
        ("start", "what's going on?"),
        ("inicio", "what's going on?"),
        ("hi", "Hi, I'm Calma"),
    ):
        message = await agent.types(text)
        assert message["response_type"] == "ephemeral"
        assert title in words(message)
    slack.users["UOTHER"] = {"locale": "es-MX"}
    other = await replace(agent, user="UOTHER").types("start", "/calma")
    assert "¿qué está pasando?" in words(other)
