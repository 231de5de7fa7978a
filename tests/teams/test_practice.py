"""Practice over Teams' wire: a role-play to two endings, and a team round with five people in a channel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from tests.build import put_book
from tests.fakes.teams import TENANT, FakeTeams, elements, shown
from tests.roleplay.sample import SOLVED, with_samples
from tests.round.sample import with_prompts
from tests.teams.dialogue import Json
from tests.teams.people import Member, Shipped

CHANNEL = "19:abc@thread.tacv2"
LINE = "One day late, and you keep my money?"


@pytest_asyncio.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Shipped]:
    """The bot as it is shipped, with scenarios and lines that no writer changes."""
    found = Shipped(teams)
    put_book(found.house, replace(with_samples(), prompts=with_prompts().prompts))
    await found.start()
    yield found
    await found.close()


async def plays(member: Member, *lines: str) -> None:
    """Presses these replies one after the other."""
    for line in lines:
        await member.forces(next(data for data in _data(member.card) if data["value"].endswith(f".{line}")))


async def test_a_role_play_to_two_endings(chat: Shipped) -> None:
    ana = Member(chat, "ana")
    await ana.types("drill roleplay late parcel")
    assert "“Six days! Where is it?”" in ana.text
    await plays(ana, *SOLVED)
    assert "a right ending" in ana.text
    await ana.presses("Again")
    await plays(ana, "cut-short")
    assert "not yet" in ana.text
    assert ("en", "Six days is long.") in ana.words


async def test_left_and_resumed_in_spanish(chat: Shipped) -> None:
    ana = Member(chat, "ana", locale="es-MX")
    await ana.types("práctica simulacro insultos")
    await plays(ana, "first-warning")
    await ana.presses("Salir y guardar mi lugar")
    await ana.types("/practica simulacro")
    await plays(ana, "second-warning", "end-it")
    assert "buen final" in ana.text


class Channel:
    """A channel with a card in it, and those who press its buttons there."""

    def __init__(self, chat: Shipped) -> None:
        self.chat, self.board = chat, dict[str, object]()
        self.where = {"id": f"{CHANNEL};messageid=17", "conversationType": "channel", "isGroup": True}

    def member(self, name: str, locale: str = "en-US") -> Seat:
        return Seat(self, name, locale)

    def reads(self) -> None:
        """Looks at the last card that came into the channel, or changed there."""
        calls = [call for call in self.chat.teams.calls if call.conversation.startswith(CHANNEL)]
        self.board = calls[-1].card

    @property
    def text(self) -> str:
        return shown(self.board)


class Seat:
    """Somebody in the channel. `card` is what they alone see: the dialog that is open."""

    def __init__(self, channel: Channel, name: str, locale: str) -> None:
        self._channel, self._chat = channel, channel.chat
        self.private = Member(channel.chat, name, locale=locale)
        self.who: Json = {
            **self.private.who,
            "conversation": {**channel.where, "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL}},
        }
        self.card: Json = {"body": []}

    async def presses(self, label: str) -> Json:
        """Presses a button of the card in the channel, and returns the response."""
        data = _button(self._channel.board, label)
        reply = await self._chat.send(self._chat.teams.execute(data, replyToId="card-1", **self.who))
        assert reply.status == 200
        found: Json = reply.json
        return found

    async def opens(self, label: str) -> None:
        """Presses what opens a dialog."""
        data = _button(self._channel.board, label)
        assert data["msteams"] == {"type": "task/fetch"}
        self.card = await self._chat.dialog(self._chat.teams.opens(data, **self.who))

    async def sends(self, **typed: str) -> None:
        """Fills in the dialog and sends it."""
        [send] = self.card["actions"]
        data = {**send["data"], **{f"one_{name}": value for name, value in typed.items()}}
        self.card = await self._chat.dialog(self._chat.teams.sends(data, **self.who))

    async def presses_inside(self, label: str) -> None:
        """Presses a button in the dialog."""
        data = _button(self.card, label)
        self.card = await self._chat.dialog(self._chat.teams.sends(data, **self.who))


async def begun(chat: Shipped, **fields: str) -> tuple[Channel, Seat]:
    """Returns a channel in which Rosa, who manages, has posted a round."""
    channel = Channel(chat)
    rosa = channel.member("rosa")
    await rosa.private.types("calm help")
    await chat.edge._references.settle()
    await chat.send(chat.teams.mention("drill team", **{"conversation": channel.where, **_only(rosa.who)}))
    rosa.private.reads()
    [send] = rosa.private.card["actions"]
    data = {**send["data"], **{f"one_{name}": value for name, value in fields.items()}}
    await chat.send(chat.teams.submit(data, **rosa.private.who))
    await chat.edge._references.settle()
    await chat.drain()
    channel.reads()
    return channel, rosa


async def test_a_round_with_five_people(chat: Shipped) -> None:
    channel, rosa = await begun(chat, prompt="refund-day-31")
    assert LINE in channel.text
    names = ("ana", "luis", "eva", "pau", "sol")
    for name in names:
        seat = channel.member(name)
        await seat.opens("My reply")
        await seat.sends(reply=f"As {name.upper()} says.")
        assert "Your reply is in" in shown(seat.card)
    await rosa.presses("Reveal")
    channel.reads()
    reply = await rosa.presses("Reveal anyway")
    assert "5 replies, in no order" in shown(reply["value"])
    channel.reads()  # and so for everybody else
    assert chat.teams.calls[-1].method == "PUT"
    assert "5 replies, in no order" in channel.text
    for name in names:
        seat = channel.member(name)
        await seat.opens("Read and vote")
        assert "This one is yours." in shown(seat.card)
        if name == "eva":
            continue
        await seat.presses_inside(f"Vote for {_place(seat.card, 'As EVA says.')}")
        assert "You have one vote left." in shown(seat.card)
    calls = len(chat.teams.calls)
    await rosa.presses("Close the vote")
    assert [call.method for call in chat.teams.calls[calls:]] == ["PUT"]
    channel.reads()
    assert "Most votes" in channel.text
    assert "As EVA says." in channel.text
    assert "As ANA says." not in channel.text
    await rosa.opens("Keep as our phrase")
    assert "As EVA says." in str(rosa.card)
    await rosa.sends(text_en="Calm down.", text_es="Con calma.", cue_en="Slow", cue_es="Lento")
    assert "Calm down" in shown(rosa.card)  # the error at the field, by the lints of every phrase


async def test_who_may_not_reveal_is_told_alone(chat: Shipped) -> None:
    channel, _ = await begun(chat, own="You again?")
    assert "You again?" in channel.text
    before = channel.text
    reply = await channel.member("ana").presses("Reveal")
    assert reply["type"] == "application/vnd.microsoft.activity.message"
    assert chat.teams.calls[-1].query == {"isTargetedActivity": "true"}
    assert "Whoever posted it decides that" in chat.teams.calls[-1].text
    channel.reads()
    assert before not in chat.teams.calls[-1].text


async def test_an_old_client_changes_the_card_too(chat: Shipped) -> None:
    channel, rosa = await begun(chat, prompt="on-hold")
    data = _button(channel.board, "Refresh")
    await chat.send(chat.teams.submit(data, **rosa.who))
    assert (chat.teams.calls[-1].method, chat.teams.calls[-1].activity_id) == ("PUT", "card-1")


async def test_a_card_that_is_gone_still_answers_whoever_pressed(chat: Shipped) -> None:
    _, rosa = await begun(chat, prompt="on-hold")
    chat.teams.fail(404, method="PUT")
    assert "replies are coming in" in shown((await rosa.presses("Refresh"))["value"])


def _only(who: Json) -> Json:
    return {key: who[key] for key in ("from", "channelData", "locale")}


def _data(card: Json) -> list[Json]:
    kinds = ("Action.Execute", "Action.Submit")
    return [action["data"] for kind in kinds for action in elements(card, kind)]


def _button(card: Json, label: str) -> Json:
    kinds = ("Action.Execute", "Action.Submit")
    found: Json = next(a["data"] for kind in kinds for a in elements(card, kind) if a["title"] == label)
    return found


def _place(card: Json, said: str) -> int:
    """Returns the number of the reply that says this: its button follows it."""
    found = re.search(rf"{said}.*?Vote for (\d+)", shown(card), re.DOTALL)
    assert found
    return int(found[1])


async def test_a_week_is_prepared_in_both_languages(chat: Shipped) -> None:
    channel, rosa = await begun(chat, prompt="prepare")
    assert "What will people complain about this week?" in channel.text
    ana, eva = channel.member("ana", "es-MX"), channel.member("eva")
    await ana.opens("Write mine")
    assert "Qué dirá el cliente" in str(ana.card)
    await ana.sends(line="¿Por qué subió mi factura?", reply="Le explico el cambio en un minuto.")
    assert "Ya está guardada" in shown(ana.card)
    await eva.opens("Write mine")
    await eva.sends(line="Why did it go up?", reply="")
    assert "Write what you'd say to it." in shown(eva.card)
    await eva.sends(line="Why did it go up?", reply="Here is what changed on Monday.")
    assert "It's in" in shown(eva.card)
    await rosa.presses("Reveal")
    channel.reads()
    await rosa.presses("Reveal anyway")
    channel.reads()
    assert "¿Por qué subió mi factura?" in channel.text
    assert "Here is what changed on Monday." in channel.text
    await rosa.opens("Use for our phrases")
    assert "Add a phrase" in str(rosa.card) or "text_en" in str(rosa.card)
