"""The first thing somebody sees."""

from __future__ import annotations

import pytest

from bot.core.background import Seen
from bot.teams.references import REMEMBERED
from tests.fakes.teams import BOT, MARIA, FakeTeams
from tests.teams.dialogue import Dialogue, Json

pytestmark = pytest.mark.usefixtures("both_adapters")

GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}


def installed(teams: FakeTeams, **changes: object) -> Json:
    return teams.activity("installationUpdate", **{"action": "add", **changes})


def added(teams: FakeTeams, *members: str, **changes: object) -> Json:
    found = [{"id": member} for member in members]
    return teams.activity("conversationUpdate", **{"membersAdded": found, **changes})


async def test_the_bot_greets_when_it_is_installed(chat: Dialogue) -> None:
    assert (await chat.send(installed(chat.teams))).status == 200
    assert "Hi, I'm Calma" in chat.heard
    assert "Someone may be in danger" in str(chat.teams.calls[-1].body)


async def test_the_bot_greets_once_though_its_arrival_is_told_twice(chat: Dialogue) -> None:
    await chat.send(added(chat.teams, MARIA, BOT))
    await chat.send(installed(chat.teams))
    await chat.send(added(chat.teams, BOT))
    assert len(chat.teams.calls) == 1


async def test_somebody_elses_arrival_is_not_the_bots(chat: Dialogue) -> None:
    reply = await chat.send(added(chat.teams, MARIA))
    assert (reply.status, chat.teams.calls) == (200, [])


async def test_after_a_removal_the_next_installation_is_greeted_again(chat: Dialogue) -> None:
    await chat.send(installed(chat.teams))
    await chat.send(installed(chat.teams, action="remove"))
    await chat.send(installed(chat.teams))
    assert len(chat.teams.calls) == 2


async def test_an_upgrade_is_not_greeted(chat: Dialogue) -> None:
    await chat.send(installed(chat.teams, action="add-upgrade"))
    assert chat.teams.calls == []


async def test_a_welcome_that_failed_is_tried_again(chat: Dialogue) -> None:
    chat.teams.fail(503, times=3)
    assert (await chat.send(installed(chat.teams))).status == 502
    assert (await chat.send(installed(chat.teams))).status == 200
    assert len(chat.teams.calls) == 3 + 1


async def test_in_a_group_the_welcome_says_how_to_ask_privately(chat: Dialogue) -> None:
    await chat.send(added(chat.teams, BOT, conversation=GROUP))
    assert "I answer privately" in chat.heard
    assert "type / and pick Calma" in chat.heard


async def test_the_welcome_speaks_spanish(chat: Dialogue) -> None:
    await chat.send(installed(chat.teams, locale="es-ES"))
    assert "Hola, soy Calma" in chat.heard


def test_the_memory_is_bounded() -> None:
    memory: Seen[str] = Seen(REMEMBERED)
    assert all(memory.is_new(str(i)) for i in range(REMEMBERED + 1))
    assert not memory.is_new("1")
    assert memory.is_new("0")  # the oldest is forgotten
