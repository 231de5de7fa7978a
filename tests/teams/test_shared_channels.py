"""A channel that is shared with another organisation: whose tenant it is, and what its people may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Role
from bot.teams import facts
from bot.teams.managers import TeamsManagers
from tests.fakes.teams import TENANT, FakeTeams
from tests.teams.people import Shipped

CHANNEL = {"id": "19:care@thread.tacv2", "conversationType": "channel", "tenantId": TENANT}
STRANGER = {"id": "29:eve", "name": "Eve", "aadObjectId": "aad-rosa"}  # an id that manages here


@pytest.mark.parametrize(
    ("told", "outside"),
    [
        ({"from": STRANGER, "conversation": CHANNEL, "channelData": {"tenant": {"id": TENANT}}}, False),
        ({"from": STRANGER, "conversation": CHANNEL, "channelData": {"tenant": {"id": "theirs"}}}, True),
        (
            {"from": {**STRANGER, "tenantId": "theirs"}, "conversation": CHANNEL}
            | {"channelData": {"tenant": {"id": TENANT}}},
            True,
        ),
        ({"from": {**STRANGER, "tenantId": TENANT.upper()}, "conversation": CHANNEL}, False),
    ],
)
def test_it_is_the_tenants_whose_channel_it_is(told: dict[str, Any], outside: bool) -> None:
    assert facts.tenant(told) == TENANT
    who = facts.person(told, "aad-rosa", lambda _: None, TeamsManagers({"aad-rosa"}))
    assert (who.outside, who.role) == (outside, Role.AGENT if outside else Role.ADMIN)


@pytest_asyncio.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Shipped]:
    chat = Shipped(teams)
    await chat.start()
    yield chat
    await chat.close()


async def test_a_stranger_gets_words_and_nothing_of_the_tenant(chat: Shipped) -> None:
    await chat.house.stores.people.appoint_person(TENANT, "aad-rosa", Role.MANAGER)
    where = {"from": STRANGER, "conversation": CHANNEL, "channelData": {"tenant": {"id": "theirs"}}}
    recipient = {"id": "28:bot", "name": "Calma", "isTargeted": True}
    await chat.send(chat.teams.message("calm yelling", recipient=recipient, **where), chat.teams.token())
    assert "Yelling" in str(chat.teams.calls[-1])
    for text in ("calm team", "calm groups", "drill results", "drill"):
        await chat.send(chat.teams.message(text, recipient=recipient, **where), chat.teams.token())
        assert "This is for people who work here" in str(chat.teams.calls[-1])


async def test_a_channel_is_picked_by_its_name_and_no_id_is_typed(chat: Shipped) -> None:
    rosa = {"from": {"id": "29:rosa", "name": "Rosa", "aadObjectId": "aad-rosa"}}

    async def form() -> dict[str, Any]:
        answer = await chat.send(
            chat.teams.opens({"action": "group.new", "value": ""}, **rosa), chat.teams.token()
        )
        card: dict[str, Any] = answer.json["task"]["value"]["card"]["content"]
        return card

    assert "No channel is known yet" in str(await form())
    told = {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL["id"], "name": "Care"}}
    await chat.send(chat.teams.mention("hi", conversation=CHANNEL, channelData=told), chat.teams.token())
    await chat.edge._references.settle()
    (picker,) = (
        item for item in (await form())["body"] if item.get("label") == "Or everyone in this channel"
    )
    assert picker["type"] == "Input.ChoiceSet"
    assert picker["choices"] == [{"title": "Care", "value": CHANNEL["id"]}]
