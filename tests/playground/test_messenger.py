"""The mailboxes: what is sent waits there, once, and not without end."""

from __future__ import annotations

import pytest

from bot.core.card import Card
from bot.core.edge import Address, Fate, Messenger
from bot.playground.messenger import KEPT, PlaygroundMessenger
from tests.playground.conftest import NOON
from tests.playground.office import channel, person


@pytest.fixture
def messenger() -> PlaygroundMessenger:
    """A messenger for whom it is noon."""
    return PlaygroundMessenger(lambda: NOON)


def card(text: str = "Hi") -> Card:
    return Card(text, ())


def summaries(messenger: PlaygroundMessenger, last: str = "") -> list[str]:
    return [message.card.summary for message in messenger.since(last)]


async def test_it_is_a_messenger(messenger: PlaygroundMessenger) -> None:
    port: Messenger = messenger
    receipt = await port.send(person("ana"), card(), "k")
    assert receipt.fate is Fate.SENT
    (message,) = messenger.since("")
    assert (message.id, message.at) == (receipt.message, NOON)


async def test_the_same_delivery_arrives_once(messenger: PlaygroundMessenger) -> None:
    first = await messenger.send(person("ana"), card("one"), "k")
    again = await messenger.send(person("ana"), card("two"), "k")
    other = await messenger.send(person("luis"), card("three"), "k")
    assert first == again != other
    assert summaries(messenger) == ["one", "three"]


@pytest.mark.parametrize(
    "address",
    [
        person("nobody"),
        person("channel-support"),
        channel("ana"),
        channel("channel-"),
        channel('channel-"><script>'),
        Address("other", "playground", "ana"),
        Address("playground", "slack", "ana"),
    ],
)
async def test_who_is_not_there_gets_nothing(messenger: PlaygroundMessenger, address: Address) -> None:
    receipt = await messenger.send(address, card(), "k")
    assert receipt.fate is Fate.REFUSED
    assert receipt.reason
    assert messenger.since("") == []


async def test_a_mailbox_forgets_the_oldest(messenger: PlaygroundMessenger) -> None:
    await messenger.send(person("luis"), card("kept"), "k")
    for number in range(KEPT + 3):
        await messenger.send(person("ana"), card(str(number)), str(number))
    assert summaries(messenger) == ["kept", *map(str, range(3, KEPT + 3))]


async def test_what_came_after_is_told_in_order(messenger: PlaygroundMessenger) -> None:
    for who in ("ana", "luis", "ana"):
        last = await messenger.send(person(who), card(who), who + str(len(messenger.since(""))))
    first = messenger.since("")[0]
    assert summaries(messenger, first.id) == ["luis", "ana"]
    assert summaries(messenger, last.message) == []


@pytest.mark.parametrize("last", ["", "x", "beef-1", "-", "-1", "beef-²"])
async def test_whoever_was_here_before_the_restart_is_told_everything(
    messenger: PlaygroundMessenger, last: str
) -> None:
    await messenger.send(person("ana"), card("all"), "k")
    assert summaries(messenger, last) == ["all"]


async def test_an_arrival_is_noticed(messenger: PlaygroundMessenger) -> None:
    arrival = messenger.arrival()
    await messenger.send(person("ana"), card(), "k")
    assert arrival.is_set()
    assert not messenger.arrival().is_set()
    await messenger.send(person("ana"), card(), "k")
    assert not messenger.arrival().is_set()


async def test_a_card_in_a_channel_changes_for_everybody(messenger: PlaygroundMessenger) -> None:
    sent = await messenger.send(channel("channel-support"), card("open"), "k")
    await messenger.send(person("ana"), card("mine"), "m")
    seen = messenger.since("")[-1].mark
    assert messenger.change(sent.message, card("closed"))
    [message] = messenger.since(seen)
    assert (message.id, message.card.summary, message.changed) == (sent.message, "closed", True)
    assert message.mark != message.id
    assert messenger.since(message.mark) == []
    assert summaries(messenger) == ["mine", "closed"]
    again = await messenger.send(channel("channel-support"), card("open"), "k")
    assert again.message == sent.message


async def test_only_what_is_in_a_channel_is_changed_so(messenger: PlaygroundMessenger) -> None:
    sent = await messenger.send(person("ana"), card(), "k")
    assert not messenger.change(sent.message, card("other"))
    assert not messenger.change("", card("other"))
    assert summaries(messenger) == ["Hi"]


async def test_a_message_is_taken_off_the_page(messenger: PlaygroundMessenger) -> None:
    receipt = await messenger.send(person("ana"), card("one"), "k")
    (before,) = messenger.since("")
    assert await messenger.withdraw(person("ana"), receipt.message)
    (gone,) = messenger.since(before.mark)
    assert (gone.id, gone.gone) == (receipt.message, True)
    assert not await messenger.withdraw(person("ana"), receipt.message)
    assert not await messenger.withdraw(person("luis"), receipt.message)
    again = await messenger.send(person("ana"), card("one"), "k")  # the same delivery stays taken back
    assert again.message == receipt.message


async def test_a_message_is_changed_where_it_was_sent(messenger: PlaygroundMessenger) -> None:
    receipt = await messenger.send(person("ana"), card("one"), "k")
    mark = messenger.since("")[-1].mark
    assert (await messenger.update(person("ana"), receipt.message, card("two"))).fate is Fate.SENT
    (changed,) = messenger.since(mark)
    assert (changed.id, changed.card.summary, changed.changed) == (receipt.message, "two", True)
    assert (await messenger.update(person("luis"), receipt.message, card("three"))).fate is Fate.REFUSED
    await messenger.withdraw(person("ana"), receipt.message)
    assert (await messenger.update(person("ana"), receipt.message, card("four"))).fate is Fate.REFUSED
