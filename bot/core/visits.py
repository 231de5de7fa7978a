"""How often somebody may come to a page: what a visit takes is given to who asks, and not without end."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from bot.core.background import RateLimit

MOST_VISITS, WINDOW = 60, 60.0  # of one session, and in how many seconds
MOST_REMEMBERED = 1_000  # sessions and links whose visits are counted
NETWORK = 64  # bits of an address in IPv6 that are given to one household or machine: it has all below


class VisitLimit(RateLimit[str]):
    """Tells who comes too often. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float], most: int = MOST_VISITS) -> None:
        super().__init__(seconds, most, WINDOW, MOST_REMEMBERED)


def visitor(remote: str, forwarded: str) -> str:
    """Returns whom a visit counts for: a public address; "" where only a private one is known.

    Behind a private address stands a proxy, and the last that it says of whom it asks for is its own word.
    Where it hands on what anybody wrote there, they are counted for everybody all the same.
    """
    return _public(remote) or _public(forwarded.rpartition(",")[2])


def _public(address: str) -> str:
    try:
        known = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if known.version == 6 and known.ipv4_mapped:
        known = known.ipv4_mapped
    if not known.is_global:
        return ""
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, NETWORK), strict=False))
