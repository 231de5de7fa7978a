"""What the coach sends unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.core.card import Card, Choice, Heading, Option, Text
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, ChannelMember, Fate, Messenger, Receipt, ReferenceStore
from bot.store.memory.edge import MemoryReferenceStore
from bot.teams import credentials, roster
from bot.teams.auth import AllowedTenants
from bot.teams.clouds import cloud_of
from bot.teams.messenger import TeamsMessenger
from bot.teams.references import ConversationReference, KnownReferences
from bot.teams.services import Services
from bot.teams.wire import TeamsWire
from tests.fakes.teams import BOT, TENANT, FakeTeams
from tests.teams.dialogue import Dialogue, Settings, book

CARD = Card("Time for a drill", (Heading("Time for a drill"),))
MARIA_ADDRESS = Address(TENANT, "teams", "aad-maria")
CHANNEL = Address(TENANT, "teams", "19:abc@thread.tacv2", channel=True)


def known_references(teams: FakeTeams, store: ReferenceStore) -> KnownReferences:
    """Returns the references of a bot in front of the fake Teams."""
    cloud = cloud_of(Settings(teams.openid_url, teams.login_url))
    return KnownReferences(store, Services(cloud, anonymous=False), str)


@dataclass
class Post:
    """A messenger, and what the edge told it before."""

    teams: FakeTeams
    chat: Dialogue
    messenger: Messenger

    async def meet(self, **changes: object) -> None:
        """Lets Maria speak to the bot, which then knows where she can be reached."""
        await self.chat.send(self.teams.message("calm yelling", **changes))
        await asyncio.sleep(0)
        self.teams.calls.clear()

    async def send(self, address: Address = MARIA_ADDRESS, card: Card = CARD) -> Receipt:
        return await self.messenger.send(address, card, "delivery-1")


def channel(id: str) -> dict[str, object]:
    """Returns a channel, or a thread in it, as activities name it."""
    return {"id": id, "conversationType": "channel", "isGroup": True}


@pytest.fixture
async def post(teams: FakeTeams, chat: Dialogue) -> AsyncIterator[Post]:
    settings, wire = Settings(teams.openid_url, teams.login_url), TeamsWire()
    signed = credentials.of(settings, cloud_of(settings), wire)
    known = known_references(teams, chat.references)
    phrasebook, tenants = CurrentPhrasebook(book()), AllowedTenants(())
    messenger = TeamsMessenger(phrasebook, settings.app_id, signed, known, tenants)
    yield Post(teams, chat, messenger)
    await messenger.close()
    await wire.close()


async def test_a_person_who_spoke_is_reached_in_the_same_chat(post: Post) -> None:
    await post.meet()
    receipt = await post.send()
    [call] = post.teams.calls
    assert receipt == Receipt(Fate.SENT, message="sent-1")
    assert (call.conversation, call.text) == ("a:chat", "Time for a drill")
    assert call.body["summary"] == "Time for a drill"
    assert call.authorization.startswith("Bearer botframework.com-")
    assert post.teams.opened == []


async def test_the_words_are_in_the_cards_language(post: Post) -> None:
    await post.meet()
    choice = Choice("a", "Canal", (Option("Chat", "chat"),))
    await post.send(card=Card("x", (choice,), language="es"))
    assert "Ver" in post.teams.calls[0].text


async def test_a_colleague_who_never_spoke_is_reached_if_the_app_is_installed(post: Post) -> None:
    await post.meet()
    for _ in range(2):
        assert (await post.send(Address(TENANT, "teams", "aad-ana"))).fate is Fate.SENT
    assert [call.conversation for call in post.teams.calls] == ["a:aad-ana"] * 2
    [opened] = post.teams.opened  # once, and then it is known
    assert (opened["bot"], opened["members"]) == ({"id": BOT}, [{"id": "aad-ana"}])
    assert opened["tenantId"] == TENANT


async def test_a_tenant_that_never_spoke_is_not_installed(post: Post) -> None:
    await post.meet()
    refused = await post.send(Address("another-tenant", "teams", "aad-maria"))
    assert refused == Receipt(Fate.REFUSED, reason="not installed")
    assert post.teams.calls == []


async def test_a_channel_gets_a_new_post(post: Post) -> None:
    await post.meet(conversation=channel(f"{CHANNEL.id};messageid=17"))
    assert (await post.send(CHANNEL)).fate is Fate.SENT
    assert post.teams.calls[0].conversation == CHANNEL.id
    # By an id alone nothing goes anywhere: it may be that of another organisation's channel.
    unheard = Address(TENANT, "teams", "19:other@thread.tacv2", channel=True)
    assert await post.send(unheard) == Receipt(Fate.REFUSED, reason="not installed")
    assert len(post.teams.calls) == 1


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_teams_asks_to_repeat_is_for_later(post: Post, status: int) -> None:
    await post.meet()
    post.teams.fail(status, code="Busy")
    receipt = await post.send()
    assert (receipt.fate, receipt.reason) == (Fate.LATER, "Busy")
    assert 5 <= receipt.wait <= 15
    assert len(post.teams.calls) == 1  # one try: whoever delivers keeps the pace


async def test_retry_after_is_handed_on(post: Post) -> None:
    await post.meet()
    post.teams.fail(429, retry_after="42")
    assert (await post.send()).wait == 42


@pytest.mark.parametrize("status", [0, 408, 500])
async def test_an_error_after_the_request_went_out_is_in_doubt(post: Post, status: int) -> None:
    await post.meet()
    post.teams.fail(status)
    receipt = await post.send()
    assert receipt.fate is Fate.DOUBT
    assert receipt.reason


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "MessageWritesBlocked"),
        (400, "BadSyntax"),
        (413, "MessageSizeTooBig"),
    ],
)
async def test_what_will_never_arrive_is_refused_with_the_reason(post: Post, status: int, code: str) -> None:
    await post.meet()
    post.teams.fail(status, code=code)
    assert await post.send() == Receipt(Fate.REFUSED, reason=code)


GONE = [(404, "ConversationNotFound"), (403, "BotNotInConversationRoster"), (410, "Gone")]


@pytest.mark.parametrize(("status", "code"), GONE)
async def test_a_chat_that_is_gone_is_opened_anew_and_kept(post: Post, status: int, code: str) -> None:
    await post.meet()
    post.teams.fail(status, code=code, to="a:chat", times=9)
    assert (await post.send()).fate is Fate.SENT
    assert [call.conversation for call in post.teams.calls] == ["a:chat", "a:aad-maria"]
    await asyncio.sleep(0)
    assert (await post.send()).fate is Fate.SENT
    assert [call.conversation for call in post.teams.calls[2:]] == ["a:aad-maria"]
    assert len(post.teams.opened) == 1


@pytest.mark.parametrize(("status", "code"), GONE)
async def test_what_will_not_arrive_in_the_new_chat_either_is_refused(
    post: Post, status: int, code: str
) -> None:
    await post.meet()
    post.teams.fail(status, code=code, to="a:chat")
    post.teams.fail(status, code=code, to="a:aad-maria")
    assert await post.send() == Receipt(Fate.REFUSED, reason=code)
    assert (len(post.teams.calls), len(post.teams.opened)) == (2, 1)


async def test_where_no_new_chat_can_be_opened_the_reason_is_that(post: Post) -> None:
    await post.meet()
    post.teams.fail(404, code="ConversationNotFound", to="a:chat")
    post.teams.fail(403, code="BotNotInstalled", to="open")
    assert await post.send() == Receipt(Fate.REFUSED, reason="BotNotInstalled")
    post.teams.fail(404, code="ConversationNotFound", to="a:chat")
    post.teams.fail(503, to="open")
    assert (await post.send()).fate is Fate.LATER


async def test_a_service_that_moved_is_followed(post: Post, unused_tcp_port: int) -> None:
    await post.meet()
    before = ConversationReference("a:old", f"http://127.0.0.1:{unused_tcp_port}/", BOT)
    await post.chat.references.keep_reference(TENANT, "aad-maria", before.write())
    assert (await post.send()).fate is Fate.SENT
    assert [call.conversation for call in post.teams.calls] == ["a:aad-maria"]


async def test_a_channel_that_is_gone_is_refused(post: Post) -> None:
    await post.meet(conversation=channel(CHANNEL.id))
    post.teams.fail(404, code="ConversationNotFound")
    assert await post.send(CHANNEL) == Receipt(Fate.REFUSED, reason="ConversationNotFound")
    assert post.teams.opened == []


@pytest.mark.parametrize(("status", "reason"), [(403, "Blocked"), (404, "")])
async def test_a_chat_that_cannot_be_opened_is_refused(post: Post, status: int, reason: str) -> None:
    await post.meet()
    post.teams.fail(status, to="open", code=reason)
    receipt = await post.send(Address(TENANT, "teams", "aad-ana"))
    assert receipt == Receipt(Fate.REFUSED, reason=reason or "not installed")


@pytest.mark.parametrize("status", [0, 500, 503])
async def test_while_no_chat_is_open_nothing_is_in_doubt(post: Post, status: int) -> None:
    await post.meet()
    post.teams.fail(status, to="open")
    assert (await post.send(Address(TENANT, "teams", "aad-ana"))).fate is Fate.LATER
    assert post.teams.calls == []


async def test_a_token_that_was_taken_back_is_for_later_and_replaced(post: Post) -> None:
    await post.meet()
    post.teams.fail(401)
    assert (await post.send()).fate is Fate.LATER
    assert (await post.send()).fate is Fate.SENT
    first, second = (call.authorization for call in post.teams.calls)
    assert first != second


async def test_without_a_token_nothing_is_lost(teams: FakeTeams) -> None:
    references = MemoryReferenceStore()
    await references.keep_reference(
        TENANT, "aad-maria", ConversationReference("a:chat", teams.service_url, BOT).write()
    )
    settings = Settings(teams.openid_url, teams.login_url, password="wrong secret")
    wire = TeamsWire()
    signed = credentials.of(settings, cloud_of(settings), wire)
    known = known_references(teams, references)
    phrasebook, tenants = CurrentPhrasebook(book()), AllowedTenants(())
    messenger = TeamsMessenger(phrasebook, settings.app_id, signed, known, tenants)
    receipt = await messenger.send(MARIA_ADDRESS, CARD, "k")
    assert receipt.fate is Fate.LATER
    assert "wrong secret" not in str(receipt)
    assert teams.calls == []
    await messenger.close()
    await wire.close()


async def test_a_service_that_is_not_there_got_nothing(post: Post, unused_tcp_port: int) -> None:
    gone = ConversationReference("a:chat", f"http://127.0.0.1:{unused_tcp_port}/", BOT)
    await post.chat.references.keep_reference(TENANT, "aad-maria", gone.write())
    assert (await post.send()).fate is Fate.LATER


# What the edge keeps


async def test_only_what_changed_is_kept_again(chat: Dialogue) -> None:
    kept: list[tuple[str, str]] = []
    keep = chat.references.keep_reference

    async def counted(tenant: str, id: str, reference: str) -> None:
        kept.append((tenant, id))
        await keep(tenant, id, reference)

    chat.references.keep_reference = counted  # type: ignore[method-assign]
    for _ in range(3):
        await chat.say("calm yelling")
    moved = {"id": "a:new", "conversationType": "personal"}
    await chat.say("calm yelling", conversation=moved)
    await chat.say("calm yelling")
    assert kept == [(TENANT, ""), *[(TENANT, "aad-maria")] * 3]
    found = ConversationReference.read(await chat.references.find_reference(TENANT, "aad-maria"))
    assert found == ConversationReference("a:chat", chat.teams.service_url, BOT)


async def test_a_store_that_fails_costs_no_answer_and_is_tried_again(chat: Dialogue) -> None:
    keep = chat.references.keep_reference

    async def broken(tenant: str, id: str, reference: str) -> None:
        raise RuntimeError("the store is away")

    chat.references.keep_reference = broken  # type: ignore[method-assign]
    assert "asked “yelling”" in await chat.say("calm yelling")
    assert str(chat.errors[0]) == "the store is away"
    chat.references.keep_reference = keep  # type: ignore[method-assign]
    await chat.say("calm yelling")
    assert (TENANT, "aad-maria") in chat.references.kept


async def test_a_refused_activity_tells_nothing(chat: Dialogue) -> None:
    assert (await chat.send(chat.teams.message("calm"), token="forged")).status == 401
    assert chat.references.kept == {}


@pytest.mark.parametrize("text", [None, "", "x", "[]", "7", "{}", '{"service_url": 7}'])
def test_a_reference_that_nobody_understands_is_none(text: str | None) -> None:
    assert ConversationReference.read(text) is None


async def test_the_members_of_a_channel_are_told_page_by_page(post: Post) -> None:
    where = "19:abc@thread.tacv2"
    people = [{"aadObjectId": f"aad-{name}", "name": name} for name in ("Ana", "Luis", "Sofía")]
    post.teams.members[where] = [*people, {"id": "28:bot", "name": "Calma"}]
    assert await post.chat.edge.roster.members(TENANT, where) is None  # nobody spoke to the bot yet
    await post.meet(conversation=channel(where))
    found = await post.chat.edge.roster.members(TENANT, where)
    assert found == (
        ChannelMember("aad-Ana", "Ana"),
        ChannelMember("aad-Luis", "Luis"),
        ChannelMember("aad-Sofía", "Sofía"),
    )
    for unheard in ("19:gone@thread.tacv2", "19:theirs@thread.tacv2"):
        post.teams.members["19:theirs@thread.tacv2"] = people
        assert await post.chat.edge.roster.members(TENANT, unheard) is None


async def test_members_are_people_of_the_organisation_whom_a_message_gets_to(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "WAITS", (0.0, 0.0))
    where = "19:abc@thread.tacv2"
    post.teams.members[where] = [
        {"aadObjectId": "aad-ana", "name": "Ana", "userRole": "user", "tenantId": TENANT},
        {"aadObjectId": "aad-gil", "name": "Gil", "userRole": "guest", "tenantId": TENANT.upper()},
        {"aadObjectId": "aad-eve", "name": "Eve", "userRole": "user", "tenantId": "another-tenant"},
        {"aadObjectId": "aad-nix", "name": "Nix", "userRole": "anonymous"},
        {"aadObjectId": "aad-bot", "name": "Bot", "userRole": "bot"},
        {"id": "29:gone", "name": "Unknown User"},
    ]
    await post.meet(conversation=channel(where))
    post.teams.fail(429, to="members")
    post.teams.fail(503, to="members")
    found = await post.chat.edge.roster.members(TENANT, where)
    assert [member.name for member in found or ()] == ["Ana", "Gil"]


async def test_a_message_is_taken_back(post: Post) -> None:
    await post.meet()
    receipt = await post.send()
    messenger = post.messenger
    assert isinstance(messenger, TeamsMessenger)
    assert await messenger.withdraw(MARIA_ADDRESS, receipt.message)
    call = post.teams.calls[-1]
    assert (call.method, call.conversation, call.activity_id) == ("DELETE", "a:chat", receipt.message)
    post.teams.fail(404)
    assert not await messenger.withdraw(MARIA_ADDRESS, receipt.message)
    assert not await messenger.withdraw(Address("another tenant", "teams", "x"), receipt.message)


async def test_a_message_is_changed_in_its_place(post: Post) -> None:
    await post.meet()
    receipt = await post.send()
    messenger = post.messenger
    assert isinstance(messenger, TeamsMessenger)
    changed = Card("It's over", (Text("It's over"),))
    assert await messenger.update(MARIA_ADDRESS, receipt.message, changed) == receipt
    call = post.teams.calls[-1]
    assert (call.method, call.conversation, call.activity_id) == ("PUT", "a:chat", receipt.message)
    assert (call.text, call.body["id"]) == ("It's over", receipt.message)
    for status, fate in ((404, Fate.REFUSED), (403, Fate.REFUSED), (429, Fate.LATER), (500, Fate.LATER)):
        post.teams.fail(status, method="PUT")
        assert (await messenger.update(MARIA_ADDRESS, receipt.message, changed)).fate is fate
    elsewhere = Address("another tenant", "teams", "x")
    assert (await messenger.update(elsewhere, receipt.message, changed)).fate is Fate.REFUSED
