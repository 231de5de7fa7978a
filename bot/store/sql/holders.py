"""Who sends from a file on this machine: each is marked by a lock, which ends with its process."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

from bot.private_file import locked

_NO_NAME = re.compile(r"[^A-Za-z0-9.-]")


class Holders:
    """Locks in a folder, one for each holder of lanes. Whoever is killed loses theirs at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[str, int] = {}

    def appear(self, holder: str) -> None:
        """Marks a holder of this process as being there, until `close`."""
        if holder in self._mine:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path(holder), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        self._mine[holder] = file

    def is_gone(self, holder: str) -> bool:
        """Returns whether a holder's process has ended for certain; of those without a mark nobody knows."""
        path = self._path(holder)
        try:
            with locked(os.open(path, os.O_RDWR)) as mine:
                if not mine:
                    return False
        except OSError:
            return False
        path.unlink(missing_ok=True)  # no holder ever comes back under the same name
        return True

    def close(self) -> None:
        """Takes away the marks of this process."""
        for holder, file in self._mine.items():
            with suppress(OSError):
                self._path(holder).unlink()
            os.close(file)
        self._mine.clear()
        with suppress(OSError):  # others are there still, or nobody ever was
            self._folder.rmdir()

    def _path(self, holder: str) -> Path:
        return self._folder / _NO_NAME.sub("-", holder)
