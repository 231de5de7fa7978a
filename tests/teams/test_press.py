"""Buttons and selects, by Action.Execute and by its fallback."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Press
from tests.fakes.teams import elements, shown
from tests.teams.dialogue import Dialogue, Json

pytestmark = pytest.mark.usefixtures("both_adapters")

CARD = "application/vnd.microsoft.card.adaptive"
NEXT = {"action": "shelf.next", "value": "2"}
NEW = {"action": "shelf.new", "value": "3"}


async def button(chat: Dialogue, title: str) -> Json:
    """Returns the data behind a button of a card that the bot sent."""
    await chat.say("calm yelling")
    [found] = [a for a in elements(chat.teams.calls[-1].card, "Action.Execute") if a["title"] == title]
    data: Json = found["data"]
    assert found["fallback"]["data"] == data
    chat.teams.calls.clear()
    chat.shelf.asked.clear()
    return data


async def test_a_button_changes_its_card_in_place(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute(await button(chat, "Next")))
    assert reply.status == 200
    assert (reply.json["statusCode"], reply.json["type"]) == (200, CARD)
    assert "turned to 2" in shown(reply.json["value"])
    assert chat.teams.calls == []


async def test_a_button_may_bring_a_new_message(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute(await button(chat, "New")))
    assert reply.json["type"] == "application/vnd.microsoft.activity.message"
    assert reply.json["value"] == "See the new message below."
    assert "another on 3" in chat.heard


async def test_a_select_sends_what_was_chosen(chat: Dialogue) -> None:
    data = await button(chat, "Show")
    reply = await chat.send(chat.teams.execute({**data, data["input"]: "chat"}))
    assert "turned to chat" in shown(reply.json["value"])
    [ask] = chat.shelf.asked
    assert isinstance(ask, Press)
    assert (ask.action, ask.value) == ("shelf.pick", "chat")


async def test_a_select_in_which_nothing_is_chosen_changes_nothing(chat: Dialogue) -> None:
    data = await button(chat, "Show")
    for nothing in ({}, {data["input"]: ""}, {data["input"]: None}):
        reply = await chat.send(chat.teams.execute({**data, **nothing}))
        assert reply.json["type"] == "application/vnd.microsoft.activity.message"
        assert reply.json["value"] == "Nothing is chosen, so nothing changes. Please choose one first."
        assert (await chat.send(chat.teams.submit({**data, **nothing}))).status == 200
        dialog = await chat.send(chat.teams.sends({**data, **nothing}))
        assert dialog.json["task"]["type"] == "message"
    assert (chat.shelf.asked, chat.teams.calls) == ([], [])


async def test_an_old_client_submits_and_the_card_is_replaced(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.submit(await button(chat, "Next")))
    assert reply.status == 200
    [call] = chat.teams.calls
    assert (call.method, call.conversation, call.activity_id) == ("PUT", "a:chat", "card-1")
    assert "turned to 2" in call.text
    assert call.body["id"] == "card-1"


async def test_a_submitted_select_sends_what_was_chosen(chat: Dialogue) -> None:
    data = await button(chat, "Show")
    await chat.send(chat.teams.submit({**data, data["input"]: "phone"}))
    assert "turned to phone" in chat.heard


async def test_a_submit_that_does_not_say_of_which_card_is_answered_anew(chat: Dialogue) -> None:
    await chat.send(chat.teams.submit(NEXT, replyToId=None))
    assert chat.teams.calls[0].method == "POST"


async def test_a_submit_may_bring_a_new_message(chat: Dialogue) -> None:
    await chat.send(chat.teams.submit(NEW))
    assert chat.teams.calls[0].method == "POST"


async def test_a_card_that_is_gone_is_answered_anew(chat: Dialogue) -> None:
    chat.teams.fail(404, method="PUT")
    assert (await chat.send(chat.teams.submit(NEXT))).status == 200
    assert [call.method for call in chat.teams.calls] == ["PUT", "POST"]


async def test_a_press_tells_which_card_it_was_on(chat: Dialogue) -> None:
    await chat.send(chat.teams.execute(NEXT, replyToId="card-7"))
    await chat.send(chat.teams.submit(NEXT))
    await chat.send(chat.teams.execute(NEXT))
    presses = [ask for ask in chat.shelf.asked if isinstance(ask, Press)]
    assert [press.origin for press in presses] == ["card-7", "card-1", ""]
    assert [press.message for press in presses] == ["card-7", "card-1", ""]  # by that it can be changed later


@pytest.mark.parametrize("press", ["execute", "submit"])
async def test_a_button_of_an_earlier_version_gets_a_friendly_card(chat: Dialogue, press: str) -> None:
    activity = getattr(chat.teams, press)({"action": "gone.action", "value": "x"})
    reply = await chat.send(activity)
    assert "earlier version" in (shown(reply.json["value"]) if press == "execute" else chat.heard)


async def test_when_a_press_breaks_the_card_stays_and_a_new_one_apologises(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute({"action": "shelf.broken"}))
    assert reply.json["type"] == "application/vnd.microsoft.activity.message"
    assert "7F3K-22QA" in chat.heard


@pytest.mark.parametrize("data", [None, "x", [], {}, {"action": None}, {"action": 7}, {"value": "2"}])
async def test_a_press_that_is_none_of_ours_is_refused_by_the_book(chat: Dialogue, data: Any) -> None:
    reply = await chat.send(chat.teams.execute(data))
    assert reply.status == 200
    assert (reply.json["statusCode"], reply.json["type"]) == (400, "application/vnd.microsoft.error")
    assert reply.json["value"]["code"] == "BadRequest"


@pytest.mark.parametrize("value", [None, "x", 3, [], {"action": []}])
async def test_an_invoke_with_a_broken_value_is_refused_by_the_book(chat: Dialogue, value: Any) -> None:
    reply = await chat.send(chat.teams.execute(None, value=value))
    assert reply.json["statusCode"] == 400


async def test_mistyped_values_are_none(chat: Dialogue) -> None:
    await chat.send(chat.teams.execute({"action": "shelf.next", "value": {"x": 1}}))
    await chat.send(chat.teams.execute({"action": "shelf.pick", "input": ["chosen0"]}))
    assert [ask.value for ask in chat.shelf.asked if isinstance(ask, Press)] == ["", ""]
