"""The line on which the page hears what is sent unasked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.core import card as c
from bot.core.chat import Role
from bot.playground import events
from bot.playground.edge import Playground
from bot.playground.guard import HEADERS
from bot.store.memory.people import MemoryPeopleStore
from tests.playground.conftest import NOON, Client
from tests.playground.office import Office, channel, person

Event = tuple[str, dict[str, Any]]


def greeting(text: str = "Hi") -> c.Card:
    return c.Card(f"**{text}**", (c.Heading(text),), "es")


async def line(client: Client, who: str = "ana", last: str = "") -> ClientResponse:
    """Opens the line of `who`."""
    headers = {"Last-Event-ID": last} if last else {}
    response = await client.get(f"/playground/events?who={who}", headers=headers)
    assert response.status == 200
    assert response.content_type == "text/event-stream"
    assert await heard(response) == b"retry: 2000\n\n"
    return response


async def heard(response: ClientResponse) -> bytes:
    async with asyncio.timeout(5):
        return await response.content.readuntil(b"\n\n")


async def event(response: ClientResponse) -> Event:
    """Returns the name of the next event, and what it says."""
    told = dict(row.split(": ", 1) for row in (await heard(response)).decode().strip().split("\n"))
    data: dict[str, Any] = json.loads(told["data"])
    assert data["id"] == told["id"]
    return told["event"], data


async def test_what_is_sent_is_told_at_once(client: Client, office: Office) -> None:
    response = await line(client)
    receipt = await office.messenger.send(person("ana"), greeting(), "k")
    name, data = await event(response)
    assert (name, data["id"], data["channel"]) == ("message", receipt.message, "")
    assert data["at"] == NOON.isoformat()
    assert data["summary"] == "Hi"
    assert data["html"].startswith('<article class="card" lang="es"')
    assert data["inspect"] == {"Block Kit": {"elements": 1}, "Adaptive Card": ["**Hi**"]}


async def test_what_was_sent_before_waits(client: Client, office: Office) -> None:
    for text in ("first", "second"):
        await office.messenger.send(person("ana"), greeting(text), text)
    response = await line(client)
    assert [(await event(response))[1]["summary"] for _ in range(2)] == ["first", "second"]


async def test_after_a_break_only_the_rest_is_told(client: Client, office: Office) -> None:
    for text in ("first", "second"):
        await office.messenger.send(person("ana"), greeting(text), text)
    _, first = await event(await line(client))
    _, next_one = await event(await line(client, last=first["id"]))
    assert next_one["summary"] == "second"


async def test_a_channel_is_for_everybody(client: Client, office: Office) -> None:
    lines = [await line(client, who) for who in ("ana", "marta")]
    await office.messenger.send(channel("channel-support"), greeting("round"), "k")
    for response in lines:
        name, data = await event(response)
        assert (name, data["channel"], data["summary"]) == ("message", "channel-support", "round")


async def test_of_what_others_get_one_hears_only_that_it_came(client: Client, office: Office) -> None:
    response = await line(client)
    receipt = await office.messenger.send(person("sofia"), greeting("secret"), "k")
    assert await event(response) == ("elsewhere", {"id": receipt.message, "who": "sofia"})


async def test_what_was_taken_back_is_told(client: Client, office: Office) -> None:
    receipt = await office.messenger.send(person("ana"), greeting(), "k")
    lines = [await line(client, who) for who in ("ana", "luis")]
    for response in lines:
        await heard(response)
    await office.messenger.withdraw(person("ana"), receipt.message)
    for name, response in zip(("message", "elsewhere"), lines, strict=True):
        told = dict(row.split(": ", 1) for row in (await heard(response)).decode().strip().split("\n"))
        data = json.loads(told["data"])
        assert (told["event"], data["id"], data["gone"]) == (name, receipt.message, True)


async def test_a_press_tells_somebody_else(client: Client) -> None:
    response = await line(client, "sofia")
    ask = {"action": "office.tell", "value": "", "origin": "m-1"}
    await client.post("/playground/ask", json={"who": "ana", "language": "en", "ask": ask})
    assert (await event(response))[1]["summary"] == "Ana ended an abusive call"
    assert (await event(response))[1]["channel"] == "channel-support"


async def test_a_card_that_cannot_be_shown_does_not_silence_the_line(
    client: Client, office: Office, reported: list[BaseException]
) -> None:
    await office.messenger.send(person("ana"), greeting("Shown: unrenderable"), "1")
    await office.messenger.send(person("ana"), greeting("next"), "2")
    response = await line(client)
    _, sorry = await event(response)
    assert "7F3K-22" in sorry["html"]
    assert (await event(response))[1]["summary"] == "next"
    assert [str(error) for error in reported] == ["too long for this platform"]


async def test_a_quiet_line_shows_that_it_still_stands(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BEAT", 0.01)
    response = await line(client)
    assert await heard(response) == b":\n\n"


async def test_the_line_ends_with_the_playground(client: Client, playground: Playground) -> None:
    response = await line(client)
    await playground.hang_up()
    async with asyncio.timeout(5):
        assert await response.content.read() == b""


async def test_the_line_says_how_little_it_may_do(client: Client) -> None:
    response = await line(client)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("who", ["", "nobody", "channel-support"])
async def test_nobody_else_is_told_anything(client: Client, who: str) -> None:
    assert (await client.get(f"/playground/events?who={who}")).status == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}],
    ids=["origin", "site", "host"],
)
async def test_another_page_cannot_listen(client: Client, headers: dict[str, str]) -> None:
    assert (await client.get("/playground/events?who=ana", headers=headers)).status == 403


async def test_the_team_is_appointed(playground: Playground, people: MemoryPeopleStore) -> None:
    await playground.start()
    assert await people.appointed_people("playground", Role.SUPERVISOR) == ("sofia",)
    assert await people.appointed_people("playground", Role.MANAGER) == ("marta",)
