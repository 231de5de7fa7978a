"""Whether a request was made on this machine: for what is open to nobody else."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)
# By these, a proxy says for whom it asks.
_OF_PROXIES = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip", "cf-ray", "cdn-loop")
_ALL_OF_PROXIES = ("x-forwarded", "x-original-", "x-envoy-", "x-appengine-", "fly-", "x-vercel-")


def addressed(headers: Mapping[str, str]) -> bool:
    """Returns whether a request names this machine and came through no proxy.

    A foreign site can point its own name at 127.0.0.1 (DNS rebinding); its name in `Host` gives it away. A
    tunnel or proxy on this machine may name it too, and then asks for anybody.
    """
    return _HOST.fullmatch(headers.get("Host", "")) is not None and not _forwarded(headers)


def _forwarded(headers: Mapping[str, str]) -> bool:
    names = [name.lower() for name in headers]
    return any(name in _OF_PROXIES or name.startswith(_ALL_OF_PROXIES) for name in names)


def of_a_page_here(headers: Mapping[str, str]) -> bool:
    """Returns whether a request was made by no page of another machine, as far as browsers tell."""
    origin = headers.get("Origin")
    if origin is None:
        return headers.get("Sec-Fetch-Site", "none") != "cross-site"
    scheme, _, rest = origin.partition("://")
    return scheme in ("http", "https") and _HOST.fullmatch(rest) is not None
