"""Who is who, by what `users.info` tells: who administrates, and who only looks as if."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Role
from bot.slack.people import ADMIN_FOR, UNKNOWN_FOR, Profile, Profiles, profile_of
from bot.slack.wire import SlackWire
from tests.fakes.slack import TOKEN, FakeSlack, words
from tests.fakes.slack_user import SlackUser
from tests.slack.workshop import Workshop

pytestmark = pytest.mark.usefixtures("patient")
ADMIN = {"id": "U1", "team_id": "T1", "is_admin": True, "deleted": False, "is_bot": False}
OWNER = {"id": "U1", "team_id": "T1", "is_admin": False, "is_owner": True, "is_primary_owner": True}


@pytest.mark.parametrize(
    "user",
    [
        ADMIN,
        OWNER,
        {**ADMIN, "is_restricted": False, "is_ultra_restricted": False, "is_stranger": False},
        {**ADMIN, "team_id": "E1", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T2"]}},
    ],
)
async def test_whoever_administrates_the_workspace_may(
    maria: SlackUser, slack: FakeSlack, user: dict[str, Any]
) -> None:
    slack.users["U1"] = user
    assert "admin x" in words(await maria.types("x", command="/admin"))


@pytest.mark.parametrize(
    "but",
    [
        *({"deleted": True}, {"is_bot": True}, {"is_workflow_bot": True}, {"is_stranger": True}),
        *({"is_restricted": True}, {"is_restricted": True, "is_ultra_restricted": True}),
        *({"team_id": "T2"}, {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2", "teams": ["T2"]}}),
        *({"id": "USLACKBOT", "is_bot": True}, {"is_admin": "true"}, {"is_admin": 1}, {"is_admin": None}),
    ],
    ids=str,
)
@pytest.mark.parametrize("admin", [ADMIN, OWNER], ids=["admin", "owner"])
async def test_whoever_is_not_of_the_workspace_may_not(
    maria: SlackUser, slack: FakeSlack, admin: dict[str, Any], but: dict[str, Any]
) -> None:
    slack.users["U1"] = {**admin, "is_owner": False, **but}
    assert "admin x" not in words(await maria.types("x", command="/admin"))


@pytest.mark.parametrize("gone", [{"deleted": True}, {"is_bot": True}])
async def test_an_appointment_ends_with_the_account(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, gone: dict[str, Any]
) -> None:
    for user in ("U7", "U8"):
        await workshop.people.appoint_person("T1", user, Role.ADMIN)
    slack.users["U8"] = gone
    maria.user = "U7"
    assert "admin x" in words(await maria.types("x", command="/admin"))
    maria.user = "U8"
    assert "admin x" not in words(await maria.types("x", command="/admin"))


@pytest.mark.parametrize("told", [None, [], {"user": "U1"}, {"user": {}}])
def test_an_answer_without_a_user_is_no_profile(told: object) -> None:
    assert profile_of(told, "T1") is None


async def test_whoever_slack_tells_no_more_of_keeps_their_language_and_no_rights(slack: FakeSlack) -> None:
    now = 0.0
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    profiles = Profiles(wire.profiles, lambda: now)
    slack.users["U1"] = {**ADMIN, "locale": "es-MX", "tz": "America/Bogota"}
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN
    slack.fail["users.info"] = 500
    now += ADMIN_FOR
    assert await profiles.of("T1", "U1") == Profile("es-MX", Role.AGENT, "", "America/Bogota")
    slack.fail.clear()
    now += UNKNOWN_FOR
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN
    await wire.close()
