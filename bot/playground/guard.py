"""What keeps other web sites out of a page that has no password, and the headers that keep it harmless."""

from __future__ import annotations

import re

from aiohttp import web

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


def local(request: web.Request) -> bool:
    """Returns whether the request names this computer.

    A foreign site can point its own name at 127.0.0.1 (DNS rebinding) and would then count as same-origin;
    its name in `Host` gives it away.
    """
    return _LOCAL.fullmatch(request.headers.get("Host", "")) is not None


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
