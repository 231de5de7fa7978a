"""How whoever runs the app sees what it does, as the environment says: metrics, JSON logs, traces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.settings import ConfigError, port_of

METRICS = ("CALMA_METRICS_HOST", "CALMA_METRICS_PORT")
TRACES = "OTEL_EXPORTER_OTLP_ENDPOINT"
FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class WatchConfig:
    """Where metrics are read (port 0: nowhere), whether the log is JSON, where traces go ("": nowhere)."""

    host: str = "127.0.0.1"
    port: int = 0
    json_log: bool = False
    traces: str = ""


def read_watch(values: Mapping[str, str]) -> WatchConfig:
    """Returns the settings. Raises ConfigError."""
    host, port = (values[name] for name in METRICS)
    number = port_of(METRICS[1], port) if port else 0
    if port and port == values["PORT"]:
        raise ConfigError(f"{METRICS[1]} is {port}, as PORT is: give another, closed to the outside.")
    form = values["CALMA_LOG_FORMAT"].lower()
    if form not in FORMATS:
        raise ConfigError(f"CALMA_LOG_FORMAT is “{form}”: give text or json.")
    return WatchConfig(host, number, form == "json", _collector(values[TRACES]))


def _collector(text: str) -> str:
    # Plain http too: what collects traces often runs beside the app.
    if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname):
        raise ConfigError(f"{TRACES} is “{text}”: give an address that begins with http:// or https://.")
    return text.rstrip("/")
