"""In a group, nobody else may see what an agent looks up."""

from __future__ import annotations

import pytest

from tests.fakes.teams import MARIA, elements, shown
from tests.teams.dialogue import Dialogue

NEXT = {"action": "shelf.next", "value": "2"}
NEW = {"action": "shelf.new", "value": "3"}
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
CHANNEL = {"id": "19:abc@thread.tacv2;messageid=17", "conversationType": "channel", "isGroup": True}


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_a_mention_gets_a_public_line_and_nothing_is_looked_up(chat: Dialogue, where: object) -> None:
    reply = await chat.send(chat.teams.mention("calm yelling", conversation=where))
    assert reply.status == 200
    assert "I answer privately" in chat.heard
    assert "yelling" not in str(chat.teams.calls[0].body)
    assert chat.shelf.asked == []
    assert elements(chat.teams.calls[0].card, "Action.Execute") == []


async def test_the_public_line_in_spanish(chat: Dialogue) -> None:
    await chat.send(chat.teams.mention("calma gritos", locale="es-ES"))
    assert "Respondo en privado" in chat.heard


@pytest.mark.parametrize("typed", ["", "hi", "help", "ayuda"])
async def test_any_mention_is_told_where_to_ask(chat: Dialogue, typed: str) -> None:
    await chat.send(chat.teams.mention(typed))
    assert "I answer privately" in chat.heard


async def test_what_others_say_in_a_group_is_no_business_of_the_bots(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.message("calm yelling", conversation=GROUP))
    assert (reply.status, chat.teams.calls) == (200, [])


async def test_anothers_mention_is_not_the_bots(chat: Dialogue) -> None:
    ana = {"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:ana", "name": "Ana"}}
    await chat.send(chat.teams.message("<at>Ana</at> hi", conversation=GROUP, entities=[ana]))
    assert chat.teams.calls == []


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_a_slash_command_is_answered_to_the_asker_alone(chat: Dialogue, where: dict[str, str]) -> None:
    assert (await chat.send(chat.teams.targeted("calm yelling", conversation=where))).status == 200
    [call] = chat.teams.calls
    assert "asked “yelling”" in call.text
    assert call.query == {"isTargetedActivity": "true"}
    assert call.conversation == where["id"]
    assert call.body["recipient"] == {
        "id": MARIA,
        "name": "Maria",
        "aadObjectId": "aad-maria",
        "isTargeted": True,
    }
    assert call.authorization == "Bearer botframework.com-1"


async def test_a_slash_command_alone_is_answered(chat: Dialogue) -> None:
    await chat.send(chat.teams.targeted("ayuda", locale="es-ES"))
    assert "Cómo ayuda Calma" in chat.heard


async def test_a_button_in_a_group_changes_the_pressers_view_alone(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute(NEXT, conversation=GROUP))
    assert "turned to 2" in shown(reply.json["value"])
    assert chat.teams.calls == []


@pytest.mark.parametrize("press", ["execute", "submit"])
async def test_what_a_button_in_a_group_brings_is_for_the_presser_alone(chat: Dialogue, press: str) -> None:
    await chat.send(getattr(chat.teams, press)(NEW, conversation=GROUP))
    [call] = chat.teams.calls
    assert call.query == {"isTargetedActivity": "true"}
    assert call.body["recipient"]["isTargeted"] is True


async def test_a_submit_in_a_group_never_changes_a_card_for_all(chat: Dialogue) -> None:
    await chat.send(chat.teams.submit(NEXT, conversation=GROUP))
    assert [(call.method, call.query) for call in chat.teams.calls] == [
        ("POST", {"isTargetedActivity": "true"})
    ]


@pytest.mark.parametrize("flag", ["true", 1, None, {}])
async def test_only_a_true_flag_is_targeted(chat: Dialogue, flag: object) -> None:
    recipient = {**chat.teams.targeted("")["recipient"], "isTargeted": flag}
    await chat.send(chat.teams.targeted("calm yelling", recipient=recipient))
    assert chat.shelf.asked == []
