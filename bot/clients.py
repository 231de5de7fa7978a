"""Every connection that the app opens by HTTP is made here, so that all of them leave by the same road.

Which road that is, the environment says, as it does to other programs: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY
name a proxy, and NO_PROXY what is reached without it, each in small letters or capitals. Of our own, for
aiohttp knows no proxy for Socket Mode's links by these, and Slack's SDK no NO_PROXY.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientHandlerType,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    encode_basic_auth,
)
from yarl import URL

from bot.core.errors import CalmaError

_SPACE = re.compile(r"\s")
MOST = 100  # connections of a session at a time, where nothing else is said
_BETWEEN = re.compile(r"[,\s]+")
_SCHEMES = {"http": "http", "ws": "http", "https": "https", "wss": "https"}
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


class ProxyError(CalmaError):
    """What the environment says of a proxy cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """The proxies for plain and for encrypted connections, and the hosts that are reached without one."""

    http: URL | None = None
    https: URL | None = None
    direct: tuple[str, ...] = ()

    def proxy(self, url: URL) -> URL | None:
        """Returns the proxy on the way to `url`, None where there is none."""
        proxy = self.https if _SCHEMES.get(url.scheme) == "https" else self.http
        return None if proxy is None or self._is_direct(url) else proxy

    def _is_direct(self, url: URL) -> bool:
        host, port = (url.host or "").lower().rstrip("."), url.port or _PORTS.get(url.scheme)
        return any(_covers(entry, host, str(port)) for entry in self.direct)


def proxy_settings(environment: Mapping[str, str]) -> ProxySettings:
    """Returns what the environment says of proxies. Raises ProxyError.

    Where only the other kind of connection is given a proxy, it is meant for both.
    """
    named = {kind: _first(environment, f"{kind}_proxy") for kind in ("http", "https", "all", "no")}
    http, https = (_address(*named[kind]) for kind in ("http", "https"))
    other = None if http and https else _address(*named["all"])
    direct = _BETWEEN.split(named["no"][1].lower())
    return ProxySettings(http or other or https, https or other or http, tuple(filter(None, direct)))


def client_session(timeout: ClientTimeout, most: int = MOST) -> ClientSession:
    """Returns a session with at most so many connections at a time, all by the road that is set.

    Raises ProxyError.
    """
    settings = proxy_settings(os.environ)

    async def by_the_road(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if proxy := settings.proxy(request.url):
            request.update_proxy(proxy.with_user(None), None, _signed_in(proxy))
        return await handler(request)

    connector = TCPConnector(limit=most)
    return ClientSession(timeout=timeout, connector=connector, middlewares=(by_the_road,))


def unreached(error: BaseException) -> str:
    """Returns in words why something was not reached, for whoever can mend it."""
    match error:
        case ClientHttpProxyError(status=407):
            return "the proxy wants a name and a password: see HTTPS_PROXY"
        case ClientHttpProxyError(status=status):
            return f"the proxy refuses, HTTP {status}"
        case ClientProxyConnectionError():
            return "the proxy cannot be reached: see HTTPS_PROXY"
        case ClientConnectorCertificateError():
            return "its certificate is not trusted: see SSL_CERT_FILE"
        case ClientConnectorDNSError():
            return "its name is not found: see the network, its DNS, and HTTPS_PROXY"
        case ClientConnectorError(strerror=why):
            return f"it cannot be reached, {why}: see the network, and HTTPS_PROXY"
        case TimeoutError():
            return "it does not answer in time"
        case _:
            return type(error).__name__


def _signed_in(proxy: URL) -> dict[str, str]:
    if proxy.user is None:
        return {}
    return {"Proxy-Authorization": encode_basic_auth(proxy.user, proxy.password or "", encoding="utf-8")}


def _first(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    """Returns a variable that is set, and its value: in small letters first, as others read them."""
    for spelling in (name, name.upper()):
        if value := environment.get(spelling, "").strip():
            return spelling, value
    return name, ""


def _address(name: str, value: str) -> URL | None:
    if not value:
        return None
    try:
        proxy = URL(value if "://" in value else f"http://{value}")
        if proxy.scheme in ("http", "https") and proxy.host and proxy.port and not _SPACE.search(value):
            return proxy.origin().with_user(proxy.user).with_password(proxy.password)
    except ValueError:
        pass
    # The value itself is not shown: there may be a password in it.
    raise ProxyError(f"{name} is no address of a proxy for HTTP: give one such as http://proxy.example:3128.")


def _covers(entry: str, host: str, port: str) -> bool:
    if entry == "*":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    name, colon, its_port = entry.rpartition(":")
    if colon and its_port.isdecimal() and (":" not in name or name.endswith("]")):
        if its_port != port:
            return False
        entry = name
    entry = entry.strip("[]").removeprefix("*").removeprefix(".").rstrip(".")
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))
