"""Who is in a channel of Slack, and what Slack tells of somebody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

import bot.slack.roster
from bot.core.edge import ChannelMember
from bot.slack.people import Profiles
from bot.slack.roster import NAMED_FOR, SlackRoster
from bot.slack.wire import SlackWire
from tests.fakes.slack import TOKEN, Body, FakeSlack, Fault
from tests.harness import Clock

CLOCK = Clock()


@pytest_asyncio.fixture
async def roster(slack: FakeSlack) -> AsyncIterator[SlackRoster]:
    """A roster that asks Slack."""
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    profiles = Profiles(wire.profiles, lambda: CLOCK.now.timestamp())
    roster = SlackRoster(wire.patient, profiles, lambda: CLOCK.now.timestamp())
    yield roster
    await roster.close()
    await profiles.close()
    await wire.close()


async def ids(roster: SlackRoster, channel: str = "C1") -> list[str]:
    """Returns who is in a channel."""
    return [member.user_id for member in await roster.members("T1", channel) or ()]


async def test_a_channel_tells_its_people(slack: FakeSlack, roster: SlackRoster) -> None:
    slack.members["C1"] = ["U1", "U2"]
    slack.zones["U1"], slack.locales["U1"] = "America/Bogota", "es-LA"
    found = await roster.members("T1", "C1")
    assert found == (ChannelMember("U1", "", "America/Bogota", "es"), ChannelMember("U2", "", "", "en"))


@pytest.mark.parametrize(
    "nobody",
    [
        *({"deleted": True}, {"is_bot": True}, {"is_workflow_bot": True}, {"is_connector_bot": True}),
        *(
            {"is_stranger": True},
            {"team_id": "T2"},
            {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}},
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("others", [1, 320], ids=["a small channel", "a large one"])
async def test_whoever_no_message_gets_to_is_none_of_them(
    slack: FakeSlack, roster: SlackRoster, nobody: Body, others: int
) -> None:
    people = [f"U{i}" for i in range(others)]
    slack.members["C1"] = ["USLACKBOT", *people, "UX", "UX"]
    slack.users["UX"] = nobody
    assert await ids(roster) == people
    assert [one.user_id for one in await roster.people("T1", ["UX", "U0"])] == ["U0"]


@pytest.mark.parametrize(
    "somebody",
    [
        *({"is_restricted": True}, {"is_ultra_restricted": True}, {"is_app_user": True}, {"team_id": "T1"}),
        {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2"]}},
    ],
    ids=str,
)
async def test_guests_and_colleagues_are_members(
    slack: FakeSlack, roster: SlackRoster, somebody: Body
) -> None:
    slack.enterprise = "E1"
    slack.members["C1"], slack.users["UX"] = ["UX"], somebody
    assert await ids(roster) == ["UX"]


async def test_a_large_channel_is_read_by_the_list_of_all(slack: FakeSlack, roster: SlackRoster) -> None:
    slack.members["C1"] = [f"U{i:03}" for i in range(450)]
    for _ in range(2):
        assert await ids(roster) == slack.members["C1"]
    assert len(slack.called("users.list")) == 1  # whoever was met is known
    assert slack.called("users.info") == []


@pytest.mark.parametrize("told", [{"ok": True}, {"ok": False, "error": "missing_argument"}])
async def test_without_the_list_all_are_asked_for_one_by_one(
    slack: FakeSlack, roster: SlackRoster, told: Body
) -> None:
    slack.members["C1"], slack.garbled["users.list"] = [f"U{i}" for i in range(310)], told
    assert await ids(roster) == slack.members["C1"]


async def test_a_passing_fault_leaves_nobody_out(slack: FakeSlack, roster: SlackRoster) -> None:
    slack.members["C1"], slack.fail["users.info"] = ["U1", "UBOT"], Fault("ratelimited", 429, wait=1)
    reading = asyncio.create_task(ids(roster))
    await slack.next("users.info")
    del slack.fail["users.info"]
    assert await reading == ["U1"]


async def test_a_channel_without_the_bot_cannot_be_read(roster: SlackRoster) -> None:
    assert await roster.members("T1", "C9") is None


async def test_people_and_channels_have_the_names_of_now(
    slack: FakeSlack, roster: SlackRoster, patient: None
) -> None:
    slack.flags |= {
        "U1": {"profile": {"display_name": "Ana"}},
        "W2": {"profile": {"display_name": ""}, "real_name": "Luis Paz"},
    }
    slack.channels["C1"] = "support"
    for _ in range(2):
        found = await roster.names("T1", ["U1", "W2", "U3", "C1", "C9"])
        assert found == {"U1": "Ana", "W2": "Luis Paz", "C1": "#support"}
    assert len([body for body in slack.called("conversations.info") if body["channel"] == "C1"]) == 1
    slack.channels["C1"] = "care"
    CLOCK.later(seconds=NAMED_FOR)
    assert await roster.names("T1", ["C1"]) == {"C1": "#care"}


async def test_a_name_that_comes_late_is_there_the_next_time(
    slack: FakeSlack, roster: SlackRoster, monkeypatch: pytest.MonkeyPatch, patient: None
) -> None:
    monkeypatch.setattr(bot.slack.roster, "NAMES_WITHIN", 0.02)
    slack.channels["C1"], slack.held["conversations.info"] = "support", asyncio.Event()
    assert await roster.names("T1", ["C1"]) == {}
    monkeypatch.setattr(bot.slack.roster, "NAMES_WITHIN", 30.0)
    slack.held["conversations.info"].set()
    assert await roster.names("T1", ["C1"]) == {"C1": "#support"}
    assert len(slack.called("conversations.info")) == 1
