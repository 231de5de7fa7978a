"""In a group, nobody else may see what an agent looks up."""

from __future__ import annotations

import pytest

from bot.core.chat import Person
from bot.core.people import Preferences
from tests.fakes.teams import BOT, MARIA, TENANT, elements, shown
from tests.teams.dialogue import Dialogue, Json

NEXT = {"action": "shelf.next", "value": "2"}
NEW = {"action": "shelf.new", "value": "3"}
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
CHANNEL = {"id": "19:abc@thread.tacv2;messageid=17", "conversationType": "channel", "isGroup": True}


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_a_mention_is_answered_in_the_askers_own_chat(chat: Dialogue, where: Json) -> None:
    reply = await chat.send(chat.teams.mention("calm yelling", conversation=where))
    assert reply.status == 200
    assert chat.teams.opened == [
        {
            "bot": {"id": BOT},
            "members": [{"id": MARIA}],
            "isGroup": False,
            "tenantId": TENANT,
            "channelData": {"tenant": {"id": TENANT}},
        }
    ]
    answer, line = chat.teams.calls
    assert (answer.conversation, line.conversation) == (f"a:{MARIA}", where["id"])
    assert "asked “yelling”" in answer.text
    assert line.text == "I've sent it to you privately, in our own chat."
    assert "yelling" not in str(line.body)
    assert elements(line.card, "Action.Execute") == []


async def test_a_chat_that_is_known_is_not_opened_again(chat: Dialogue) -> None:
    await chat.say("calm one")
    await chat.send(chat.teams.mention("calm two"))
    await chat.send(chat.teams.mention("calm three"))
    assert chat.teams.opened == []
    assert [call.conversation for call in chat.teams.calls[1::2]] == ["a:chat", "a:chat"]


async def test_a_chat_that_is_gone_by_now_is_opened_anew(chat: Dialogue) -> None:
    await chat.say("calm one")
    chat.teams.fail(404, code="ConversationNotFound", to="a:chat")
    await chat.send(chat.teams.mention("calm two"))
    answered = [call.conversation for call in chat.teams.calls[1:]]
    assert answered == ["a:chat", f"a:{MARIA}", GROUP["id"]]
    assert chat.heard == "I've sent it to you privately, in our own chat."


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_without_the_app_a_mention_is_not_even_looked_up(chat: Dialogue, status: int) -> None:
    chat.teams.fail(status, to="open")
    await chat.send(chat.teams.mention("calm yelling"))
    [call] = chat.teams.calls
    assert call.conversation == GROUP["id"]
    assert "I answer privately" in call.text
    assert "yelling" not in str(call.body)
    assert (chat.shelf.asked, chat.errors) == ([], [])


async def test_the_public_line_in_spanish(chat: Dialogue) -> None:
    chat.teams.fail(403, to="open")
    await chat.send(chat.teams.mention("calma gritos", locale="es-ES"))
    assert "Respondo en privado" in chat.heard
    await chat.send(chat.teams.mention("calma gritos", locale="es-ES"))
    assert chat.heard == "Se lo envié en privado, en nuestro propio chat."


async def test_the_edges_own_words_are_in_the_language_that_somebody_chose(chat: Dialogue) -> None:
    maria = Person(TENANT, "teams", "aad-maria")
    await chat.desk.people.keep_preferences(maria, Preferences(language="es"))
    await chat.send(chat.teams.mention("calm yelling"))
    assert chat.heard == "Se lo envié en privado, en nuestro propio chat."
    chat.teams.fail(403, to="a:29:1maria")
    await chat.send(chat.teams.mention("calm yelling"))
    assert "Respondo en privado" in chat.heard
    pressed = await chat.send(chat.teams.execute(NEW))
    assert pressed.json["value"] == "Vea el mensaje nuevo, más abajo."
    offered = await chat.say("checkin")
    assert "Se abre al presionar el botón, en una ventana que solo usted ve." in offered
    alone = await chat.send(chat.teams.execute({"action": "office.alone"}))
    assert "que solo usted ve" in shown(alone.json["value"])
    picture = [{"contentType": "image/*"}]
    assert "Solo puedo leer palabras" in await chat.say("", attachments=picture)
    assert "Algo falló" in await chat.say("calm break")


async def test_a_chat_that_refuses_the_answer_is_a_chat_that_is_not_there(chat: Dialogue) -> None:
    chat.teams.fail(403, to=f"a:{MARIA}")
    await chat.send(chat.teams.mention("calm yelling"))
    assert "I answer privately" in chat.heard


async def test_a_chat_that_cannot_be_opened_just_now_is_asked_for_again(chat: Dialogue) -> None:
    chat.teams.fail(503, to="open", times=3)
    assert (await chat.send(chat.teams.mention("calm yelling"))).status == 502
    assert chat.teams.calls == []
    assert (await chat.send(chat.teams.mention("calm yelling"))).status == 200


async def test_once_the_answer_is_there_the_line_alone_is_not_asked_for_again(chat: Dialogue) -> None:
    chat.teams.fail(503, to=str(GROUP["id"]), times=3)
    assert (await chat.send(chat.teams.mention("calm yelling"))).status == 200
    assert (len(chat.shelf.asked), len(chat.errors)) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "heard"), [("", "asked “”"), ("hi", "Hi, I'm Calma"), ("ayuda", "How Calma helps")]
)
async def test_any_mention_is_answered_there(chat: Dialogue, typed: str, heard: str) -> None:
    await chat.send(chat.teams.mention(typed))
    assert heard in chat.teams.calls[0].text


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


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_refused_whisper_goes_to_the_askers_own_chat(chat: Dialogue, status: int) -> None:
    chat.teams.fail(status, to="targeted")
    assert (await chat.send(chat.teams.targeted("calm yelling"))).status == 200
    refused, answer = chat.teams.calls  # and to the group, which saw no question, nothing
    assert refused.query == {"isTargetedActivity": "true"}
    assert (answer.conversation, answer.query) == (f"a:{MARIA}", {})
    assert "asked “yelling”" in answer.text
    assert chat.errors == []


async def test_a_refused_whisper_to_a_press_says_where_the_answer_is(chat: Dialogue) -> None:
    chat.teams.fail(403, to="targeted")
    reply = await chat.send(chat.teams.execute(NEW, conversation=GROUP))
    assert reply.json["value"] == "I've sent it to you privately, in our own chat."
    assert "another on 3" in chat.heard


async def test_where_nothing_private_works_the_asker_is_told_where_to_ask(chat: Dialogue) -> None:
    for _ in range(2):
        chat.teams.fail(403, to="targeted")
        chat.teams.fail(403, to="open")
    reply = await chat.send(chat.teams.execute(NEW, conversation=GROUP))
    assert reply.json["value"] == "I answer privately: write to me in our own chat."
    await chat.send(chat.teams.targeted("calm yelling"))
    assert "I answer privately" in chat.heard
    assert "yelling" not in chat.heard


async def test_the_name_of_a_channel_is_known_once_teams_told_it(chat: Dialogue) -> None:
    known = {"19:abc@thread.tacv2": "Night shift", "19:group@thread.v2": "The five of us"}
    data = {
        "tenant": {"id": TENANT},
        "channel": {"id": "19:abc", "name": "Night shift"},
        "team": {"name": "T"},
    }
    await chat.send(chat.teams.mention("calm", conversation=CHANNEL, channelData=data))
    await chat.send(chat.teams.mention("calm", conversation={**GROUP, "name": "The five of us"}))
    await chat.send(chat.teams.mention("calm", conversation=CHANNEL))  # which tells none
    await chat.edge.close()
    assert await chat.edge.roster.names(TENANT, [*known, "19:other", "aad-maria"]) == known
