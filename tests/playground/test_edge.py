"""Talking to the playground: what is asked, what comes back, and what is turned away."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest

from bot.coach.library import Library
from bot.content.files import gather
from bot.playground import page
from bot.playground.guard import HEADERS

from ..conftest import PHRASEBOOK
from .conftest import Client

ASK = "/playground/ask"


def asked(ask: dict[str, Any], who: str = "agent", language: str = "en") -> dict[str, Any]:
    """Returns what the page posts."""
    return {"who": who, "language": language, "ask": ask}


def command(text: str = "", name: str = "calm") -> dict[str, Any]:
    return {"command": name, "text": text}


def press(action: str, value: str = "") -> dict[str, Any]:
    return {"action": action, "value": value}


async def reply(client: Client, payload: dict[str, Any], status: int = 200) -> dict[str, Any]:
    response = await client.post(ASK, json=payload)
    assert response.status == status
    assert response.content_type == "application/json"
    found: dict[str, Any] = await response.json()
    return found


# What is asked is answered


async def test_a_command_gets_a_private_card(client: Client) -> None:
    found = await reply(client, asked(command("le está gritando")))
    assert found["how"] == "private"
    assert found["summary"] == "Heard"
    assert "le está gritando" in found["html"]
    assert "Heard by agent" in found["html"]


async def test_calma_is_calm(client: Client) -> None:
    assert (await reply(client, asked(command("gritos", "calma"))))["summary"] == "Heard"


async def test_a_press_changes_its_card(client: Client) -> None:
    found = await reply(client, asked(press("room.show", "more")))
    assert (found["how"], found["summary"]) == ("update", "Shown")
    assert "Shown: more" in found["html"]


async def test_each_platforms_card_can_be_inspected(client: Client) -> None:
    found = await reply(client, asked(command("x")))
    assert found["inspect"] == {"Block Kit": {"elements": 2}, "Adaptive Card": ["**Heard**"]}


async def test_an_unknown_command_gets_help(client: Client) -> None:
    assert "I don&#x27;t know that one" in (await reply(client, asked(command(name="drill"))))["html"]


async def test_an_unknown_button_gets_a_friendly_card(client: Client) -> None:
    assert "earlier version" in (await reply(client, asked(press("gone.since"))))["html"]


async def test_a_manager_may_do_more_than_an_agent(client: Client) -> None:
    assert "How Calma helps" in (await reply(client, asked(command(name="team"), "agent")))["html"]
    assert "Heard by manager" in (await reply(client, asked(command(name="team"), "manager")))["html"]


async def test_the_answer_is_in_the_language_that_was_chosen(client: Client) -> None:
    found = await reply(client, asked(command("ayuda"), language="es"))
    assert 'lang="es"' in found["html"]
    assert "Cómo ayuda Calma" in found["html"]


async def test_what_was_typed_comes_back_inert(client: Client) -> None:
    found = await reply(client, asked(command("<script>alert(1)</script>")))
    assert "<script" not in found["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found["html"]


# What breaks is said so


async def test_when_the_room_fails_the_person_is_told_and_the_error_is_kept(
    client: Client, reported: list[BaseException]
) -> None:
    found = await reply(client, asked(press("room.break")))
    assert found["how"] == "private"
    assert found["inspect"] == {}
    assert "7F3K-22" in found["html"]
    assert "fire" not in found["html"]
    assert [str(error) for error in reported] == ["the room is on fire"]


async def test_when_a_platform_cannot_show_the_card_the_person_is_told(
    client: Client, reported: list[BaseException]
) -> None:
    found = await reply(client, asked(press("room.show", "unrenderable"), language="es"))
    assert "Algo falló de nuestro lado" in found["html"]
    assert [str(error) for error in reported] == ["too long for this platform"]


# What is no question is turned away kindly

BAD: dict[str, Any] = {
    "no object": [],
    "nothing": {},
    "no ask": {"who": "agent", "language": "en"},
    "somebody else": asked(command(), who="admin"),
    "nobody": asked(command()) | {"who": None},
    "a language that is not spoken": asked(command(), language="fr"),
    "no language": asked(command()) | {"language": ["en"]},
    "more than was asked for": asked(command()) | {"role": 4},
    "an ask in words": asked(command()) | {"ask": "calm"},
    "an empty ask": asked({}),
    "no text": asked({"command": "calm"}),
    "text that is none": asked({"command": "calm", "text": 7}),
    "a command without a name": asked(command(name="")),
    "a press of nothing": asked(press("")),
    "a press without value": asked({"action": "room.show"}),
    "a value that is none": asked({"action": "room.show", "value": {}}),
    "both at once": asked(command() | press("room.show")),
}


@pytest.mark.parametrize("payload", BAD.values(), ids=BAD.keys())
async def test_what_is_no_ask_is_not_understood(client: Client, payload: Any) -> None:
    assert "couldn't read" in (await reply(client, payload, status=400))["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'"calm"', b"9" * 5000])
async def test_what_is_no_json_is_not_understood(client: Client, body: bytes) -> None:
    response = await client.post(ASK, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert set(await response.json()) == {"error"}


async def test_a_text_may_be_long_but_not_endless(client: Client) -> None:
    await reply(client, asked(command("x" * 4000)))
    assert "longer" in (await reply(client, asked(command("x" * 4001)), status=400))["error"]
    assert "longer" in (await reply(client, asked(press("x" * 4001)), status=400))["error"]


async def test_a_body_is_not_read_without_end(client: Client) -> None:
    body = BytesIO(b" " * 2_000_000)
    response = await client.post(ASK, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert "longer" in (await response.json())["error"]


async def test_the_refusal_is_in_the_language_that_was_chosen(client: Client) -> None:
    found = await reply(client, asked(command("x" * 4001), language="es"), status=400)
    assert found["error"].startswith("Es más de lo que puedo leer")


# Who may ask


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:65535"])
async def test_this_computer_is_served(client: Client, host: str) -> None:
    assert (await client.get("/", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.7", "[::2]", ""]
)
@pytest.mark.parametrize("path", ["/", "/playground/chat.js"])
async def test_another_name_for_this_computer_is_not(client: Client, host: str, path: str) -> None:
    response = await client.get(path, headers={"Host": host})
    assert response.status == 403
    assert "this computer" in (await response.json())["error"]


async def test_another_name_cannot_ask_either(client: Client) -> None:
    response = await client.post(ASK, json=asked(command()), headers={"Host": "evil.example"})
    assert response.status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", "https://{here}"])
async def test_another_page_cannot_ask(client: Client, origin: str) -> None:
    here = f"{client.host}:{client.port}"
    headers = {"Origin": origin.format(here=here)}
    assert (await client.post(ASK, json=asked(command()), headers=headers)).status == 403


async def test_the_page_itself_can(client: Client) -> None:
    headers = {"Origin": f"http://{client.host}:{client.port}"}
    assert (await client.post(ASK, json=asked(command()), headers=headers)).status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_form_cannot_ask(client: Client, kind: str) -> None:
    body = json.dumps(asked(command()))
    assert (await client.post(ASK, data=body, headers={"Content-Type": kind})).status == 415


# The page


async def test_the_page_holds_its_words_in_both_languages(client: Client) -> None:
    response = await client.get("/")
    assert response.content_type == "text/html"
    words = _words(await response.text())
    assert words["en"]["playground.send"] == "Send"
    assert words["es"]["playground.send"] == "Enviar"


async def test_no_word_can_end_the_block_it_stands_in(library: Library) -> None:
    class Words(type(library.words)):  # type: ignore[misc]
        def say(self, language: str, key: str, **values: object) -> str:
            return "</script><script>alert(1)</script>"

    filled = page.fill('<script id="words">{{words}}</script>', Words({"en": {}}))
    assert filled.count("<script") == 1
    assert _words(filled)["en"]["playground.send"].startswith("</script>")


def _words(text: str) -> Any:
    block = re.search(r'id="words">(.*?)</script>', text, re.DOTALL)
    assert block
    return json.loads(block.group(1))


def test_every_word_that_the_page_names_is_delivered() -> None:
    texts = [page.read_page(), *(file.text for file in page.read_files().values())]
    named = {word for text in texts for word in re.findall(r"playground\.[a-z][a-z_0-9]*", text)}
    assert named <= set(page.WORDS)


def test_every_word_is_used() -> None:
    refusals = {"bad_ask", "too_long", "elsewhere", "no_page"}
    written = {key for file in gather(PHRASEBOOK).ui for key in file.value.words}
    ours = {key for key in written if key.startswith("playground.")}
    assert ours == {key for key in page.WORDS if key in ours} | {f"playground.{key}" for key in refusals}


@pytest.mark.parametrize(("name", "kind"), page.TYPES.items())
async def test_the_files_of_the_page_are_served(client: Client, name: str, kind: str) -> None:
    response = await client.get(f"/playground/{name}")
    assert (response.status, response.content_type) == (200, kind)
    assert await response.read() == (page.FOLDER / name).read_bytes()


@pytest.mark.parametrize(
    "name", ["edge.py", "page.html", "..%2Fpage.html", "%2e%2e%2f%2e%2e%2fapp.py", "ask"]
)
async def test_no_other_file_is(client: Client, name: str) -> None:
    response = await client.get(f"/playground/{name}")
    assert response.status == 404


@pytest.mark.parametrize("path", ["/", "/playground/chat.js", "/playground/nothing", ASK])
async def test_every_answer_says_how_little_it_may_do(client: Client, path: str) -> None:
    response = await (client.post(ASK) if path == ASK else client.get(path))
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy


def test_the_page_needs_nothing_from_outside_and_nothing_inline() -> None:
    texts = [page.read_page(), *(page.read_files()[name].text for name in ("chat.js", "style.css"))]
    for text in texts:
        assert not re.findall(r"https?://|//[a-z]+\.|\sstyle=|\son[a-z]+=\"", text)
