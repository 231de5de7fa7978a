"""Who is in a channel of Slack, and what Slack tells of somebody."""

from __future__ import annotations

from bot.core.edge import ChannelMember
from bot.slack.people import Profiles
from bot.slack.roster import SlackRoster
from bot.slack.wire import SlackWire
from tests.fakes.slack import TOKEN, FakeSlack


def roster(wire: SlackWire) -> SlackRoster:
    """Returns a roster that asks Slack."""
    return SlackRoster(wire.patient, Profiles(wire.client, lambda: 0.0))


async def test_a_channel_tells_its_people_and_leaves_out_bots(slack: FakeSlack) -> None:
    slack.members["C1"] = ["U1", "UBOT", "U2"]
    slack.zones["U1"], slack.locales["U1"] = "America/Bogota", "es-LA"
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    found = await roster(wire).members("T1", "C1")
    assert found == (ChannelMember("U1", "", "America/Bogota", "es"), ChannelMember("U2", "", "", "en"))
    await wire.close()


async def test_a_large_channel_comes_in_pages_and_by_id_alone(slack: FakeSlack) -> None:
    slack.members["C1"] = [f"U{i}" for i in range(450)]
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    found = await roster(wire).members("T1", "C1")
    assert found == tuple(ChannelMember(f"U{i}") for i in range(450))
    assert len(slack.called("conversations.members")) == 3
    assert slack.called("users.info") == []
    await wire.close()


async def test_a_channel_without_the_bot_cannot_be_read(slack: FakeSlack) -> None:
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    assert await roster(wire).members("T1", "C9") is None
    await wire.close()


async def test_people_and_channels_have_names(slack: FakeSlack, patient: None) -> None:
    slack.flags |= {
        "U1": {"profile": {"display_name": "Ana"}},
        "W2": {"profile": {"display_name": ""}, "real_name": "Luis Paz"},
    }
    slack.channels["C1"] = "support"
    wire = SlackWire(TOKEN, slack.api_url)
    wire.open()
    known = roster(wire)
    for _ in range(2):
        found = await known.names("T1", ["U1", "W2", "U3", "C1", "C9"])
        assert found == {"U1": "Ana", "W2": "Luis Paz", "C1": "#support"}
    assert len([body for body in slack.called("conversations.info") if body["channel"] == "C1"]) == 1
    await wire.close()
