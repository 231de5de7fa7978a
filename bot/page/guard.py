"""What keeps others out of the report's page: headers, cookies, where a press comes from, how often."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

from aiohttp import web

from bot.core import loopback

# Over https. The name has browsers take it from this host alone, with `Secure` and for the whole of it, so
# that no other host below the same domain can plant one.
COOKIE = "__Host-calma-report"
LONGEST_BODY = 2_048  # bytes of a form
FEWEST_FIELDS, MOST_FIELDS = 4, 20  # of a form with a token, and of one to fill in
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address of the entrance has the link's token in it
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def headers(styles: Iterable[str] = ()) -> Mapping[str, str]:
    """Returns the headers of a page that has these style sheets in it and nothing else: no script runs."""
    hashes = " ".join(f"'sha256-{_hash(style)}'" for style in styles) or "'none'"
    policy = (
        f"default-src 'none'; style-src {hashes}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, **_HEADERS}


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def is_own_press(request: web.Request, origins: frozenset[str]) -> bool:
    """Returns whether a form was sent from a page of ours; False also where the browser tells nothing.

    Without a referrer, browsers name no origin in what a form sends (`null`), and tell by `Sec-Fetch-Site`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "").lower() in origins


def is_here(request: web.Request) -> bool:
    """Returns whether somebody on this machine asks, by no proxy."""
    return loopback.addressed(request.headers)


def local_cookie(request: web.Request) -> str:
    """Returns the cookie's name on this machine, without https: other apps here get the same cookies."""
    address = request.transport.get_extra_info("sockname") if request.transport else None
    return f"calma-report-{address[1] if address else 0}"


def put_cookie(response: web.StreamResponse, name: str, token: str) -> None:
    """Gives a browser a cookie, which goes when it is closed, or takes it away where the token is ""."""
    response.set_cookie(
        name,
        token,
        max_age=None if token else 0,
        path="/",
        secure=name == COOKIE,
        httponly=True,
        samesite="Strict",
    )
