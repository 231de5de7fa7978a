"""Who uses a SQLite file, by a lock beside it: many at a time, or one alone who puts another in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import CalmaError
from bot.private_file import locked

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
    if handle is None:
        yield
        return
    with locked(handle, shared=True) as ours:
        if not ours:
            raise CalmaError(BEING_REPLACED.format(path=path))
        yield


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keeps everybody else from a file until the end. Raises CalmaError while somebody uses it."""
    handle = _opened(path)
    if handle is None:
        raise CalmaError(f"{path.parent} cannot be written: make it this user's, or name another folder.")
    with locked(handle) as ours:
        if not ours:
            raise CalmaError(IN_USE.format(path=path))
        yield


def is_in_use(path: Path) -> bool:
    """Returns whether a process uses a file now."""
    try:
        handle = os.open(_lock(path), os.O_RDWR)
    except OSError:
        return False
    with locked(handle) as alone:
        used = not alone
    return used


def _lock(path: Path) -> str:
    return f"{path.resolve()}{SUFFIX}"  # by whatever link it is reached


def _opened(path: Path | None) -> int | None:
    # Where it cannot be made, the database's own file cannot be written either, and that says why.
    try:
        return None if path is None else os.open(_lock(path), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
