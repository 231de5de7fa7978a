"""What keeps all others out of a page that has no password, and the headers that keep it harmless."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from aiohttp import web

from bot.core.background import Bounded

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LASTS = 30 * 24 * 3600  # seconds that a browser stays let in; this run of the app mostly ends before
MOST = 32  # addresses that nobody opened yet, and browsers that are let in
PAUSE = 30.0  # seconds between two addresses that are told because somebody stands before the door


class Entrance:
    """Lets in whoever opens an address that is told only where the app was started; each address once.

    Whoever can reach the port, by a proxy or as another user of this machine, is not let in by that.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._tokens: Bounded[str, None] = Bounded(MOST)
        self._browsers: Bounded[str, None] = Bounded(MOST)
        self._told = -PAUSE

    def path(self) -> str:
        """Returns a path that lets one browser in, once."""
        token = secrets.token_urlsafe(32)
        self._tokens[_hashed(token)] = None
        self._told = self._seconds()
        return f"?token={token}"

    def path_again(self) -> str:
        """Returns a new path where the last was used up and is not just told; else nothing."""
        return "" if self._tokens or self._seconds() - self._told < PAUSE else self.path()

    def use(self, request: web.Request) -> str:
        """Returns what the browser is known by from now on; nothing where the token is none, or was used."""
        token = _hashed(request.query.get("token", ""))
        if request.method != "GET" or token not in self._tokens:
            return ""
        del self._tokens[token]
        browser = secrets.token_urlsafe(32)
        self._browsers[_hashed(browser)] = None
        return browser

    def knows(self, request: web.Request) -> bool:
        """Returns whether the browser was let in."""
        return _hashed(request.cookies.get(cookie(request), "")) in self._browsers


def _hashed(value: str) -> str:
    # Compared by its hash, so that how long it takes tells nothing of the value.
    return hashlib.sha256(value.encode(errors="surrogateescape")).hexdigest()


def cookie(request: web.Request) -> str:
    """Returns the cookie's name. By the port: another app on this machine gets the same cookies."""
    address = request.transport.get_extra_info("sockname") if request.transport else None
    return f"calma-{address[1] if address else 0}"


def same_origin(request: web.Request) -> bool:
    """Returns whether the request comes from this page, or from no page at all."""
    # A page can have something fetched without naming itself in `Origin`; browsers tell by this one.
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() == f"{request.scheme}://{request.host}".lower()


def is_json(request: web.Request) -> bool:
    """Returns whether the body says it is JSON, which a foreign form cannot say."""
    return request.content_type == "application/json"
