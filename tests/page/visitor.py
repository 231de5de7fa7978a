"""A browser over HTTP, as far as the page needs one: it keeps cookies and says where a press comes from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookies import Morsel, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, DummyCookieJar

from tests.page.served import MARTA, Office, serving

PRESSED = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}  # as browsers say it where nobody is to be told


@dataclass
class Returned:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def shown(self) -> str:
        """Its text as somebody reads it."""
        return unescape(self.text)


@dataclass
class Visitor:
    """Somebody with a browser of their own; `cookies` are those it keeps, by their names."""

    http: ClientSession
    address: str
    office: Office
    cookies: dict[str, Morsel[str]] = field(default_factory=dict)

    async def asks(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Returned:
        """Asks for a path, with the cookies there are."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            named["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        if body is not None:
            named.setdefault("Content-Type", "application/x-www-form-urlencoded")
        request = self.http.request(
            method, self.address + path, data=body, headers=named, allow_redirects=False
        )
        async with request as response:
            for line in response.headers.getall("Set-Cookie", []):
                self._take(SimpleCookie(line))
            text = await response.text() if method != "HEAD" else ""
            return Returned(response.status, text, dict(response.headers))

    def _take(self, given: SimpleCookie) -> None:
        for name, morsel in given.items():
            self.cookies.pop(name, None)
            if morsel["max-age"] != "0":
                self.cookies[name] = morsel

    async def presses(self, token: str, **headers: str) -> Returned:
        """Presses the button of the entrance."""
        return await self.asks("/report/enter", "POST", f"token={token}", **{**PRESSED, **headers})

    async def enters(self) -> str:
        """Asks for a link in chat, opens it, and returns its token."""
        token = await self.link()
        assert (await self.presses(token)).status == 303
        return token

    async def link(self) -> str:
        """Asks for a link in chat, and returns its token."""
        return token_of(await self.office.links.issue(MARTA))

    async def reads(self, path: str = "/report", **headers: str) -> Returned:
        """Asks for the report."""
        return await self.asks(path, **headers)


def token_of(address: str) -> str:
    """Returns the token in the address of a link."""
    return parse_qs(urlsplit(address).query)["token"][0]


@asynccontextmanager
async def visitors(office: Office, count: int = 1) -> AsyncIterator[list[Visitor]]:
    """Yields people with browsers of their own, at a page that is served."""
    async with serving(office) as address, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield [Visitor(http, address, office) for _ in range(count)]
