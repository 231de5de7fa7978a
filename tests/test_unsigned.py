"""What nobody signed, at every door: refused before anything of it is read, and nothing of it in the log."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web

from bot import server, telemetry
from bot.connections import ConnectionLimits
from bot.core.edge import Edge
from bot.slack.edge import Slack, SlackSettings
from bot.teams.edge import Teams
from bot.wiring.calma import Calma
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, sign
from tests.fakes.teams import KID, FakeTeams
from tests.teams.dialogue import Settings

EVIL = "x\n2026-11-22 12:00:00,000 CRITICAL calma all is lost \x1b[2J\u202e"
FORM = "application/x-www-form-urlencoded"
BODIES = {
    "nothing": b"",
    "not JSON": b"payload={not json",
    "a list": b"payload=[]",
    "null": b"payload=null",
    "a number": b"payload=1",
    "no text": b"\xff\xfe\x00",
    "a brace": b"{",
    "deep": b"payload=" + b"[" * 100_000,
    "deep JSON": b'{"a":' * 20_000,
    "half a letter": b'{"text": "\\ud83d"}',
    "a press of nothing": urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(),
    "a press of a list": urlencode({"payload": json.dumps({"type": "block_actions", "user": []})}).encode(),
    "a form without a view": urlencode({"payload": json.dumps({"type": "view_submission"})}).encode(),
    "an event that is none": b'{"type": "event_callback", "event": 7, "authorizations": {}}',
    "a certificate check": b"ssl_check=1&token=x",
    "a line for the log": EVIL.encode(),
    "a command": urlencode({"command": "/calm", "text": EVIL, "user_id": EVIL, "team_id": "T1"}).encode(),
    "a challenge": b'{"type": "url_verification", "challenge": "x"}',
}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def headers(kind: str, body: bytes) -> dict[str, Mapping[str, str]]:
    """Returns what somebody may say who cannot sign, by a name."""
    evil = part(EVIL)
    return {
        "unsigned": {"Content-Type": kind},
        "wrongly signed": {**sign(body, secret="another"), "Content-Type": kind},
        "old": {**sign(body, at=1_000_000), "Content-Type": kind},
        "a stamp of other digits": {"X-Slack-Request-Timestamp": "١٢٣", "X-Slack-Signature": "v0=0"},
        "a forged token": {"Authorization": f"Bearer {part({'alg': EVIL, 'kid': EVIL})}.{evil}.x"},
        "a header that writes": {"Authorization": f"Bearer {part({'alg': 'RS256', 'kid': EVIL})}.e30.x"},
        "an extension that writes": {
            "Authorization": f"Bearer {part({'alg': 'RS256', 'kid': KID, 'crit': [EVIL], EVIL: 1})}.e30.eA"
        },
        "a broken token": {"Authorization": f"Bearer {evil}.{evil}.{evil}"},
    }


def text_of(log: Path) -> str:
    return log.read_text(encoding="utf-8")


@asynccontextmanager
async def serving(
    slack: FakeSlack, teams: FakeTeams, house: Calma, limits: ConnectionLimits
) -> AsyncIterator[int]:
    """Serves both platforms' edges within these limits; yields the port."""
    settings = SlackSettings(SECRET, TOKEN, "", slack.api_url)
    stores = house.stores
    edges: list[Edge[web.RouteDef]] = [
        Slack(house.desk, house.phrasebook, settings, stores.references, stores.tokens),
        Teams(house.desk, house.phrasebook, Settings(teams.openid_url, teams.login_url), stores.references),
    ]
    for edge in edges:
        await edge.start()
    app = server.application(edges, telemetry.report)
    async with server.listening(app, "127.0.0.1", 0, limits) as address:
        yield urlsplit(address).port or 0
    for edge in edges:
        await edge.close()


@pytest.fixture
async def port(slack: FakeSlack, teams: FakeTeams, house: Calma) -> AsyncIterator[int]:
    """Where both platforms' edges are served."""
    async with serving(slack, teams, house, ConnectionLimits()) as port:
        yield port


@pytest.mark.parametrize("path", ["/slack/events", "/api/messages"])
@pytest.mark.parametrize("kind", [FORM, "application/json"])
async def test_what_nobody_signed_is_refused_unread_and_unlogged(
    port: int, slack: FakeSlack, teams: FakeTeams, logged: Path, path: str, kind: str
) -> None:
    before = len(slack.calls)
    async with aiohttp.ClientSession() as session:
        for name, body in BODIES.items():
            for how, said in headers(kind, body).items():
                async with session.post(
                    f"http://127.0.0.1:{port}{path}", data=body, headers=said
                ) as response:
                    assert response.status == 401, (name, how)
                    assert "Traceback" not in await response.text()
    assert len(slack.calls) == before
    assert teams.calls == []
    written = text_of(logged)
    assert "all is lost" not in written
    assert "Traceback" not in written
    own = [line for line in written.splitlines() if " calma" in line]
    assert all(line.isprintable() for line in own)
    assert len(own) <= telemetry.MOST * 3  # of a few places in the code, each


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/slack/events", "/api/messages", "/", "/..%2f..%2fetc/passwd", "/%0a%1b[2J"]
)
async def test_what_no_route_takes_is_refused_in_silence(
    port: int, logged: Path, method: str, path: str
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{port}{path}", data=b"x") as response,
    ):
        assert response.status in (404, 405)
    assert " calma" not in text_of(logged)


async def noted(opened: list[object], *of_connection: object) -> None:
    """Notes that a client opened one more connection."""
    opened.append(of_connection)


async def test_what_is_signed_keeps_its_connection_among_many_that_rest(
    slack: FakeSlack, teams: FakeTeams, house: Calma
) -> None:
    command = urlencode({"command": "/calm", "text": "yelling", "user_id": "U1", "team_id": "T1"}).encode()
    message = json.dumps(teams.message("yelling")).encode()
    asks = {
        "/slack/events": (command, {**sign(command), "Content-Type": FORM}),
        "/api/messages": (
            message,
            {"Authorization": f"Bearer {teams.token()}", "Content-Type": "application/json"},
        ),
    }
    async with serving(slack, teams, house, ConnectionLimits(most=16)) as port, AsyncExitStack() as stack:
        for path, (body, said) in asks.items():
            opened, trace = list[object](), aiohttp.TraceConfig()
            trace.on_connection_create_end.append(partial(noted, opened))
            platform = await stack.enter_async_context(aiohttp.ClientSession(trace_configs=[trace]))
            for flood in (32, 0):
                async with platform.post(f"http://127.0.0.1:{port}{path}", data=body, headers=said) as got:
                    assert got.status == 200
                for _ in range(flood):
                    other = await stack.enter_async_context(aiohttp.ClientSession())
                    async with other.get(f"http://127.0.0.1:{port}/healthz") as got:
                        assert got.status == 200
            assert len(opened) == 1, path
