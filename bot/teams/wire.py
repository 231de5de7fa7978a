"""HTTP to Microsoft's services: one pooled session, opened on first use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import orjson

from bot.clients import client_session, unreached
from bot.core.outside import seconds
from bot.teams.errors import TeamsFailure
from bot.teams.facts import text_at

_ENTRA_CODE = re.compile(r"AADSTS\d{1,12}")
_NOT_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_ERROR_BYTES = 8_192
_ANSWER_BYTES = 4_000_000  # more than a page of members is
_TIMEOUT = aiohttp.ClientTimeout(total=6, connect=4)
_JSON = {"Content-Type": "application/json; charset=utf-8"}


class TeamsWire:
    """Speaks JSON over HTTP. Every failure is one `TeamsFailure`; whatever is answered is an object.

    `heard` is told the headers of each answer.
    """

    def __init__(self, heard: Callable[[Mapping[str, str]], None] = lambda headers: None) -> None:
        self._heard = heard
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, token: str = "", query: dict[str, str] | None = None) -> dict[str, Any]:
        """Returns the JSON object at `url`."""
        return await self._call("GET", url, headers=_bearer(token), params=query or {})

    async def post_form(self, url: str, fields: dict[str, str]) -> dict[str, Any]:
        """Returns the JSON object that `url` answers to a form."""
        return await self._call("POST", url, data=fields)

    async def post(self, url: str, body: dict[str, Any], token: str, query: dict[str, str]) -> dict[str, Any]:
        """Returns the JSON object that `url` answers to a JSON object."""
        return await self._call("POST", url, data=encoded(body), headers=_JSON | _bearer(token), params=query)

    async def put(self, url: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        """Returns the JSON object that `url` answers to a JSON object that is put there, {} for none."""
        return await self._call("PUT", url, data=encoded(body), headers=_JSON | _bearer(token))

    async def delete(self, url: str, token: str) -> dict[str, Any]:
        """Deletes what is at `url`, and returns the JSON object that it answers, {} for none."""
        return await self._call("DELETE", url, headers=_bearer(token))

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        if self._session is None:
            self._session = client_session(_TIMEOUT)
        try:
            async with self._session.request(method, url, **options) as response:
                self._heard(response.headers)
                if response.status >= 400:
                    raise await _failed(f"{method} {url}", response)
                body = _object(await _read(response, _ANSWER_BYTES))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # An aiohttp error may quote headers; its kind is enough.
            sent = not isinstance(error, _NOT_CONNECTED)
            raise TeamsFailure(f"{method} {url}: {unreached(error)}", sent=sent) from error
        return body


def encoded(json_value: object) -> bytes:
    """Returns a value as the JSON that goes out."""
    try:
        return orjson.dumps(json_value)
    except orjson.JSONEncodeError:  # half of a surrogate pair, which no UTF-8 holds
        return json.dumps(json_value).encode()


def _sign_in_code(answer: dict[str, Any]) -> str:
    """Returns the code of a refusal by Microsoft's sign-in, the exact one where it is given."""
    exact = _ENTRA_CODE.match(text_at(answer, "error_description"))
    return exact[0] if exact else text_at(answer, "error")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Returns what is answered, to `most` bytes and no more."""
    received = bytearray()
    async for chunk in response.content.iter_any():
        received += chunk
        if len(received) >= most:
            break
    return bytes(received[:most])


def _object(raw: bytes) -> dict[str, Any]:
    """Returns the JSON object in `raw`, or an empty one where it holds something else, or too deep a one."""
    try:
        body = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


async def _failed(call: str, response: aiohttp.ClientResponse) -> TeamsFailure:
    # Not every proxy on the way speaks JSON, and not every service puts its code into an `error`.
    answer = _object(await _read(response, _ERROR_BYTES))
    code = (text_at(answer, "error", "code") or text_at(answer, "code") or _sign_in_code(answer))[:80]
    wait = seconds(response.headers.get("Retry-After"))
    return TeamsFailure(
        f"{call}: HTTP {response.status} {code}".rstrip(), response.status, wait, code=code, sent=True
    )
