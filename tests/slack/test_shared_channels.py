"""Channels that are shared with another company: whose workspace it is, and what its people may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.chat import Role
from bot.slack import parse
from bot.wiring.calma import Calma
from tests.fakes.slack import FakeSlack, View, button, words
from tests.fakes.slack_user import SlackUser
from tests.slack.workshop import Workshop

pytestmark = pytest.mark.usefixtures("patient")
GRANT = {"team_id": "T1", "enterprise_id": None, "user_id": "UBOT", "is_enterprise_install": False}
WHOLE = {"team_id": "T1", "enterprise_id": "E1", "user_id": "UBOT", "is_enterprise_install": True}
THEIRS: dict[str, Any] = {"team": {"id": "T2"}, "user": {"id": "UX", "team_id": "T2"}}


@pytest.mark.parametrize(
    ("payload", "tenant"),
    [
        ({"team_id": "T1", "user_id": "U1"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "false"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, "E1"),
        # Events: by the installation that Slack tells it to.
        ({"team_id": "T2", "authorizations": [GRANT], "event": {}}, "T1"),
        ({"team_id": "T2", "enterprise_id": "E2", "authorizations": [WHOLE], "event": {}}, "E1"),
        ({"team_id": "T2", "enterprise_id": "E2", "authorizations": [GRANT], "event": {}}, "T1"),
        ({"team_id": "T2", "authorizations": [], "context_team_id": "T1", "event": {}}, "T1"),
        ({"team_id": "T1", "authorizations": [], "event": {"type": "app_uninstalled"}}, "T1"),
        ({"team_id": "T1", "event": {"type": "tokens_revoked"}}, "T1"),
        # What is done in a view: by where the app is.
        ({**THEIRS, "view": {"app_installed_team_id": "T1", "team_id": "T2"}}, "T1"),
        ({**THEIRS, "view": {"app_installed_team_id": "E1"}, "is_enterprise_install": True}, "E1"),
        (
            {**THEIRS, "view": {"app_installed_team_id": "E1"}, "is_enterprise_install": True}
            | {"enterprise": {"id": "E2"}},
            "E1",
        ),
        ({**THEIRS, "view": {"app_installed_team_id": None}}, "T2"),
        # Presses, shortcuts and selects: `team` is where the app is, whoever acts.
        ({"team": {"id": "T1"}, "user": {"id": "UX", "team_id": "T2"}}, "T1"),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True, "user": {}}, "E1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T1"}}, "T1"),
        ({}, ""),
    ],
)
def test_a_payload_belongs_to_where_the_app_is_installed(payload: dict[str, Any], tenant: str) -> None:
    assert parse.tenant(payload) == tenant


async def test_a_form_of_a_stranger_belongs_to_where_the_app_is(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.presses({"type": "button", "action_id": "shop.form", "value": ""})
    view = await slack.view()
    at_home = {**view.body, "app_installed_team_id": "T1", "team_id": "T2"}
    await replace(maria, user="UX", team="T2").sends(View(view.id, view.hash, at_home), what="x")
    assert [ask.person.tenant for ask in workshop.asks] == ["T1", "T1"]


STRANGER = {"is_stranger": True, "team_id": "T2", "is_admin": True}


@pytest.fixture
def stranger(agent: SlackUser, slack: FakeSlack) -> SlackUser:
    """Somebody of another company, who administrates there."""
    slack.users[agent.user] = STRANGER
    return agent


async def asks(stranger: SlackUser, slack: FakeSlack, text: str, stamp: str) -> dict[str, Any]:
    """Mentions the bot in the shared channel, and returns what it whispers."""
    said = f"<@UBOT> {text}"
    await stranger.does("app_mention", channel="C1", ts=stamp, text=said, user_team="T2")
    return await slack.next("chat.postEphemeral")


async def test_a_stranger_gets_words(stranger: SlackUser, slack: FakeSlack) -> None:
    told = await asks(stranger, slack, "yelling", "1.1")
    assert "Yelling" in words(told)
    await stranger.presses(button(told, "More phrases"))
    assert "Yelling" in words(await slack.answer())
    help_card = words(await asks(stranger, slack, "help", "1.2"))
    assert "How Calma helps" in help_card
    assert "/drill" not in help_card
    assert "/calm team" not in help_card


@pytest.mark.parametrize("text", ["team", "groups", "boundary log", "drill results", "settings", "boundary"])
async def test_nothing_of_the_tenant_is_a_strangers_to_read(
    stranger: SlackUser, slack: FakeSlack, house: Calma, text: str
) -> None:
    await house.stores.people.appoint_person("T1", stranger.user, Role.MANAGER)
    assert "This is for people who work here" in words(await asks(stranger, slack, text, f"2.{len(text)}"))


async def test_a_stranger_is_in_spanish_a_stranger_too(stranger: SlackUser, slack: FakeSlack) -> None:
    slack.locales[stranger.user] = "es-MX"
    assert "Esto es para quienes trabajan aquí" in words(await asks(stranger, slack, "equipo", "3.1"))
