"""What became of a message that was sent unasked, over the real wire."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession, ClientTimeout

from bot.core.card import Card, Heading, Quote
from bot.core.edge import Address, Fate, Messenger, Receipt
from bot.slack.chats import Chats
from bot.slack.messenger import Reading, SlackMessenger
from bot.slack.wire import SlackApi
from bot.store.memory.edge import MemoryReferenceStore
from tests.fakes.slack import TOKEN, Body, FakeSlack, Fault, words

CARD = Card("Time for a **drill**", (Heading("A drill"), Quote("For", "<!channel>")))
MARIA = Address("T1", "slack", "U1")
TEAM = Address("T1", "slack", "C1", channel=True)
PATIENCE = 1.0  # seconds until a silent Slack is given up


@pytest_asyncio.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=PATIENCE)) as open_session:
        yield open_session


@pytest.fixture
def messenger(slack: FakeSlack, session: ClientSession) -> SlackMessenger:
    return at(slack.api_url, session)


def at(url: str, session: ClientSession, token: str = TOKEN) -> SlackMessenger:
    """Returns a messenger to the Slack at `url`."""
    client = SlackApi(token, base_url=url, session=session, retry_handlers=[])
    return SlackMessenger(client, time.time, settle=0.0, chats=Chats(MemoryReferenceStore()))


async def test_a_person_gets_it_in_their_own_chat(messenger: Messenger, slack: FakeSlack) -> None:
    receipt = await messenger.send(MARIA, CARD, "k1")
    sent = slack.messages["DU1"][0]
    assert receipt == Receipt(Fate.SENT, message=f"DU1:{sent['ts']}")
    assert sent["text"] == "Time for a drill"
    assert "&lt;!channel&gt;" in words(sent)
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert sent["metadata"] == {"event_type": "calma_delivery", "event_payload": {"key": "k1"}}
    assert [call.method for call in slack.calls] == ["chat.postMessage"]


async def test_a_channel_gets_it_too(messenger: Messenger, slack: FakeSlack) -> None:
    receipt = await messenger.send(TEAM, CARD, "k1")
    assert receipt.message == f"C1:{slack.messages['C1'][0]['ts']}"


async def test_slack_asks_to_wait(messenger: Messenger, slack: FakeSlack) -> None:
    slack.fail["chat.postMessage"] = Fault("ratelimited", status=429, wait=17)
    asked = Receipt(Fate.LATER, reason="ratelimited", wait=17.0, pauses=True)
    assert await messenger.send(MARIA, CARD, "k1") == asked
    slack.fail["chat.postMessage"] = Fault("ratelimited", status=429)
    assert (await messenger.send(MARIA, CARD, "k1")).wait == 30.0
    assert len(slack.calls) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, after=True),
        Fault(status=503, after=True),
        Fault("fatal_error", after=True),
        Fault(silent=2 * PATIENCE, after=True),
        Fault(cut=True, after=True),
    ],
    ids=["500", "503", "fatal", "silent", "cut"],
)
@pytest.mark.parametrize("address", [MARIA, TEAM], ids=["person", "channel"])
async def test_what_slack_did_write_counts_as_sent(
    messenger: Messenger, slack: FakeSlack, fault: Fault, address: Address
) -> None:
    await messenger.send(address, CARD, "k0")
    slack.fail["chat.postMessage"] = fault
    receipt = await messenger.send(address, CARD, "k1")
    channel = "C1" if address.channel else "DU1"
    assert receipt == Receipt(Fate.SENT, message=f"{channel}:{slack.messages[channel][-1]['ts']}")
    assert len(slack.called("chat.postMessage")) == 2


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(silent=2 * PATIENCE), Fault(cut=True)])
async def test_what_slack_did_not_write_is_sent_later(
    messenger: Messenger, slack: FakeSlack, fault: Fault
) -> None:
    slack.fail["chat.postMessage"] = fault
    receipt = await messenger.send(MARIA, CARD, "k1")
    assert receipt.fate is Fate.LATER
    assert receipt.wait > 0
    assert len(slack.called("chat.postMessage")) == 1
    assert len(slack.called("conversations.open")) == 1


async def test_where_slack_does_not_tell_doubt_remains(messenger: Messenger, slack: FakeSlack) -> None:
    slack.fail["chat.postMessage"] = Fault("fatal_error", status=500, after=True)
    slack.fail["conversations.history"] = 500
    assert await messenger.send(MARIA, CARD, "k1") == Receipt(Fate.DOUBT, reason="fatal_error")


def chatter(slack: FakeSlack, count: int, age: float = 0.0) -> None:
    """Fills the team's channel with messages of others, by Slack's clock."""
    for i in range(count):
        stamp = f"{time.time() + slack.ahead - age:.3f}{i:03}"
        slack.messages["C1"].append({"ts": stamp, "text": "chatter"})


async def test_in_a_busy_channel_it_is_looked_for_on_many_pages(
    messenger: SlackMessenger, slack: FakeSlack
) -> None:
    since = time.time()
    sent = await messenger.send(TEAM, CARD, "k1")
    chatter(slack, 450)
    assert await messenger.settle(TEAM, "k1", since) == sent
    assert len(slack.called("conversations.history")) == 3
    chatter(slack, 600)
    assert (await messenger.settle(TEAM, "k1", since)).fate is Fate.DOUBT  # not looked for without end


@pytest.mark.parametrize("ahead", [-7_200.0, -90.0, 0.0, 90.0, 7_200.0])
async def test_slacks_clock_counts_not_ours(
    messenger: SlackMessenger, slack: FakeSlack, ahead: float
) -> None:
    slack.ahead = ahead
    slack.fail["chat.postMessage"] = Fault(status=500, after=True)
    assert (await messenger.send(TEAM, CARD, "k1")).fate is Fate.SENT
    assert len(slack.messages["C1"]) == 1
    slack.messages.clear()
    chatter(slack, 150, age=3_600.0)
    chatter(slack, 150)
    surely_not_there = await messenger.settle(TEAM, "k2", time.time())
    assert surely_not_there.fate is Fate.LATER
    assert (await messenger.settle(TEAM, "k2", time.time() - 7_200.0)).fate is Fate.LATER  # to the beginning


async def test_doubt_of_before_a_crash_can_be_settled(messenger: SlackMessenger, slack: FakeSlack) -> None:
    since = time.time()
    sent = await messenger.send(TEAM, CARD, "k1")
    assert await messenger.settle(TEAM, "k1", since) == sent
    assert (await messenger.settle(TEAM, "k2", since)).fate is Fate.LATER


@pytest.mark.parametrize(
    "word",
    [
        *("account_inactive", "user_not_found", "channel_not_found", "not_in_channel", "is_archived"),
        *("cannot_dm_bot", "messages_tab_disabled", "restricted_action", "user_disabled"),
    ],
)
async def test_what_can_never_arrive_is_refused(
    messenger: Messenger, slack: FakeSlack, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    slack.fail["chat.postMessage"] = Fault(word)
    assert await messenger.send(MARIA, CARD, "k1") == Receipt(Fate.REFUSED, reason=word)
    assert word not in caplog.text


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "missing_scope", "invalid_blocks"])
async def test_what_is_the_bots_own_fault_is_logged(
    messenger: Messenger, slack: FakeSlack, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    slack.fail["chat.postMessage"] = Fault(word)
    assert await messenger.send(MARIA, CARD, "k1") == Receipt(Fate.REFUSED, reason=word)
    assert [record.levelname for record in caplog.records if word in record.getMessage()] == ["ERROR"]


async def test_a_wrong_token_is_refused(slack: FakeSlack, session: ClientSession) -> None:
    receipt = await at(slack.api_url, session, "xoxb-wrong").send(MARIA, CARD, "k1")
    assert receipt == Receipt(Fate.REFUSED, reason="invalid_auth")


async def test_a_slack_that_cannot_be_reached_got_nothing(session: ClientSession) -> None:
    receipt = await at("http://127.0.0.1:1/api/", session).send(MARIA, CARD, "k1")
    assert receipt.fate is Fate.LATER


async def test_a_message_is_taken_back(messenger: SlackMessenger, slack: FakeSlack) -> None:
    receipt = await messenger.send(MARIA, CARD, "k1")
    assert await messenger.withdraw(MARIA, receipt.message)
    assert slack.messages["DU1"] == []
    assert not await messenger.withdraw(MARIA, receipt.message)  # it is gone already
    assert not await messenger.withdraw(MARIA, "nonsense")
    slack.fail["chat.delete"] = Fault("ratelimited", status=429, wait=17)
    assert not await messenger.withdraw(MARIA, receipt.message)


async def test_a_message_is_changed_in_its_place(messenger: SlackMessenger, slack: FakeSlack) -> None:
    receipt = await messenger.send(MARIA, CARD, "k1")
    changed = Card("It's over", (Heading("It's over"),))
    assert await messenger.update(MARIA, receipt.message, changed) == Receipt(Fate.SENT, receipt.message)
    [message] = slack.messages["DU1"]
    assert (message["text"], "It's over" in words(message)) == ("It's over", True)
    assert message["metadata"]["event_payload"] == {"key": "k1"}
    gone = await messenger.update(MARIA, "DU1:1.0", changed)
    assert (gone.fate, gone.reason) == (Fate.REFUSED, "message_not_found")


@pytest.mark.parametrize(
    "fault",
    [Fault("ratelimited", status=429, wait=17), Fault(status=500), Fault("internal_error"), Fault(cut=True)],
)
async def test_a_change_that_did_not_get_through_is_tried_again(
    messenger: SlackMessenger, slack: FakeSlack, fault: Fault
) -> None:
    receipt = await messenger.send(MARIA, CARD, "k1")
    slack.fail["chat.update"] = fault
    assert (await messenger.update(MARIA, receipt.message, CARD)).fate is Fate.LATER


@pytest.mark.parametrize(
    ("status", "fate"), [(200, Fate.SENT), (404, Fate.REFUSED), (500, Fate.LATER), (0, Fate.LATER)]
)
async def test_an_ephemeral_one_is_changed_by_its_response_url(
    messenger: SlackMessenger, slack: FakeSlack, session: ClientSession, status: int, fate: Fate
) -> None:
    asked: list[tuple[str, bool]] = []

    async def respond(url: str, message: Body) -> int:
        asked.append((url, message["replace_original"]))
        return status

    client = SlackApi(TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])
    chats = Chats(MemoryReferenceStore())
    wired = SlackMessenger(client, time.time, settle=0.0, chats=chats, to_url=respond)
    assert (await wired.update(MARIA, "https://hooks.slack.com/x", CARD)).fate is fate
    assert asked == [("https://hooks.slack.com/x", True)]
    assert (await messenger.update(MARIA, "https://hooks.slack.com/x", CARD)).fate is Fate.REFUSED


async def test_a_chat_that_is_closed_is_opened_anew_and_written_into_once(
    messenger: Messenger, slack: FakeSlack
) -> None:
    slack.refused["U1"] = "channel_not_found"
    slack.fail["conversations.open"] = Fault("unknown")
    assert (await messenger.send(MARIA, CARD, "k1")).reason == "unknown"
    slack.fail.clear()
    slack.moved["U1"] = "D9"
    sent = await messenger.send(MARIA, CARD, "k1")
    assert sent.message == f"D9:{slack.messages['D9'][0]['ts']}"
    assert len(slack.messages["D9"]) == 1


@pytest.mark.parametrize("word", ["user_not_found", "user_disabled", "cannot_dm_bot", "missing_scope"])
async def test_where_no_chat_can_be_opened_the_reason_is_the_true_one(
    messenger: Messenger, slack: FakeSlack, word: str
) -> None:
    slack.refused["U1"] = "channel_not_found"
    slack.fail["conversations.open"] = Fault(word)
    assert await messenger.send(MARIA, CARD, "k1") == Receipt(Fate.REFUSED, reason=word)


async def test_what_is_in_doubt_is_looked_for_where_the_chat_is_now(
    messenger: SlackMessenger, slack: FakeSlack
) -> None:
    since = time.time()
    await messenger.send(MARIA, CARD, "k0")
    slack.refused["DU1"], slack.moved["U1"] = "channel_not_found", "D9"
    assert (await messenger.settle(MARIA, "k1", since)).fate is Fate.LATER
    slack.messages["D9"].append(slack.messages["DU1"][0])
    assert (await messenger.settle(MARIA, "k0", since)).fate is Fate.SENT


async def test_a_channel_that_is_gone_is_not_opened(messenger: Messenger, slack: FakeSlack) -> None:
    slack.refused["C1"] = "channel_not_found"
    assert await messenger.send(TEAM, CARD, "k1") == Receipt(Fate.REFUSED, reason="channel_not_found")
    assert slack.called("conversations.open") == []


@pytest.mark.parametrize(
    ("scopes", "address", "read"),
    [
        ("chat:write", MARIA, False),
        ("chat:write,im:history", MARIA, True),
        ("im:history", TEAM, False),
        ("channels:history", TEAM, True),
        ("groups:history", TEAM, True),
        (None, TEAM, True),
    ],
)
async def test_without_the_scope_nothing_is_read(
    slack: FakeSlack, session: ClientSession, scopes: str | None, address: Address, read: bool
) -> None:
    async def granted(tenant: str) -> frozenset[str] | None:
        return None if scopes is None else frozenset(scopes.split(","))

    client = SlackApi(TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])
    chats = Chats(MemoryReferenceStore())
    messenger = SlackMessenger(client, time.time, settle=0.0, chats=chats, granted=granted)
    receipt = await messenger.settle(address, "k1", time.time())
    assert bool(slack.called("conversations.history")) == read
    assert (receipt.fate, receipt.final) == ((Fate.LATER, False) if read else (Fate.DOUBT, True))


async def test_a_scope_that_was_taken_away_is_noticed(messenger: SlackMessenger, slack: FakeSlack) -> None:
    slack.fail["conversations.history"] = Fault("missing_scope")
    receipt = await messenger.settle(MARIA, "k1", time.time())
    assert (receipt.fate, receipt.reason, receipt.final) == (Fate.DOUBT, "missing_scope", True)


async def test_where_slack_lets_few_be_read_it_reads_on_the_next_time(
    slack: FakeSlack, session: ClientSession
) -> None:
    client = SlackApi(TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])
    reading, chats = Reading.at_pace(1 / 60), Chats(MemoryReferenceStore())
    assert (Reading.at_pace(45 / 60), reading) == (Reading(200, 5), Reading(15, 1))
    few = SlackMessenger(client, time.time, settle=0.0, chats=chats, reading=reading)
    since = time.time()
    sent = await few.send(TEAM, CARD, "k1")
    chatter(slack, 40)
    fates = [(await few.settle(TEAM, "k1", since)) for _ in range(3)]
    assert [receipt.fate for receipt in fates] == [Fate.DOUBT, Fate.DOUBT, Fate.SENT]
    assert fates[-1] == sent
    assert [call["limit"] for call in slack.called("conversations.history")] == ["15"] * 3
    chatter(slack, 200)
    last = [(await few.settle(TEAM, "k1", since)) for _ in range(5)]
    assert [receipt.final for receipt in last] == [False] * 4 + [True]  # not without end


async def test_where_one_may_ask_so_rarely_nothing_is_asked_beside_the_lane(
    slack: FakeSlack, session: ClientSession
) -> None:
    slack.fail["chat.postMessage"] = Fault(status=500, after=True)
    client = SlackApi(TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])
    few = SlackMessenger(
        client, time.time, settle=0.0, chats=Chats(MemoryReferenceStore()), reading=Reading(15, 1)
    )
    assert (await few.send(TEAM, CARD, "k1")).fate is Fate.DOUBT
    assert not slack.called("conversations.history")
