"""The connections to a slow Slack: answers first, and what cannot be sent is told when it can be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError

from bot.core.card import Card, Text
from bot.core.edge import Address, Fate
from bot.slack import wire
from bot.slack.chats import Chats
from bot.slack.messenger import SlackMessenger
from bot.slack.people import Profiles
from bot.slack.wire import SlackWire, Unanswered
from bot.store.memory.edge import MemoryReferenceStore
from bot.telemetry import LogBudget
from tests.fakes.slack import TOKEN, Body, FakeSlack, Fault, button, words
from tests.fakes.slack_user import SlackUser

CARD = Card("Time for a drill", (Text("Three questions."),))
MESSAGE: Body = {"text": "here", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "here"}}]}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few connections, and no pause before another try."""
    for pool in ("ANSWERS", "DELIVERIES", "READERS"):
        monkeypatch.setattr(wire, pool, 2)
    monkeypatch.setattr(wire, "RETRIES", (0.0, 0.0, 0.0))


@pytest_asyncio.fixture
async def connections(slack: FakeSlack) -> AsyncIterator[SlackWire]:
    """What the bot sends through."""
    opened = SlackWire(TOKEN, slack.api_url)
    opened.open()
    yield opened
    await opened.close()


async def test_answers_do_not_wait_behind_deliveries_or_profiles(
    slack: FakeSlack, connections: SlackWire
) -> None:
    slack.held = {"chat.postMessage": asyncio.Event(), "users.info": asyncio.Event()}
    chats = Chats(MemoryReferenceStore())
    messenger = SlackMessenger(connections.once, lambda: 0.0, chats=chats)
    profiles = Profiles(connections.profiles, lambda: 0.0)
    deliveries = [
        asyncio.create_task(messenger.send(Address("T1", "slack", f"U{i}"), CARD, f"k{i}")) for i in range(6)
    ]
    asked = [asyncio.create_task(profiles.of("T1", f"U{i}")) for i in range(6)]
    for method in slack.held:
        for _ in range(2):
            await slack.next(method)
    await connections.answer(slack.response_url(), MESSAGE)
    await connections.client.views_open(
        trigger_id=slack.trigger(),
        view={
            "type": "modal",
            "title": {"type": "plain_text", "text": "Here"},
            "blocks": MESSAGE["blocks"],
        },
    )
    assert [call.method for call in slack.calls][-2:] == ["response_url", "views.open"]
    for event in slack.held.values():
        event.set()
    assert [(await sent).fate for sent in deliveries] == [Fate.SENT] * 6
    await asyncio.gather(*asked)


async def test_the_wait_for_a_connection_is_none_of_slacks(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WITHIN", 0.3)
    opened = SlackWire(TOKEN, slack.api_url)
    opened.open()
    slack.held["chat.postMessage"] = asyncio.Event()
    slow = [asyncio.create_task(opened.client.chat_postMessage(channel="C1", **MESSAGE)) for _ in range(2)]
    for _ in slow:
        await slack.next("chat.postMessage")
    await opened.answer(slack.response_url(), MESSAGE)  # once those two are given up
    assert all(
        isinstance(error, TimeoutError) for error in await asyncio.gather(*slow, return_exceptions=True)
    )
    await opened.close()


async def test_an_answer_that_does_not_get_through_is_sent_again(
    slack: FakeSlack, connections: SlackWire
) -> None:
    slack.lost = [500, 429, 503]
    await connections.answer(slack.response_url(), MESSAGE)
    assert len(slack.called("response_url")) == 1


async def test_what_slack_limits_is_sent_once_when_it_allows(
    slack: FakeSlack, connections: SlackWire
) -> None:
    slack.fail["chat.postMessage"] = Fault("ratelimited", 429, wait=1)
    sending = asyncio.create_task(connections.client.chat_postMessage(channel="C1", **MESSAGE))
    await slack.next("chat.postMessage")
    del slack.fail["chat.postMessage"]
    await sending
    assert len(slack.messages["C1"]) == 1


@pytest.mark.parametrize("method", ["chat.postMessage", "views.open"])
async def test_what_may_have_been_done_is_done_once_more_for_whoever_waits_and_else_not(
    slack: FakeSlack, connections: SlackWire, method: str
) -> None:
    slack.fail[method] = 503
    for client, times in ((connections.client, 2), (connections.once, 3)):
        with pytest.raises(SlackApiError):
            await client.api_call(method, json={"channel": "C1", "trigger_id": "1.1"})
        assert len(slack.called(method)) == times


@pytest.mark.parametrize("passing", [500, 502, Fault("internal_error")])
async def test_after_one_passing_fault_the_answer_comes_and_no_apology(
    maria: SlackUser, slack: FakeSlack, passing: int | Fault
) -> None:
    slack.fail["chat.postMessage"] = passing
    await maria.does("message", channel=f"D{maria.user}", channel_type="im", ts="1.1", text="x")
    await slack.next("chat.postMessage")
    slack.fail.clear()
    assert "work on our side" not in words(await slack.next("chat.postMessage"))
    assert len(slack.messages[f"D{maria.user}"]) == 1


@pytest.mark.parametrize(
    ("word", "told"), [("missing_scope", "lacks a permission"), ("token_revoked", "key")]
)
async def test_what_slack_refuses_the_app_is_told_by_its_true_reason(
    maria: SlackUser, slack: FakeSlack, word: str, told: str
) -> None:
    message = await maria.types("x")
    slack.fail["views.open"] = Fault(word)
    await maria.presses(button(message, "Form"))
    assert told in words(await slack.answer())


@pytest.mark.parametrize("word", ["not_in_channel", "is_archived"])
async def test_where_a_channel_takes_nothing_the_answer_comes_into_the_own_chat_with_the_reason(
    maria: SlackUser, slack: FakeSlack, word: str
) -> None:
    slack.fail["chat.postEphemeral"] = Fault(word)
    await maria.does("app_mention", channel="C1", ts="1.1", text="<@UBOT> x")
    told = await slack.next("chat.postMessage")
    assert told["channel"] == maria.user
    assert "channel" in words(told)
    assert "work on our side" not in words(told)


async def test_what_opens_is_not_waited_for_longer_than_its_trigger_lasts(
    slack: FakeSlack, connections: SlackWire
) -> None:
    slack.fail["views.open"] = Fault("ratelimited", 429, wait=30)
    with pytest.raises(SlackApiError):
        await connections.client.views_open(trigger_id=slack.trigger(), view={})


@pytest.mark.parametrize("lost", [[404], [500] * 9])
async def test_an_answer_that_is_refused_for_good_is_known_to_be(
    slack: FakeSlack, connections: SlackWire, lost: list[int]
) -> None:
    slack.lost = lost
    with pytest.raises(Unanswered):
        await connections.answer(slack.response_url(), MESSAGE)
    assert len(slack.lost) in {0, 5}  # tried four times at most


@pytest.mark.parametrize("lost", [[404] * 2, [500] * 8], ids=["used up", "away"])
async def test_where_a_response_url_is_dead_the_person_is_told_in_their_chat(
    maria: SlackUser, slack: FakeSlack, lost: list[int]
) -> None:
    message = await maria.types("x")
    slack.lost = lost
    await maria.presses(button(message, "Next"))
    told = await slack.next("chat.postMessage")
    assert told["channel"] == maria.user
    assert "work on our side" in words(told)


async def test_a_chat_that_is_away_for_a_while_is_told_when_it_is_back(
    maria: SlackUser, slack: FakeSlack
) -> None:
    message = await maria.types("x")
    slack.lost = [404] * 2
    slack.fail["chat.postMessage"] = Fault(status=503)
    await maria.presses(button(message, "Next"))
    await slack.next("chat.postMessage")
    slack.fail.clear()
    while not slack.messages[f"D{maria.user}"]:
        await slack.next("chat.postMessage")
    assert len(slack.messages[f"D{maria.user}"]) == 1


async def test_an_answer_in_the_chat_counts_whether_or_not_the_line_about_it_arrives(
    maria: SlackUser, slack: FakeSlack
) -> None:
    message = await maria.types("x")
    slack.lost = [404]
    await maria.presses(button(message, "Chat"))
    assert "in your chat" in words(await slack.next("chat.postMessage"))
    await maria.presses(button(message, "Next"))
    assert "pressed 7" in words(await slack.answer())
    assert len(slack.called("chat.postMessage")) == 1  # no apology for what did work


@pytest.mark.parametrize(
    ("ahead", "told"), [(-400.0, ["ahead of"]), (400.0, ["behind"]), (30.0, []), (-30.0, [])]
)
async def test_a_clock_that_is_off_is_told_once_a_minute(
    slack: FakeSlack,
    connections: SlackWire,
    caplog: pytest.LogCaptureFixture,
    ahead: float,
    told: list[str],
) -> None:
    slack.ahead = ahead
    budget = LogBudget()
    for _ in range(3):
        await connections.profiles.users_info(user="U1")
        await connections.once.users_info(user="U1")
    written = [record.getMessage() for record in caplog.records if budget.filter(record)]
    lines = [line for line in written if "this machine's clock" in line]
    assert ["ahead of" if "ahead of" in line else "behind" for line in lines] == told
