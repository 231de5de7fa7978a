"""A learning record store over HTTP, which holds all it gets against xAPI 1.0.3, and can be in trouble."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.test_utils import TestServer

USER, PASSWORD = "calma", "a-password-for-tests"
PAIR = "Y2FsbWE6YS1wYXNzd29yZC1mb3ItdGVzdHM="
IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
ALLOWED = {"id", "actor", "verb", "object", "timestamp"}


@dataclass
class Answer:
    """What it answers instead of taking statements; `silent` seconds late."""

    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    silent: float = 0.0


class FakeLrs:
    """Takes statements into `stored`, by id. `answers` come first, one a request; `wrong` ids are refused."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        self.answers: deque[Answer] = deque()
        self.wrong: set[str] = set()
        self.conflicting: set[str] = set()
        self.requests: list[list[str]] = []
        self.elsewhere: list[str] = []
        app = web.Application()
        app.router.add_post("/xapi/statements", self._statements)
        app.router.add_route("*", "/{path:.*}", self._elsewhere)
        self._server = TestServer(app)

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self._server.make_url("/xapi"))

    async def start(self) -> None:
        """Begins to answer."""
        await self._server.start_server()

    async def close(self) -> None:
        """Is gone."""
        await self._server.close()

    async def _statements(self, request: web.Request) -> web.Response:
        statements = await request.json()
        assert isinstance(statements, list)
        assert len(statements) <= 50
        self.requests.append([statement["id"] for statement in statements])
        if self.answers:
            answer = self.answers.popleft()
            await asyncio.sleep(answer.silent)
            return web.Response(status=answer.status, headers=answer.headers, text="no")
        if request.headers.get("Authorization") != f"Basic {PAIR}":
            return web.Response(status=401)
        assert request.headers["X-Experience-API-Version"] == "1.0.3"
        assert request.content_type == "application/json"
        for statement in statements:
            look_at(statement)
        ids = {statement["id"] for statement in statements}
        if ids & self.wrong:
            return web.Response(status=400)
        if ids & self.conflicting:
            return web.Response(status=409)
        self.stored |= {statement["id"]: statement for statement in statements}
        return web.json_response([statement["id"] for statement in statements])

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.elsewhere.append(request.path)
        return web.Response(status=404)


def look_at(statement: dict[str, Any]) -> None:
    """Fails where a statement is none of xAPI 1.0.3, or says more than that a drill was finished."""
    assert statement.keys() == ALLOWED
    assert str(UUID(statement["id"])) == statement["id"]
    actor, account = statement["actor"], statement["actor"]["account"]
    assert actor.keys() == {"objectType", "account"}
    assert actor["objectType"] == "Agent"
    assert account.keys() == {"homePage", "name"}
    assert IRI.fullmatch(account["homePage"])
    assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    activity = statement["object"]
    assert activity.keys() == {"objectType", "id", "definition"}
    assert activity["objectType"] == "Activity"
    assert IRI.fullmatch(activity["id"])
    assert IRI.fullmatch(activity["definition"]["type"])
    for words in (statement["verb"]["display"], activity["definition"]["name"]):
        assert words.keys() == {"en", "es"}
        assert all(words.values())
    assert statement["timestamp"].endswith("Z")
    assert datetime.fromisoformat(statement["timestamp"])
