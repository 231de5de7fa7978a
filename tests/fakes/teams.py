"""The Teams side, in process: signing keys, tokens for the bot, and the connector that it posts to."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from itertools import count
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "5f1d0a52-3d7e-4c58-9d0e-6a1f2b3c4d5e"
PASSWORD = "the bot's secret"
TENANT = "9e0c1d2b-aaaa-4bbb-8ccc-1234567890ab"
BOT = f"28:{APP_ID}"
MARIA = "29:1maria"
INPUTS = ("Input.Text", "Input.Number", "Input.ChoiceSet", "Input.Date", "Input.Time")
ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
KID = "key-1"

Json = dict[str, Any]
_IDS = count(1)  # no two activities are alike


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """Returns the private key of that name; always the same one in a run, as making one takes time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Call:
    """What the bot called the connector with."""

    method: str
    conversation: str
    activity_id: str
    query: dict[str, str]
    authorization: str
    body: Json

    @property
    def card(self) -> Json:
        """The Adaptive Card in it."""
        found: Json = self.body["attachments"][0]["content"]
        return found

    @property
    def text(self) -> str:
        """All that the card shows, in one string."""
        return shown(self.card)


@dataclass(frozen=True)
class Failure:
    """How the connector is to answer one call: `to` is what it is to, "" for any."""

    status: int
    headers: dict[str, str]
    method: str
    code: str
    to: str


@dataclass
class FakeTeams:
    """`await start()`, give its addresses to the bot, and read `calls` and `opened`."""

    calls: list[Call] = field(default_factory=list)
    opened: list[Json] = field(default_factory=list)
    members: dict[str, list[Json]] = field(default_factory=dict)
    tokens_given: int = 0
    keys_given: int = 0
    endorsements: list[str] | None = field(default_factory=lambda: ["msteams", "emulator"])
    key_service_down: bool = False
    kid: str = KID
    answer: str | None = None  # what the connector answers to a message, in place of its id
    unusable_keys: list[Any] = field(
        default_factory=lambda: [{"kty": "EC", "kid": "another-kind"}, "no key at all"]
    )
    token_lasts: Any = 3600
    ahead: float = 0.0  # seconds that Microsoft's clock is ahead of ours
    sign_in_error: str = ""  # what Microsoft's sign-in says in place of a token
    issuer: str = ISSUER  # of tokens, by which the bot knows its cloud
    scope: str = SCOPE  # that the bot has to ask its token for
    keys_wait: asyncio.Event | None = None  # until then the key service keeps everybody waiting
    _failures: list[Failure] = field(default_factory=list)
    _runner: web.AppRunner | None = None
    _url: str = ""

    async def start(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/openid", self._openid),
                web.get("/keys", self._keys),
                web.post("/{tenant}/oauth2/v2.0/token", self._token),
                web.post("/v3/conversations", self._open),
                web.get("/v3/conversations/{conversation}/pagedmembers", self._members),
                web.post("/v3/conversations/{conversation}/activities", self._connector),
                web.post("/v3/conversations/{conversation}/activities/{activity}", self._connector),
                web.delete("/v3/conversations/{conversation}/activities/{activity}", self._connector),
                web.put("/v3/conversations/{conversation}/activities/{activity}", self._connector),
            ]
        )
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        return f"{self._url}/"

    @property
    def openid_url(self) -> str:
        return f"{self._url}/openid"

    @property
    def login_url(self) -> str:
        return self._url

    @property
    def settings(self) -> dict[str, str]:
        """What a bot in it is told."""
        names = ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "TEAMS_OPENID_URL", "TEAMS_LOGIN_URL")
        return dict(zip(names, (APP_ID, PASSWORD, self.openid_url, self.login_url), strict=True))

    def fail(
        self,
        status: int,
        *,
        times: int = 1,
        retry_after: str = "",
        method: str = "",
        code: str = "Failed",
        to: str = "",
    ) -> None:
        """Makes the connector answer the next calls with `status`; 0 drops the connection instead.

        `to` is a conversation, `targeted` messages, or `open` for the opening of a chat.
        """
        headers = {"Retry-After": retry_after} if retry_after else {}
        self._failures += [Failure(status, headers, method, code, to)] * times

    def token(self, *, signed_with: str = KID, kid: str | None = KID, **changes: Any) -> str:
        """Returns a token as Teams signs it, but for `changes` in its claims; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key(signed_with), "RS256", headers={"kid": kid} if kid else {})

    def activity(self, kind: str, **changes: Any) -> Json:
        """Returns an activity as Teams sends it, in Maria's 1:1 chat with the bot."""
        base: Json = {
            "type": kind,
            "id": f"17{next(_IDS):011}",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "locale": "en-US",
            "from": {"id": MARIA, "name": "Maria", "aadObjectId": "aad-maria"},
            "recipient": {"id": BOT, "name": "Calma"},
            "conversation": {"id": "a:chat", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [{"type": "clientInfo", "locale": "en-US", "timezone": "America/New_York"}],
        }
        return {**base, **changes}

    def message(self, text: str, **changes: Any) -> Json:
        """Returns a typed message."""
        return self.activity("message", **{"textFormat": "plain", "text": text, **changes})

    def mention(self, text: str, **changes: Any) -> Json:
        """Returns a message in a group chat that begins with a mention of the bot."""
        entity = {"type": "mention", "text": "<at>Calma</at>", "mentioned": {"id": BOT, "name": "Calma"}}
        where = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
        base = {"conversation": where, "entities": [entity]}
        return self.message(f"<at>Calma</at>&nbsp;{text}", **{**base, **changes})

    def targeted(self, text: str, **changes: Any) -> Json:
        """Returns what a slash command in a group chat sends: a message that only the bot sees."""
        where = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
        recipient = {"id": BOT, "name": "Calma", "isTargeted": True}
        return self.message(text, **{"conversation": where, "recipient": recipient, **changes})

    def execute(self, data: Any, **changes: Any) -> Json:
        """Returns a press of an Action.Execute."""
        action = {"type": "Action.Execute", "verb": "x", "data": data}
        value = {"action": action, "trigger": "manual"}
        return self.activity("invoke", **{"name": "adaptiveCard/action", "value": value, **changes})

    def submit(self, data: Any, **changes: Any) -> Json:
        """Returns a press of an Action.Submit: a message without words."""
        return self.activity("message", **{"value": data, "replyToId": "card-1", **changes})

    def opens(self, data: Any, **changes: Any) -> Json:
        """Returns a press of a button that opens a dialog."""
        return self._task("task/fetch", data, **changes)

    def sends(self, data: Any, **changes: Any) -> Json:
        """Returns a press of a button in a dialog."""
        return self._task("task/submit", data, **changes)

    def searches(self, text: str, command: str = "find", **changes: Any) -> Json:
        """Returns what the search in the compose box sends while somebody types."""
        parameters = [{"name": "text", "value": text}]
        options = {"skip": 0, "count": 25}
        value = {"commandId": command, "parameters": parameters, "queryOptions": options}
        return self.activity("invoke", **{"name": "composeExtension/query", "value": value, **changes})

    def acts(self, command: str, message: Json | None = None, **changes: Any) -> Json:
        """Returns what an action of the extension sends: on a message, or while one writes."""
        value: Json = {"commandId": command, "commandContext": "message" if message else "compose"}
        value |= {"messagePayload": {"id": "17", **message}} if message else {}
        return self.activity("invoke", **{"name": "composeExtension/fetchTask", "value": value, **changes})

    def acted(self, command: str, data: Any, **changes: Any) -> Json:
        """Returns a press in the dialog of an action."""
        value = {"commandId": command, "data": data}
        return self.activity("invoke", **{"name": "composeExtension/submitAction", "value": value, **changes})

    def _task(self, name: str, data: Any, **changes: Any) -> Json:
        value = {"data": data, "context": {"theme": "default"}}
        return self.activity("invoke", **{"name": name, "value": value, "replyToId": "card-1", **changes})

    async def _openid(self, _: web.Request) -> web.Response:
        if self.key_service_down:
            return web.Response(status=500)
        if self.keys_wait:
            await self.keys_wait.wait()
        return web.json_response({"issuer": self.issuer, "jwks_uri": f"{self._url}/keys"})

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(time.time() + self.ahead, usegmt=True)

    async def _keys(self, _: web.Request) -> web.Response:
        self.keys_given += 1
        public: Json = jwt.algorithms.RSAAlgorithm.to_jwk(key(KID).public_key(), as_dict=True)
        public |= {"kid": self.kid, "use": "sig"}
        if self.endorsements is not None:
            public["endorsements"] = self.endorsements
        return web.json_response({"keys": [*self.unusable_keys, public]})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["client_id"] == APP_ID
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == self.scope
        if form["client_secret"] != PASSWORD or self.sign_in_error:
            body = {"error": "invalid_client", "error_description": self.sign_in_error}
            return web.json_response(body, status=401)
        self.tokens_given += 1
        token = f"{request.match_info['tenant']}-{self.tokens_given}"
        return web.json_response({"access_token": token, "expires_in": self.token_lasts})

    async def _connector(self, request: web.Request) -> web.Response:
        self.calls.append(
            Call(
                request.method,
                request.match_info["conversation"],
                request.match_info.get("activity", ""),
                dict(request.query),
                request.headers.get("Authorization", ""),
                await request.json() if request.can_read_body else {},
            )
        )
        kind = "targeted" if request.query else request.match_info["conversation"]
        if failed := self._failed(request, kind):
            return failed
        if self.answer is not None:
            return web.Response(text=self.answer, status=201, content_type="application/json")
        return web.json_response({"id": f"sent-{len(self.calls)}"}, status=201)

    async def _members(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"].startswith("Bearer ")
        if failed := self._failed(request, "members"):
            return failed
        found = self.members.get(request.match_info["conversation"])
        if found is None:
            return web.json_response({"error": {"code": "ConversationNotFound"}}, status=404)
        start = int(request.query.get("continuationToken", "0"))
        page = {"members": found[start : start + 2]}  # two at a time, so that pages are turned
        onward = {"continuationToken": str(start + 2)} if start + 2 < len(found) else {}
        return web.json_response({**page, **onward})

    async def _open(self, request: web.Request) -> web.Response:
        body = await request.json()
        assert request.headers["Authorization"].startswith("Bearer ")
        self.opened.append(body)
        if failed := self._failed(request, "open"):
            return failed
        return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)

    def _failed(self, request: web.Request, kind: str) -> web.Response | None:
        for failure in self._failures:
            if failure.method in ("", request.method) and failure.to in ("", kind):
                self._failures.remove(failure)
                if not failure.status:
                    assert request.transport
                    request.transport.abort()
                error = {"error": {"code": failure.code, "message": "told to fail"}}
                body = json.dumps(error) if self.answer is None else self.answer
                status, kind = failure.status or 500, "application/json"
                return web.Response(text=body, status=status, headers=failure.headers, content_type=kind)
        return None


def shown(card: Json) -> str:
    """Returns all that `card` shows, in one string."""
    found: list[str] = []

    def walk(item: Any) -> None:
        if isinstance(item, list):
            for part in item:
                walk(part)
        elif isinstance(item, dict):
            found.extend(str(item[name]) for name in ("text", "title") if name in item)
            for name, part in item.items():
                if name not in ("data", "fallback"):
                    walk(part)

    walk(card["body"])
    return "\n".join(found)


def filled(card: Json, **typed: Any) -> Json:
    """Returns what Teams sends when somebody fills in the inputs of `card` by field name, and sends them.

    Where a form has more than one button, the last one sends it, and the one before leads back a step.
    """
    inputs = {part["id"]: part for kind in INPUTS for part in elements(card, kind)}
    values = {key: part["value"] for key, part in inputs.items() if "value" in part}
    for name, value in typed.items():
        [key] = [key for key in inputs if key.partition("_")[2] == name]
        values[key] = value
    return {**card["actions"][-1]["data"], **values}


def elements(card: Json, kind: str) -> list[Json]:
    """Returns all parts of `card` of that type; fallbacks, and what buttons carry, left out."""
    found: list[Json] = []

    def walk(item: Any) -> None:
        if isinstance(item, list):
            for part in item:
                walk(part)
        elif isinstance(item, dict):
            if item.get("type") == kind:
                found.append(item)
            for name, part in item.items():
                if name not in ("data", "fallback"):
                    walk(part)

    walk(json.loads(json.dumps(card)))
    return found
