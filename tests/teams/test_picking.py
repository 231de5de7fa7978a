"""The actions of the extension: words to put into a message, and words for a message that is there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.chat import Command, Query
from bot.teams import package
from tests.fakes.teams import APP_ID, TENANT, FakeTeams, elements, shown
from tests.teams.dialogue import Dialogue, Json, book
from tests.teams.people import Shipped

OTHERS = {"id": "19:two@unq.gbl.spaces", "conversationType": "personal"}  # a chat that the bot is not in
SUE = "I will sue you all"


@pytest.fixture
async def house(teams: FakeTeams) -> AsyncIterator[Shipped]:
    served = Shipped(teams)
    await served.start()
    yield served
    await served.close()


def button(card: Json, label: str) -> Json:
    [data] = [a["data"] for a in elements(card, "Action.Submit") if a["title"] == label][:1]
    found: Json = data
    return found


async def test_words_are_found_in_a_dialog_and_land_in_the_message(house: Shipped) -> None:
    teams = house.teams
    card = await house.dialog(teams.acts("words", conversation=OTHERS))
    assert "mark the words here and copy them" in shown(card)
    card = await house.dialog(teams.acted("words", {**button(card, "Find"), "typed": "yelling"}))
    [row, *_] = elements(card, "Container")
    said = shown({"body": elements(row, "RichTextBlock")}).split("\n")
    reply = await house.send(teams.acted("words", button(row, "Put it into my message")))
    result = reply.json["composeExtension"]
    [attachment] = result["attachments"]
    assert (result["type"], len(attachment["content"]["body"])) == ("result", 1)
    words = "".join(run["text"] for run in attachment["content"]["body"][0]["inlines"])
    assert words
    assert words in said
    assert "{" not in shown(card)
    await house.edge.close()  # which stores what is left to store
    assert await house.house.stores.references.find_reference(TENANT, "aad-maria") is None


async def test_the_dialog_speaks_spanish_and_puts_danger_first(house: Shipped) -> None:
    card = await house.dialog(house.teams.acts("words", locale="es-MX"))
    assert "márquelas" in shown(card) or "marque las palabras" in shown(card)
    typed = {**button(card, "Buscar"), "typed": "se quiere suicidar"}
    danger = shown(await house.dialog(house.teams.acted("words", typed, locale="es-MX")))
    plain = shown(await house.dialog(house.teams.acted("words", {**typed, "typed": "grita"}, locale="es-MX")))
    assert danger != plain


MESSAGES: dict[str, Json] = {
    "written": {"body": {"contentType": "html", "content": f"<p>{SUE}</p>"}},
    "plain": {"body": {"contentType": "text", "content": SUE}},
    "an app's card": {
        "body": {"contentType": "html", "content": '<attachment id="1"></attachment>'},
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": json.dumps({"body": [{"type": "TextBlock", "text": SUE}]}),
            }
        ],
    },
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
async def test_words_for_a_message_read_what_is_seen_in_it(chat: Dialogue, message: Json) -> None:
    await chat.dialog(chat.teams.acts("words_for_this", message, conversation=OTHERS))
    [ask] = chat.shelf.asked
    assert isinstance(ask, Command)
    assert (ask.name, ask.text) == ("calm", SUE)


async def test_in_the_dialog_of_a_message_the_buttons_work(house: Shipped) -> None:
    teams = house.teams
    card = await house.dialog(teams.acts("words_for_this", MESSAGES["written"]))
    assert "Threats" in shown(card)
    after = await house.dialog(teams.acted("words_for_this", button(card, "Calmed")))
    assert shown(after) != shown(card)


async def test_a_message_without_words_says_so(house: Shipped) -> None:
    picture = {"body": {"contentType": "html", "content": '<img src="x">'}}
    said = shown(await house.dialog(house.teams.acts("words_for_this", picture)))
    assert said.startswith("I found no words in that message.")


@pytest.mark.parametrize("value", [None, {}, {"commandId": 7, "data": [1]}, {"data": {"picking": "use"}}])
async def test_whatever_an_action_sends_gets_an_answer(chat: Dialogue, value: Any) -> None:
    for name in ("composeExtension/fetchTask", "composeExtension/submitAction"):
        reply = await chat.send(chat.teams.activity("invoke", name=name, value=value))
        assert (reply.status, "task" in reply.json) == (200, True)


async def test_when_it_breaks_the_dialog_says_so(chat: Dialogue) -> None:
    data = {"picking": "find", "typed": "break"}
    said = shown(await chat.dialog(chat.teams.acted("words", data)))
    assert "7F3K-22QA" in said
    assert chat.office.asked == [Query(chat.office.asked[0].person, "break")]


def test_the_package_offers_both_the_one_for_writing_by_slash_too(tmp_path: Path) -> None:
    package.write(tmp_path / "a.zip", APP_ID, book().words)
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        manifest, spanish = json.loads(held.read("manifest.json")), json.loads(held.read("es.json"))
    [extension] = manifest["composeExtensions"]
    assert spanish["composeExtensions[0].commands[2].title"] == "Palabras para esto"
    [_, writing, on_message] = extension["commands"]
    assert (writing["type"], writing["triggers"], writing["fetchTask"]) == ("action", ["slash"], True)
    assert (on_message["type"], on_message["context"]) == ("action", ["message"])
