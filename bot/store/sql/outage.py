"""A database that is away: which errors mean it, and that nobody waits for what others waited for in vain."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable

from sqlalchemy import exc

from bot.core.errors import Unavailable, Unsettled

IN_A_ROW = 3  # failures without a success between them, after which the database counts as away
TRY_EVERY = 1.0  # seconds between two who try it then; all others are told at once
_PASSING = {  # SQLite's codes for what is no mistake of ours: another writer, a full or broken disk
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
}
# PostgreSQL's states for the same, which its driver counts among internal errors: a server that only reads,
# as a copy does or a hosted one whose disk is full; a transaction that it ended.
_PASSING_STATES = {"25006", "25P03"}
_PRIMARY = 0xFF  # the part of an extended code that tells the kind


class Outage:
    """Counts what fails in a row. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._failed = 0
        self._next_try = -math.inf
        self._reason = ""

    def check(self) -> None:
        """Raises Unavailable while the database is away, but for one who tries it from time to time."""
        if self._failed < IN_A_ROW:
            return
        now = self._seconds()
        if now < self._next_try:
            raise Unavailable(self._reason)
        self._next_try = now + TRY_EVERY

    def over(self) -> None:
        """Notes that something worked."""
        self._failed = 0

    def met(self, reason: str) -> None:
        """Notes that something failed because of the database."""
        self._failed += 1
        self._reason = reason


def outage_in(error: BaseException) -> str:
    """Returns the kind of an error that means that the database is away; "" for every other."""
    cause: BaseException | None = error
    if isinstance(error, exc.DBAPIError):
        if error.connection_invalidated:
            return type(error.orig or error).__name__
        cause = error.orig
    if isinstance(cause, TimeoutError | exc.TimeoutError | OSError):
        return type(cause).__name__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
        return str(getattr(cause, "sqlite_errorname", "")) if code in _PASSING else ""
    passing = isinstance(error, exc.OperationalError | exc.InterfaceError)
    passing = passing or getattr(cause, "sqlstate", "") in _PASSING_STATES
    return type(cause).__name__ if passing else ""


def unavailable(reason: str, *, ending: bool) -> Unavailable:
    """Returns the error for whoever waited; `ending`, if the end of a transaction was under way."""
    return Unsettled(reason) if ending else Unavailable(reason)
