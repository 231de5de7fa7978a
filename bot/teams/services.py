"""Which services of Microsoft the bot sends to: whatever it says there goes to whoever answers there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.teams.clouds import TeamsCloud

# Whole-string patterns, as two URL parsers can disagree on what the host of a crafted URL is.
_URL = re.compile(r"(https?)://([a-z0-9.-]{1,255})(:\d{1,5})?(/[\w./~-]{0,500})?", re.ASCII | re.IGNORECASE)
_LOOPBACK = re.compile(
    r"https?://(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?(/[\w./~-]{0,500})?", re.ASCII
)


class Services:
    """Tells which service addresses are trusted.

    Those of the cloud and that the settings add, and the one that the signing keys are fetched from: who
    vouches for what comes in may have what goes out. An emulator's are on this machine and nowhere else.
    """

    def __init__(self, cloud: TeamsCloud, *, anonymous: bool) -> None:
        keys = urlsplit(cloud.openid_url)
        self._vouching = (keys.scheme, keys.hostname or "")
        self._exact = frozenset(host for host in cloud.hosts if not host.startswith("."))
        self._below = tuple(host for host in cloud.hosts if host.startswith("."))
        self._anonymous = anonymous

    def trusts(self, url: str) -> bool:
        """Whether something may be sent to `url`, and its answer believed."""
        if self._anonymous:
            return _LOOPBACK.fullmatch(url) is not None
        match = _URL.fullmatch(url)
        if match is None:
            return False
        scheme, host = match[1].lower(), match[2].lower()
        if (scheme, host) == self._vouching:
            return True
        return scheme == "https" and (host in self._exact or host.endswith(self._below))
