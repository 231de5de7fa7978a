"""Logs, and the references by which a person's “it broke” finds its line in them."""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections.abc import Callable

from bot.core.errors import CalmaError, Unavailable

_log = logging.getLogger("calma")
_store_log = logging.getLogger("calma.store")
# What these tell of a database that is away they tell of every single wait for it.
AWAY = ("calma.store", "sqlalchemy", "psycopg", "procrastinate")
MINUTE = 60.0
# At debug level these log request bodies, and what people ask the coach is theirs; or each statement with its
# values, which would tell at what time whose pseudonym took a self-check.
QUIET = (
    *("slack_bolt", "slack_sdk", "msrest", "urllib3", "aiohttp.access"),
    *("aiosqlite", "sqlalchemy", "psycopg", "alembic", "procrastinate"),
)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is misread over the phone


def set_up(level: str) -> None:
    """Starts logging to standard error."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt gives loggers of its own the level of the root, below theirs: so what is written is looked at too.
    for handler in logging.getLogger().handlers:
        if discreet not in handler.filters:
            handler.addFilter(discreet)


def discreet(record: logging.LogRecord) -> bool:
    """Returns whether a line may be written: of those libraries, warnings and what is worse."""
    if record.levelno < logging.WARNING:
        return not _is_of(record, QUIET)
    return not _is_of(record, AWAY) or _seldom.lets_through(record)


def _is_of(record: logging.LogRecord, names: tuple[str, ...]) -> bool:
    return record.name in names or record.name.startswith(tuple(f"{name}." for name in names))


class OutageLog:
    """Lets one line a minute through, with the number of those that it kept back and without a trace."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._next = -math.inf
        self._held = 0
        self._last: logging.LogRecord | None = None

    def lets_through(self, record: logging.LogRecord) -> bool:
        """Returns whether a line may be written; asked again of the same line, the same."""
        if record is self._last:
            return True
        now = self._seconds()
        if now < self._next:
            self._held += 1
            return False
        held = f" ({self._held} more like this in the time before)" if self._held else ""
        bare = {"msg": f"{record.getMessage()}{held}", "args": (), "exc_info": None, "exc_text": None}
        record.__dict__.update(bare)
        self._next, self._held, self._last = now + MINUTE, 0, record
        return True


_seldom = OutageLog()


def report(error: BaseException) -> str:
    """Logs `error` and returns the reference to show, like `7F3K-22QA`.

    What a person was told in words they can act on is no failure: a line, without the trace.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    reference = f"{code[:4]}-{code[4:]}"
    if isinstance(error, Unavailable):
        _store_log.warning("%s", error)
    elif isinstance(error, CalmaError) and error.words:
        _log.info("told what to do, ref %s: %s: %s", reference, type(error).__name__, error)
    else:
        _log.error("failed, ref %s", reference, exc_info=error)
    return reference
