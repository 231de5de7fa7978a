"""In Teams, the app is taken out of a chat or a team, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.card import Card, Text
from bot.core.edge import Address, Receipt
from bot.core.ledger import DeliveryState, Notice
from bot.core.personal import DataSubject
from bot.features.privacy import feature
from bot.teams.references import name_id
from tests.checkin.wires import Wires
from tests.fakes.teams import BOT, TENANT
from tests.harness import Clock

MARIA = Address(TENANT, "teams", "aad-maria")
GENERAL, SALES, ELSEWHERE = "19:general@thread.tacv2", "19:sales@thread.tacv2", "19:other@thread.tacv2"
CHATS, OTHER = "19:group@thread.v2", "another-tenant"


class Recorded:
    """Writes notices that are always wanted, and hears what became of them."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []

    async def card(self, notice: Notice) -> Card | None:
        return Card("hello", (Text("hello"),), "en")

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        self.heard.append((notice.key, receipt.fate.value, receipt.reason))
        return ()


@pytest.fixture
def heard(wires: Wires) -> list[tuple[str, str, str]]:
    """What features hear of their notices."""
    writer = Recorded()
    wires.drainer._lane_deps.sender._writers = {"hello": writer}
    return writer.heard


async def waits(wires: Wires, key: str, to: Address, hours: float = 1) -> None:
    """Stores something that is to go to somebody in some hours."""
    due = wires.calma.runtime.clock() + timedelta(hours=hours)
    await wires.calma.stores.ledger.add_notices([Notice(key, to, "hello.hello", (), due)])


async def tells(wires: Wires, kind: str, **told: Any) -> None:
    """Tells the bot an activity, of Maria's chat unless another is told."""
    reply = await wires.chat.send(wires.teams.activity(kind, **{**wires.in_teams().who, **told}))
    assert reply.status == 200
    await wires.chat.edge._references.settle()


def in_team(channel: str = GENERAL, **more: Any) -> dict[str, Any]:
    """Returns where something happens in a channel of a team; a team's id is that of its first channel."""
    team = {"id": ELSEWHERE if channel == ELSEWHERE else GENERAL, "name": "Support"}
    where = {"id": channel, "conversationType": "channel", "tenantId": TENANT, "isGroup": True}
    return {"conversation": where, "channelData": {"tenant": {"id": TENANT}, "team": team}, **more}


def in_group() -> dict[str, Any]:
    where = {"id": CHATS, "conversationType": "groupChat", "tenantId": TENANT, "isGroup": True}
    return {"conversation": where, "channelData": {"tenant": {"id": TENANT}}}


async def states(wires: Wires, *keys: str) -> list[tuple[DeliveryState, str]]:
    found = await wires.calma.stores.ledger.find_deliveries(TENANT, keys)
    return [(found[key].state, found[key].reason) for key in keys]


NOT_INSTALLED = (DeliveryState.DEAD, "not installed")
Heard = list[tuple[str, str, str]]


async def test_whoever_takes_it_out_gets_nothing_more_and_what_waited_ends_at_once(
    wires: Wires, heard: Heard
) -> None:
    await wires.in_teams().types("yelling")
    await wires.in_teams("luis").types("yelling")
    await waits(wires, "tomorrow", MARIA, 24)
    await waits(wires, "luis", Address(TENANT, "teams", "aad-luis"), 24)
    wires.teams.calls.clear()
    await tells(wires, "installationUpdate", action="remove")
    await wires.drainer.drain()
    assert await states(wires, "tomorrow", "luis") == [NOT_INSTALLED, (DeliveryState.DUE, "")]
    assert heard == [("tomorrow", "refused", "not installed")]
    await waits(wires, "new", MARIA, 0)
    await wires.drainer.drain()
    assert await states(wires, "new") == [NOT_INSTALLED]
    assert (wires.teams.calls, wires.teams.opened) == ([], [])  # Teams is not even asked
    stored = await wires.calma.stores.references.find_reference(TENANT, "aad-maria")
    assert stored == '{"removed": true}'


async def test_put_back_it_sends_again_and_all_is_there(wires: Wires, clock: Clock, heard: Heard) -> None:
    maria = wires.in_teams()
    await maria.types("yelling")
    await maria.chooses("Save", 0)
    await tells(wires, "installationUpdate", action="remove")
    await wires.calma.background.settled()
    clock.later(days=60)
    await tells(wires, "installationUpdate", action="add")
    maria.reads()
    assert "Hi, I'm Calma" in maria.text
    await waits(wires, "again", MARIA, 0)
    await wires.drainer.drain()
    assert await states(wires, "again") == [(DeliveryState.SENT, "")]
    clock.later(days=60)
    await feature.leavers(wires.calma.features.privacy)(clock.now)
    await maria.types("calm mine")
    assert "Remove" in maria.labels


async def test_a_version_without_the_bot_takes_it_out_and_the_next_one_brings_it_back_in_silence(
    wires: Wires, clock: Clock, heard: Heard
) -> None:
    await wires.in_teams().types("yelling")
    await tells(wires, "conversationUpdate", **in_team())
    for told in ({}, in_team()):
        await tells(wires, "installationUpdate", action="remove-upgrade", **told)
    await wires.calma.background.settled()
    wires.teams.calls.clear()
    for told in ({}, in_team()):
        await tells(wires, "installationUpdate", action="add-upgrade", **told)
    assert wires.teams.calls == []
    clock.later(days=200)
    await feature.leavers(wires.calma.features.privacy)(clock.now)
    await waits(wires, "maria", MARIA, 0)
    await waits(wires, "team", Address(TENANT, "teams", GENERAL, channel=True), 0)
    await wires.drainer.drain()
    assert await states(wires, "maria", "team") == [(DeliveryState.SENT, "")] * 2
    assert await wires.calma.stores.personal.export_person(DataSubject(TENANT, "aad-maria", "teams"))


async def test_put_back_where_another_process_greeted_before_it_counts_too(
    wires: Wires, clock: Clock, heard: Heard
) -> None:
    await wires.in_teams().types("yelling")
    reference = await wires.calma.stores.references.find_reference(TENANT, "aad-maria")
    await tells(wires, "installationUpdate", action="remove")
    # As in a process that stored the way before, greeted, and was not told that it is gone.
    edge = wires.chat.edge
    edge._welcomed.is_new("a:maria")
    now = edge._references._last[TENANT, "aad-maria"]
    assert reference != now
    await tells(wires, "installationUpdate", action="add")
    clock.later(days=200)
    await feature.leavers(wires.calma.features.privacy)(clock.now)
    subject = DataSubject(TENANT, "aad-maria", "teams")
    assert await wires.calma.stores.personal.export_person(subject)
    assert await wires.calma.stores.references.find_reference(TENANT, "aad-maria") == reference


async def test_a_process_that_was_told_nothing_stores_the_way_once_somebody_is_back(
    wires: Wires, heard: Heard
) -> None:
    maria = wires.in_teams()
    await maria.types("yelling")
    # Another process took it out; nobody told this one that it is there again.
    await wires.calma.stores.references.keep_reference(TENANT, "aad-maria", '{"removed": true}')
    await waits(wires, "gone", MARIA, 0)
    await wires.drainer.drain()
    assert await states(wires, "gone") == [NOT_INSTALLED]
    await maria.types("late")
    await wires.chat.edge._references.settle()
    await waits(wires, "back", MARIA, 0)
    await wires.drainer.drain()
    assert await states(wires, "back") == [(DeliveryState.SENT, "")]


async def test_of_whom_nothing_is_stored_nothing_is_begun(wires: Wires) -> None:
    await tells(wires, "installationUpdate", action="remove")
    assert await wires.calma.stores.references.references_below("") == {}


LEAVING: dict[str, dict[str, Any]] = {
    "installationUpdate": {"action": "remove"},
    "conversationUpdate": {"membersRemoved": [{"id": BOT}]},
}


@pytest.mark.parametrize("kind", LEAVING)
async def test_taken_out_of_a_team_its_channels_get_nothing_more(
    wires: Wires, heard: Heard, kind: str
) -> None:
    channels = (GENERAL, SALES, ELSEWHERE)
    for channel in channels:
        await tells(wires, "conversationUpdate", **in_team(channel))
        await waits(wires, channel, Address(TENANT, "teams", channel, channel=True))
    wires.teams.calls.clear()
    await tells(wires, kind, **in_team(), **LEAVING[kind])
    await wires.drainer.drain()
    assert await states(wires, *channels) == [NOT_INSTALLED, NOT_INSTALLED, (DeliveryState.DUE, "")]
    stored = await wires.calma.stores.references.references_below("19:")
    assert [("service_url" in stored[TENANT, channel]) for channel in channels] == [False, False, True]
    names = await wires.calma.stores.references.references_below(name_id(""))
    assert set(names) == {(TENANT, name_id(ELSEWHERE))}
    await waits(wires, "more", Address(TENANT, "teams", SALES, channel=True), 0)
    await wires.drainer.drain()
    assert (await states(wires, "more"), wires.teams.calls) == ([NOT_INSTALLED], [])
    # Nobody of the team has gone for that.
    await wires.in_teams().types("yelling")
    await tells(wires, "installationUpdate", action="add", **in_team())
    await waits(wires, "again", Address(TENANT, "teams", SALES, channel=True), 0)
    await wires.drainer.drain()
    assert await states(wires, "again") == [(DeliveryState.SENT, "")]
    assert wires.teams.calls[-1].conversation == SALES


async def test_taken_out_of_one_channel_or_chat_the_others_go_on(wires: Wires, heard: Heard) -> None:
    places = {GENERAL: in_team(), SALES: in_team(SALES), CHATS: in_group()}
    for place, told in places.items():
        await tells(wires, "conversationUpdate", **told)
        await waits(wires, place, Address(TENANT, "teams", place, channel=True))
    for place in (SALES, CHATS):
        await tells(wires, "installationUpdate", action="remove", **places[place])
    await wires.drainer.drain()
    assert await states(wires, *places) == [(DeliveryState.DUE, ""), NOT_INSTALLED, NOT_INSTALLED]


async def test_the_same_ids_in_another_organisation_are_left_alone(wires: Wires, heard: Heard) -> None:
    there = wires.in_teams(tenant=OTHER)
    there.conversation = there.who["conversation"]["id"] = "a:there"
    await wires.in_teams().types("yelling")
    await there.types("yelling")
    await waits(wires, "theirs", Address(OTHER, "teams", "aad-maria"), 24)
    await tells(wires, "installationUpdate", action="remove")
    await wires.drainer.drain()
    found = await wires.calma.stores.ledger.find_delivery(OTHER, "theirs")
    assert found
    assert found.state is DeliveryState.DUE
    assert "a:there" in str(await wires.calma.stores.references.find_reference(OTHER, "aad-maria"))


async def test_a_store_that_is_away_keeps_no_removal_from_being_answered(
    wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wires.in_teams().types("yelling")

    async def away(*_: object) -> None:
        raise RuntimeError("away")

    monkeypatch.setattr(wires.calma.stores.references, "keep_references", away)
    await tells(wires, "installationUpdate", action="remove")  # 200, and the log has it
