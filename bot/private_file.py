"""A file that only its owner may read, written whole or not at all, by one process at a time."""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from bot.core.errors import CalmaError

Parsed = TypeVar("Parsed")
# Nanoseconds since a file was changed, from which on another change shows in its times: these go in steps.
_SETTLED = 100_000_000


class PrivateFileError(CalmaError):
    """The file cannot be read or written; the message names it and says how to mend it."""


class PrivateFile:
    """One file, with mode 0600."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> str | None:
        """Returns the text in it, or None if there is no file. Raises PrivateFileError."""
        try:
            mode = self.path.stat().st_mode
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", "no text")
            raise PrivateFileError(f"{self.path} cannot be read ({reason}): mend its owner.") from error
        if stat.S_IMODE(mode) & 0o077:
            raise PrivateFileError(f"{self.path} is open to others: run `chmod 600 {self.path}`.")
        return text

    def make(self, text: str) -> bool:
        """Writes it, unless it is there. Returns whether it did. Raises PrivateFileError."""
        try:
            with self._new(text) as new:
                os.link(new, self.path)
        except FileExistsError:
            return False
        return True

    def write(self, text: str) -> None:
        """Writes it, in place of what is there. Raises PrivateFileError."""
        with self._new(text) as new:
            os.replace(new, self.path)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Keeps everybody else who edits it waiting; it is short."""
        with held(self.path.with_name(f"{self.path.name}.lock"), wait=True):
            for left in self.path.parent.glob(f"{self.path.name}.*.new"):
                left.unlink(missing_ok=True)  # of a process that was killed while it wrote
            yield

    @contextmanager
    def _new(self, text: str) -> Iterator[Path]:
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            yield new  # to be put in its place, whole
            new.unlink(missing_ok=True)
            sync(self.path.parent)
        except FileExistsError:
            new.unlink(missing_ok=True)
            raise
        except OSError as error:
            raise PrivateFileError(
                f"{self.path} cannot be written ({error.strerror}): mend its folder."
            ) from error


class CachedFile(Generic[Parsed]):
    """What a private file says, parsed anew only once it is another file: it is asked for at each use."""

    def __init__(self, file: PrivateFile, parse: Callable[[str], Parsed]) -> None:
        self._file, self._parse = file, parse
        self._last: tuple[tuple[int, ...], Parsed] | None = None

    def read(self) -> Parsed | None:
        """Returns it, or None if there is no file. Raises PrivateFileError, and what `parse` raises."""
        stamp = self._stamp()  # before it is read: of what comes in between, the next stamp tells
        if stamp and self._last and self._last[0] == stamp:
            return self._last[1]
        text = self._file.read()
        if text is None:
            return None
        parsed = self._parse(text)
        if stamp and time.time_ns() - max(stamp[:2]) > _SETTLED:
            self._last = stamp, parsed
        return parsed

    def wrote(self, parsed: Parsed) -> None:
        """Takes what was written just now, by whoever is still editing the file."""
        stamp = self._stamp()
        self._last = (stamp, parsed) if stamp else None

    def _stamp(self) -> tuple[int, ...] | None:
        try:
            status = self._file.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size, status.st_mode


@contextmanager
def held(path: Path, *, wait: bool = False) -> Iterator[bool]:
    """Yields whether this process holds the lock of that file: until the end, or until it is killed.

    The file stays, as it is no lock itself. Raises PrivateFileError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PrivateFileError(f"{path} cannot be written ({error.strerror}): mend its folder.") from error
    with locked(file, wait=wait) as mine:
        yield mine


@contextmanager
def locked(file: int, *, shared: bool = False, wait: bool = False) -> Iterator[bool]:
    """Yields whether this process got the lock of a file that it opened; at the end it closes the file.

    `shared`: with others who want no more than that.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        try:
            fcntl.flock(file, kind | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)  # and the lock with it


def sync(path: Path) -> None:
    """Returns once what was written into a file, or into a folder's list of files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
