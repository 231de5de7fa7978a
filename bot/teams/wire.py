"""HTTP to Microsoft's services: one pooled session, opened on first use."""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.teams.errors import Failed, seconds

_TIMEOUT = aiohttp.ClientTimeout(total=6, connect=4)


class Wire:
    """Speaks JSON over HTTP. Every failure is one `Failed`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str) -> dict[str, Any]:
        """Returns the JSON object at `url`."""
        return await self._call("GET", url)

    async def post_form(self, url: str, fields: dict[str, str]) -> dict[str, Any]:
        """Returns the JSON object that `url` answers to a form."""
        return await self._call("POST", url, data=fields)

    async def post(self, url: str, body: dict[str, Any], token: str, query: dict[str, str]) -> dict[str, Any]:
        """Returns the JSON object that `url` answers to a JSON object."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._call("POST", url, json=body, headers=headers, params=query)

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=True)
        try:
            async with self._session.request(method, url, **options) as response:
                if response.status >= 400:
                    wait = seconds(response.headers.get("Retry-After"))
                    raise Failed(f"{method} {url}: HTTP {response.status}", response.status, wait)
                body = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # An aiohttp error may quote headers; its kind is enough.
            raise Failed(f"{method} {url}: {type(error).__name__}") from error
        return body if isinstance(body, dict) else {}
