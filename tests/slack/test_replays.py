"""Whoever recorded what Slack signed sends it again, as long as the signature is good."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from bot import telemetry
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.once import Once
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.requests import MemoryRequestStore
from bot.store.sql.database import Database
from bot.store.sql.requests import SqlRequestStore
from bot.wiring.calma import Calma
from bot.wiring.features import handlers
from tests.fakes.slack import Body, FakeSlack, button, sign, words
from tests.fakes.slack_user import SlackUser
from tests.slack.conftest import serving
from tests.slack.workshop import Workshop


@dataclass
class Office:
    """Two processes on one database, what both did, and who comes when one is started anew."""

    users: list[SlackUser]
    workshop: Workshop
    slack: FakeSlack

    async def done(self, body: bytes, headers: dict[str, str], user: int = 0) -> int:
        """Sends the same bytes with the same signature; returns how often anything was done by now."""
        response = await self.users[user].post(body, headers)
        assert response.status == 200
        return len(self.workshop.asks)


@pytest_asyncio.fixture
async def office(
    slack: FakeSlack, phrasebook: CurrentPhrasebook, workshop: Workshop, database: Database
) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        users = []
        for _ in range(3):  # the third is one that was started later
            once = Once(SqlRequestStore(database))
            desk = Desk(HelpHandlers(HelpDeps(phrasebook)), telemetry.report, MemoryPeopleStore(), once)
            desk.add_routes([workshop])
            users.append(await stack.enter_async_context(serving(desk, phrasebook, slack)))
        yield Office(users, workshop, slack)


def interaction(office: Office, **payload: object) -> bytes:
    whole: Body = {
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "trigger_id": office.slack.trigger(),
        "response_url": office.slack.response_url(),
        **payload,
    }
    return urlencode({"payload": json.dumps(whole)}).encode()


async def test_a_press_is_done_once_by_whichever_process(office: Office) -> None:
    card = await office.users[0].types("x")
    action = {"type": "button", "action_id": button(card, "Next")["action_id"], "value": "1"}
    body = interaction(office, type="block_actions", actions=[action])
    office.workshop.asks.clear()
    headers = sign(body)
    await office.done(body, headers)
    await office.slack.answer()
    for user in (0, 1, 2):
        await office.done(body, headers, user)
        assert "a second time" in words(await office.slack.answer())
    assert len(office.workshop.asks) == 1


async def test_a_command_that_changes_something_is_done_once(office: Office) -> None:
    body = office.users[0].form(command="/calm", text="x")
    headers = sign(body)
    assert [await office.done(body, headers, user) for user in (0, 0, 1, 2)] == [1, 1, 1, 1]


async def test_a_message_is_answered_once_by_whichever_process(office: Office) -> None:
    told = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "x"},
    }
    told["event"] |= {"ts": "17.1", "event_ts": "17.1"}  # type: ignore[operator]
    body = json.dumps(told).encode()
    headers = {**sign(body), "Content-Type": "application/json"}
    await office.done(body, headers)
    await office.slack.next("chat.postMessage")
    assert [await office.done(body, headers, user) for user in (0, 1, 2)] == [1, 1, 1]


@pytest.mark.parametrize("seconds", [121.0, 280.0])
async def test_a_form_is_taken_once_as_long_as_its_signature_is_good(office: Office, seconds: float) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "shop.ask", "hash": "h", "state": {"values": {}}}
    body = interaction(office, type="view_submission", view=view)
    headers = sign(body, at=time.time() - seconds)
    assert [await office.done(body, headers, user) for user in (0, 0, 1, 2)] == [1, 1, 1, 1]


class Unasked(MemoryRequestStore):
    """A store that nobody may ask."""

    async def claim_request(self, tenant: str, key: str, now: datetime, until: datetime) -> bool:
        raise AssertionError("a look-up asked the store")


async def test_a_look_up_asks_no_store_and_is_answered_again(slack: FakeSlack, house: Calma) -> None:
    once = Once(Unasked())
    desk = Desk(house.desk.fallback, telemetry.report, MemoryPeopleStore(), once)
    desk.add_routes(handlers(house.features))
    async with serving(desk, house.phrasebook, slack) as user:
        body = user.form(command="/calm", text="le está gritando")
        headers = sign(body)
        for _ in range(2):
            assert "*ES*" in await (await user.post(body, headers)).text()
        await user.presses(button(await user.types("yelling"), "More phrases"))
        assert (await slack.answer())["replace_original"] is True


async def test_what_is_signed_anew_is_done_again_though_its_trigger_is_known(office: Office) -> None:
    for count, text in enumerate(("x", "y", "z"), 1):
        body = office.users[0].form(command="/calm", text=text, trigger_id="1.2")
        assert await office.done(body, sign(body)) == count
