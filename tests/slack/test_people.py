"""Who is who, by what `users.info` tells: who administrates, and who only looks as if."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Role
from bot.slack import people
from bot.slack.people import ADMIN_FOR, FRESH_FOR, Profile, Profiles, profile_of
from bot.slack.wire import SlackWire
from tests.fakes.slack import TOKEN, FakeSlack, Fault, words
from tests.fakes.slack_user import SlackUser
from tests.harness import Clock
from tests.slack.workshop import Workshop

pytestmark = pytest.mark.usefixtures("patient")
ADMIN = {"id": "U1", "team_id": "T1", "is_admin": True, "deleted": False, "is_bot": False}
OWNER = {"id": "U1", "team_id": "T1", "is_admin": False, "is_owner": True, "is_primary_owner": True}


@pytest.mark.parametrize(
    "user",
    [
        ADMIN,
        OWNER,
        {**OWNER, "is_owner": False},
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
        {"is_connector_bot": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("admin", [ADMIN, OWNER], ids=["admin", "owner"])
async def test_whoever_is_not_of_the_workspace_may_not(
    maria: SlackUser, slack: FakeSlack, admin: dict[str, Any], but: dict[str, Any]
) -> None:
    slack.users["U1"] = {**admin, "is_owner": False, "is_primary_owner": False, **but}
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


@pytest_asyncio.fixture
async def wire(slack: FakeSlack) -> AsyncIterator[SlackWire]:
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    yield wire
    await wire.close()


@pytest_asyncio.fixture
async def profiles(wire: SlackWire, clock: Clock) -> AsyncIterator[Profiles]:
    profiles = Profiles(wire.profiles, lambda: clock.now.timestamp())
    yield profiles
    await profiles.close()


async def test_while_slack_does_not_tell_somebody_keeps_their_language_and_no_rights(
    slack: FakeSlack, profiles: Profiles, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE", 0.02)
    slack.users["U1"] = {**ADMIN, "locale": "es-MX", "tz": "America/Bogota"}
    await profiles.at_last("T1", "U1")
    slack.held["users.info"] = asyncio.Event()
    clock.later(seconds=ADMIN_FOR)
    for _ in range(2):  # it is asked once, and goes on behind the answers
        unsure = Profile("es-MX", Role.AGENT, "", "America/Bogota", unsure=True)
        assert await profiles.of("T1", "U1") == unsure
    assert len(slack.called("users.info")) == 2
    slack.held["users.info"].set()
    await profiles.at_last("T1", "U1")
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN  # as soon as Slack tells, it is known


@pytest.mark.parametrize("fault", [Fault("ratelimited", 429, wait=1), Fault("internal_error"), 503])
async def test_a_passing_fault_is_tried_again_in_the_time_there_is(
    maria: SlackUser, slack: FakeSlack, fault: int | Fault
) -> None:
    slack.admins.add("U1")
    slack.fail["users.info"] = fault
    asking = asyncio.create_task(maria.types("x", command="/admin"))
    await slack.next("users.info")
    del slack.fail["users.info"]
    assert "admin x" in words(await asking)


async def test_an_administrator_of_whom_slack_is_slow_to_tell_is_asked_to_try_again(
    maria: SlackUser, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE", 0.02)
    monkeypatch.setattr(people, "LONGER", 0.02)
    slack.admins.add("U1")
    slack.held["users.info"] = asyncio.Event()
    assert "I can't see right now whether this is for you" in words(await maria.types("x", command="/admin"))
    assert "calm x" in words(await maria.types("x"))  # what is for everybody is answered all the same
    slack.held["users.info"].set()
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    assert "admin x" in words(await maria.types("x", command="/admin"))


async def test_where_it_matters_slack_is_waited_for_longer(
    maria: SlackUser, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE", 0.02)
    monkeypatch.setattr(people, "LONGER", 30.0)
    slack.admins.add("U1")
    slack.held["users.info"] = asyncio.Event()
    asking = asyncio.create_task(maria.types("x", command="/admin"))
    await slack.next("users.info")
    await asyncio.sleep(0.05)
    slack.held["users.info"].set()
    assert "admin x" in words(await asking)


async def test_whoever_becomes_an_administrator_is_one_at_the_next_try(
    slack: FakeSlack, profiles: Profiles, clock: Clock
) -> None:
    assert (await profiles.of("T1", "U1")).role is Role.AGENT
    slack.admins.add("U1")
    assert await profiles.again("T1", "U1") is None  # told a moment ago
    clock.later(seconds=FRESH_FOR)
    again = await profiles.again("T1", "U1")
    assert again
    assert again.role is Role.ADMIN
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN


async def test_whoever_is_one_no_more_is_none_before_long(
    slack: FakeSlack, profiles: Profiles, clock: Clock
) -> None:
    slack.admins.add("U1")
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN
    slack.admins.clear()
    clock.later(seconds=ADMIN_FOR / 2 + 1)
    assert (await profiles.of("T1", "U1")).role is Role.ADMIN  # and is asked about behind this
    await slack.next("users.info")
    await slack.next("users.info")
    clock.later(seconds=ADMIN_FOR / 2)
    assert (await profiles.of("T1", "U1")).role is Role.AGENT


async def test_a_refusal_asks_slack_once_more(maria: SlackUser, slack: FakeSlack, clock: Clock) -> None:
    assert "for whoever leads a team here" in words(await maria.types("x", command="/admin"))
    assert "administrators of this workspace" in words(await maria.types("x", command="/admin")).casefold()
    assert len(slack.called("users.info")) == 1  # but not twice in a minute


COLLEAGUE = {"id": "U1", "team_id": "T2"}


@pytest.mark.parametrize("right", ["is_admin", "is_owner", "is_primary_owner"])
@pytest.mark.parametrize("home", [["T1"], ["T2"], ["T2", "T1"], []])
async def test_whoever_administrates_the_organisation_may(
    maria: SlackUser, slack: FakeSlack, right: str, home: list[str]
) -> None:
    slack.enterprise = "E1"
    of_whole = {"id": "U1", "enterprise_id": "E1", right: True, "teams": home}
    slack.users["U1"] = {**COLLEAGUE, "is_admin": None, "enterprise_user": of_whole}
    assert "admin x" in words(await maria.types("x", command="/admin"))


@pytest.mark.parametrize(
    "theirs",
    [
        {"enterprise_id": "E2", "is_admin": True, "is_owner": True, "teams": ["T2"]},
        {"enterprise_id": "E1", "is_admin": False, "teams": ["T2"]},
        {"enterprise_id": "E1", "is_admin": "true", "is_owner": 1, "teams": ["T2"]},
    ],
    ids=["of another organisation", "of another workspace", "mistyped"],
)
async def test_whoever_administrates_something_else_may_not(
    maria: SlackUser, slack: FakeSlack, theirs: dict[str, Any]
) -> None:
    slack.enterprise = "E1"
    slack.users["U1"] = {**COLLEAGUE, "is_admin": True, "is_owner": True, "enterprise_user": theirs}
    assert "admin x" not in words(await maria.types("x", command="/admin"))


async def test_a_guest_of_the_organisation_administrates_nothing(maria: SlackUser, slack: FakeSlack) -> None:
    theirs = {"enterprise_id": "E1", "is_admin": True, "teams": ["T1"]}
    slack.users["U1"] = {"id": "U1", "is_restricted": True, "enterprise_user": theirs}
    assert "admin x" not in words(await maria.types("x", command="/admin"))
