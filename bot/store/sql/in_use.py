"""Who uses a SQLite file, by a lock beside it: many at a time, or one alone who puts another in its place."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import CalmaError

SUFFIX = ".lock"
IN_USE = (
    "Calma runs on {path}, or another of its jobs does: stop all of them, then run this again. Nothing was "
    "changed."
)
BEING_REPLACED = "{path} is being replaced by a backup just now: try again once `restore` is done."


@contextmanager
def in_use(path: Path | None) -> Iterator[None]:
    """Marks a file as used by this process, until the end, or until it is killed.

    Raises CalmaError while somebody puts another in its place. None is a database on a server.
    """
    handle = _opened(path)
    if handle is None or path is None:
        yield
        return
    try:
        _take(handle, fcntl.LOCK_SH, BEING_REPLACED.format(path=path))
        yield
    finally:
        os.close(handle)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keeps everybody else from a file until the end. Raises CalmaError while somebody uses it."""
    handle = _opened(path)
    if handle is None:
        raise CalmaError(f"{path.parent} cannot be written: make it this user's, or name another folder.")
    try:
        _take(handle, fcntl.LOCK_EX, IN_USE.format(path=path))
        yield
    finally:
        os.close(handle)


def is_in_use(path: Path) -> bool:
    """Returns whether a process uses a file now."""
    try:
        handle = os.open(_lock(path), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _lock(path: Path) -> str:
    return f"{path.resolve()}{SUFFIX}"  # by whatever link it is reached


def _opened(path: Path | None) -> int | None:
    # Where it cannot be made, the database's own file cannot be written either, and that says why.
    try:
        return None if path is None else os.open(_lock(path), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _take(handle: int, kind: int, refusal: str) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CalmaError(refusal) from error
