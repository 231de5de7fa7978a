"""Who is let in: one browser by each address that the app tells where it was started, and nobody else."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.playground import guard, page
from bot.playground.edge import Playground
from tests.playground.conftest import Client
from tests.playground.test_edge import ASK, asked, command

PROXIES = (
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"),
    *("CF-Connecting-IP", "X-Original-Host", "x-forwarded-server", "True-Client-IP"),
)


def cookies(response: object) -> SimpleCookie:
    found = SimpleCookie()
    for line in response.headers.getall("Set-Cookie", []):  # type: ignore[attr-defined]
        found.load(line)
    return found


async def test_an_address_lets_one_browser_in_once(stranger: Client, playground: Playground) -> None:
    path = f"/{playground.entrance()}"
    first = await stranger.get(path, allow_redirects=False)
    assert (first.status, first.headers["Location"]) == (303, "/")
    [(name, given)] = cookies(first).items()
    assert name == f"calma-{stranger.port}"
    assert (given["httponly"], given["samesite"], given["path"]) == (True, "Strict", "/")
    assert (await stranger.get("/")).status == 200
    assert (await stranger.post(ASK, json=asked(command()))).status == 200
    stranger.session.cookie_jar.clear()
    again = await stranger.get(path, allow_redirects=False)
    assert (again.status, cookies(again)) == (401, {})


async def test_a_second_window_is_in_by_the_cookie_and_a_second_address_is_another(
    client: Client, playground: Playground
) -> None:
    assert (await client.get("/")).status == 200
    assert playground.entrance() != playground.entrance()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/playground/chat.js", "/playground/card.css", "/playground/events?who=marta"),
        *("/playground/nothing", "/?token=", "/?token=guess", "/?token=%00", "/?token=%ff"),
    ],
)
async def test_nobody_is_in_by_the_port(stranger: Client, playground: Playground, path: str) -> None:
    playground.entrance()
    for given in ({}, {"Cookie": f"calma-{stranger.port}=guess"}, {"Cookie": f"calma-{stranger.port}="}):
        assert (await stranger.get(path, headers=given)).status == 401


async def test_nobody_asks_without_being_let_in(stranger: Client) -> None:
    response = await stranger.post(ASK, json=asked(command(), who="marta"))
    assert response.status == 401
    assert "where Calma was started" in (await response.json())["error"]


async def test_the_door_says_kindly_what_to_do_in_both_languages(stranger: Client) -> None:
    response = await stranger.get("/")
    text = await response.text()
    assert "where Calma was started" in text
    assert "donde se inició Calma" in text
    assert response.headers["Content-Security-Policy"] == guard.HEADERS["Content-Security-Policy"]
    for name in ("style.css", "icon.svg"):
        assert f"/playground/{name}" in text
        assert (await stranger.get(f"/playground/{name}")).status == 200
    assert "{{" not in text
    assert page.SCRIPTS[0] not in text


async def test_asking_what_is_there_uses_no_address_up(stranger: Client, playground: Playground) -> None:
    path = f"/{playground.entrance()}"
    assert (await stranger.head(path)).status == 401
    assert (await stranger.get(path)).status == 200


@pytest.mark.parametrize("header", PROXIES)
async def test_a_proxy_is_refused_even_with_the_cookie(
    client: Client, playground: Playground, header: str
) -> None:
    # A proxy on this machine can name it in Host, and asks for anybody.
    for path in ("/", f"/{playground.entrance()}", "/playground/chat.js", "/playground/style.css"):
        response = await client.get(path, headers={header: "203.0.113.7"}, allow_redirects=False)
        assert response.status == 403
    response = await client.post(ASK, json=asked(command()), headers={header: "203.0.113.7"})
    assert response.status == 403


async def test_a_new_address_stands_where_the_app_was_started_once_the_last_was_used(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    now = 100.0
    monkeypatch.setattr(playground, "_tell_address", told.append)
    monkeypatch.setattr(playground, "_door", guard.Entrance(lambda: now))
    app = web.Application()
    app.add_routes(playground.routes())
    async with TestClient(TestServer(app)) as client:
        path = f"/{playground.entrance()}"
        await client.get("/")
        assert told == []  # the first one is still good
        await client.get(path)
        client.session.cookie_jar.clear()
        await client.get("/")
        assert told == []  # it was just told
        now = 200.0
        for _ in range(3):
            await client.get("/")
        [address] = told
        assert address.startswith(f"http://127.0.0.1:{client.port}/?token=")
        assert (await client.get(address.partition(str(client.port))[2])).status == 200
