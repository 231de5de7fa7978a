"""A learning record store over HTTP (xAPI 1.0.3): the one that is configured, and no other.

What it answers is read no further than its status. A redirect is not followed: it may lead anywhere, and
what is sent names people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientTimeout

from bot.clients import client_session, unreached
from bot.core.outside import seconds
from bot.features.records.model import Reception, StatementReceipt
from bot.lrs_config import LrsConfig

VERSION = "1.0.3"
WITHIN = 10.0  # seconds for one request, all in all
_TAKEN, _CONFLICT = range(200, 300), 409
# What is wrong with what was sent, and not with who sent it or where to.
_REFUSED = frozenset({400, 406, 409, 412, 413, 415, 422})
_WORDS = {
    401: "it does not know the name and password: see CALMA_XAPI_USER or CALMA_XAPI_KEY",
    403: "it does not let us in: see CALMA_XAPI_USER or CALMA_XAPI_KEY",
    404: "there is no such address: see CALMA_XAPI_URL",
    429: "it wants fewer requests",
}


class LrsReceiver:
    """`StatementReceiver` over HTTP."""

    def __init__(self, config: LrsConfig, within: float = WITHIN) -> None:
        self._url = f"{config.url}/statements"
        self._headers = {"Authorization": config.authorization, "X-Experience-API-Version": VERSION}
        self._timeout = ClientTimeout(total=within)

    async def take(self, statements: Sequence[Mapping[str, Any]]) -> StatementReceipt:
        """Returns what the store does with statements: with all of them, or with none."""
        body = [dict(statement) for statement in statements]
        try:
            async with client_session(self._timeout, 1) as session:
                request = session.post(self._url, json=body, headers=self._headers, allow_redirects=False)
                async with request as response:
                    return _receipt(response, len(body))
        except (ClientError, TimeoutError, OSError) as error:
            return StatementReceipt(Reception.AWAY, unreached(error))


def _receipt(response: ClientResponse, count: int) -> StatementReceipt:
    status = response.status
    if status in _TAKEN or (status == _CONFLICT and count == 1):  # it has one with this id
        return StatementReceipt(Reception.TAKEN)
    reason = f"HTTP {status}"
    if status in _REFUSED:
        return StatementReceipt(Reception.REFUSED, reason)
    words = "it leads elsewhere: see CALMA_XAPI_URL" if 300 <= status < 400 else _WORDS.get(status, "")
    wait = seconds(response.headers.get("Retry-After"))
    return StatementReceipt(Reception.AWAY, f"{reason}, {words}" if words else reason, wait)
