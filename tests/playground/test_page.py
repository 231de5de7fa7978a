"""The page itself, and who may have it: this computer, and no other page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.content.files import gather
from bot.core.current import CurrentPhrasebook
from bot.playground import page
from bot.playground.guard import HEADERS
from tests.conftest import PHRASEBOOK
from tests.playground.conftest import Client
from tests.playground.test_edge import ASK, asked, command

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


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_page_that_does_not_say_its_name_cannot_ask(client: Client, site: str) -> None:
    response = await client.post(ASK, json=asked(command()), headers={"Sec-Fetch-Site": site})
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


async def test_no_word_can_end_the_block_it_stands_in(phrasebook: CurrentPhrasebook) -> None:
    class Words(type(phrasebook.words)):  # type: ignore[misc]
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
    elsewhere = {"bad_ask", "too_long", "too_large", "elsewhere", "locked", "no_page", "made_up"}
    written = {key for file in gather(PHRASEBOOK).ui for key in file.value.words}
    ours = {key for key in written if key.startswith("playground.")}
    assert ours == {key for key in page.WORDS if key in ours} | {f"playground.{key}" for key in elsewhere}


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
    texts = [page.read_page(), *(page.read_files()[name].text for name in (*page.SCRIPTS, *page.STYLES))]
    for text in texts:
        assert not re.findall(r"https?://|//[a-z]+\.|\sstyle=|\son[a-z]+=\"", text)
