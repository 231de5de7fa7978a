"""Where the learning record store is, and how it knows Calma, by the environment."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import LOOPBACK, ConfigError, https_address

NAME = "CALMA_XAPI_URL"
_WAYS = ("CALMA_XAPI_USER", "CALMA_XAPI_PASSWORD", "CALMA_XAPI_KEY")


@dataclass(frozen=True, slots=True)
class LrsConfig:
    """The learning record store: where it is, and the header by which it knows us."""

    url: str
    authorization: str = field(repr=False)


def read_lrs(values: Mapping[str, str]) -> LrsConfig | None:
    """Returns it; None where none is named. Raises ConfigError, which shows no secret."""
    url, pair = values[NAME], _pair(*(values[name] for name in _WAYS))
    if not url and pair:
        raise ConfigError(f"{NAME} is missing: name the store, or leave out how it knows Calma.")
    if not url:
        return None
    if not pair:
        raise ConfigError(f"{_WAYS[0]} or {_WAYS[1]} is missing: take both from the store.")
    if any(sign in url for sign in "@?#") or not url.isprintable() or " " in url:
        raise ConfigError(f"{NAME} holds more than an address: name host and path, and nothing else.")
    plain = https_address(NAME, url, beside=LOOPBACK).rstrip("/").removesuffix("/statements")
    return LrsConfig(plain, f"Basic {pair}")


def _pair(user: str, password: str, key: str) -> str:
    """Returns name and password in base64, "" where one of them is missing."""
    if key and (user or password):
        raise ConfigError(f"{_WAYS[2]} stands in place of {_WAYS[0]} and {_WAYS[1]}: unset one or the other.")
    if key and not _is_pair(key):
        raise ConfigError(f"{_WAYS[2]} is no name and password in base64: copy it from the store.")
    if ":" in user or not (user + password).isprintable():
        raise ConfigError(f"{_WAYS[0]} has a colon, or one of both a sign that nobody sees: copy them anew.")
    if bool(user) != bool(password):
        raise ConfigError(f"{_WAYS[0] if password else _WAYS[1]} is missing: take both from the store.")
    return key or (base64.b64encode(f"{user}:{password}".encode()).decode() if user else "")


def _is_pair(key: str) -> bool:
    try:
        return b":" in base64.b64decode(key, validate=True)
    except ValueError:
        return False
