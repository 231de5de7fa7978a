"""A database that is away: which errors mean it, and that nobody waits for what others waited for in vain."""

from __future__ import annotations

import math
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import exc

from bot.core.errors import Unavailable, Unsettled

_NUMBERED = re.compile(r"^\[Errno -?\d+\] ")
IN_A_ROW = 3  # failures without a success between them, after which the database counts as away
LEAST_ROOM = 1_000_000  # bytes on the disk of a file
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
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
# PostgreSQL's states for the same, which its driver counts among internal errors: a server that only reads,
# as a copy does or a hosted one whose disk is full; a transaction that it ended.
_PASSING_STATES = {"25006", "25P03"}
# What somebody has to mend, by the kind of error: those of SQLite, and states of PostgreSQL.
_MEND = {
    "SQLITE_FULL": "the disk is full, and nothing can be stored: make room on the disk of CALMA_DATA_DIR.",
    "SQLITE_READONLY": "the database's file cannot be written: see whose CALMA_DATA_DIR and calma.db are.",
    "SQLITE_CANTOPEN": "the database's file cannot be opened: see that CALMA_DATA_DIR is there, and whose.",
    "SQLITE_IOERR": "nothing can be stored: the disk of CALMA_DATA_DIR is full, or fails. See to it.",
    "SQLITE_CORRUPT": "the database's file is damaged: stop the app, and put a backup in its place.",
    "SQLITE_NOTADB": "the database's file is no database: put a backup in its place, or name another folder.",
    "SQLITE_BUSY": "another process holds the database's file: see what else has calma.db open.",
    "25006": "the database server only reads: see whether its disk is full, or DATABASE_URL names a copy.",
    "28P01": "the database server refuses the password in DATABASE_URL: put in the right one.",
    "28000": "the database server refuses the name in DATABASE_URL: put in the right one.",
    "3D000": "the database server has no database of the name in DATABASE_URL: make it, or name another.",
    "53100": "the disk of the database server is full, and nothing can be stored: make room there.",
    "53300": "the database server takes no more connections: allow more, or run fewer processes.",
}
# What the driver tells in words alone, where no connection came about.
_AT_START = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
    'role "': "28000",
    'database "': "3D000",
    "too many clients": "53300",
    "too many connections": "53300",
}
_HELD = {"SQLITE_BUSY", "53300"}  # which others may let go of by themselves
_PRIMARY = 0xFF  # the part of an extended code that tells the kind


class Outage:
    """Counts what fails in a row. `seconds` is a clock that only goes forward; `noticed` is told of each."""

    def __init__(
        self, seconds: Callable[[], float] = time.monotonic, noticed: Callable[[], None] = lambda: None
    ) -> None:
        self._seconds = seconds
        self._noticed = noticed
        self.met_ever = 0  # since the process began
        self._failed = 0
        self._next_try = -math.inf
        self._reason = ""

    def check(self) -> None:
        """Raises Unavailable while the database is away, but for one who tries it from time to time."""
        if self._failed < IN_A_ROW:
            return
        now = self._seconds()
        if now < self._next_try:
            raise unavailable(self._reason, ending=False)
        self._next_try = now + TRY_EVERY

    def over(self) -> None:
        """Notes that something worked."""
        self._failed = 0

    def met(self, reason: str) -> None:
        """Notes that something failed because of the database."""
        self._failed += 1
        self.met_ever += 1
        self._reason = reason
        self._noticed()


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
    state = getattr(cause, "sqlstate", "") or ""
    passing = isinstance(error, exc.OperationalError | exc.InterfaceError) or state in _PASSING_STATES
    if passing and state in _MEND:
        return state
    return type(cause).__name__ if passing else ""


def no_room(path: Path) -> Unavailable | None:
    """Returns the error for a disk on which hardly anything fits any more, None where there is room.

    What is small may still be written then, over what is in the log already: that shows nothing.
    """
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return None  # whoever writes meets that, too
    return unavailable("SQLITE_FULL", ending=False) if free < LEAST_ROOM else None


def refused_at_start(error: Exception) -> Unavailable:
    """Returns the error for a server that PostgreSQL's driver could not connect to, by what it says."""
    text = str(error)
    for words, state in _AT_START.items():
        if words in text:
            return unavailable(state, ending=False)
    first, *_ = [*text.strip().splitlines(), type(error).__name__]
    why = _NUMBERED.sub("", first.rpartition(": ")[2])
    return Unavailable(
        type(error).__name__,
        f"the database server cannot be reached ({why}): see that it runs, and DATABASE_URL, which names it.",
    )


def unavailable(reason: str, *, ending: bool) -> Unavailable:
    """Returns the error for whoever waited; `ending`, if the end of a transaction was under way."""
    kind = Unsettled if ending else Unavailable
    key = next((key for key in _MEND if reason.startswith(key)), "")
    return kind(reason, _MEND.get(key, ""), lasting=bool(key) and key not in _HELD)
