"""A file of plain values that take long to make: written once, read in milliseconds.

It is read only if nothing in it can be other than what this very program wrote: it is ours and no other may
write it, its first bytes are a hash over all that follows and over a key that names what it was made of, and
what builds its values knows the classes of a few packages and nothing that does anything. Whatever differs,
it is as if there were no file.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import io
import logging
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import bot

TAG = 32  # bytes of the hash
MOST = 256 * 1024 * 1024  # bytes of a file that is read at all
_PROTOCOL = 5
# What containers of plain values are made by, besides the classes of the packages.
_CONTAINERS = frozenset(
    {
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("builtins", "dict"),
        ("builtins", "float"),
        ("builtins", "int"),
        ("builtins", "list"),
        ("builtins", "object"),
        ("collections", "Counter"),
        ("collections", "defaultdict"),
        ("datetime", "date"),
    }
)
_BROKEN = (
    *(pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, KeyError, TypeError),
    *(ValueError, OverflowError, MemoryError, RecursionError),
)
_log = logging.getLogger("calma.content")


def key(sources: Iterable[tuple[str, bytes]]) -> bytes:
    """Returns what names a compiled file: a hash of its sources, of this program's code and of Python."""
    hashed = hashlib.blake2b(f"{_PROTOCOL} {sys.version} {sys.byteorder}".encode(), digest_size=TAG)
    code = Path(bot.__file__).parent
    for name, data in (*sources, *((str(p.relative_to(code)), p.read_bytes()) for p in _code(code))):
        hashed.update(f"{len(name)} {len(data)} {name}".encode())
        hashed.update(data)
    return hashed.digest()


def _code(folder: Path) -> list[Path]:
    # The code itself is the program's version: an index is as stale after a change of a weight as after one
    # of a phrase, and whoever develops changes no number.
    return sorted(folder.rglob("*.py"))


def read(path: Path, key: bytes, packages: Collection[str]) -> object | None:
    """Returns what `write` stored under `key`, or None where that is not there to the byte.

    `packages` are those whose classes the values may be of; they must do nothing when they are built.
    """
    data = memoryview(_own(path))
    tag, body = data[:TAG], data[TAG:]
    if not hmac.compare_digest(tag, _tag(body, key)):
        return None
    try:
        with _no_collector():
            value: object = _Values(body, packages).load()
            return value
    except _BROKEN:
        return None


def write(path: Path, key: bytes, value: object) -> None:
    """Stores `value` for `read`, whole or not at all. A folder that takes no file is named in the log."""
    body = pickle.dumps(value, _PROTOCOL)
    try:
        _replace(path, _tag(body, key), body)
    except OSError as error:
        _log.info("%s cannot be written (%s): every start reads the YAML anew", path, error.strerror)


def _own(path: Path) -> bytes:
    # Returns what stands in a file that nobody but us may have written, else nothing.
    try:
        with open(path, "rb", opener=_opener) as file:
            status = os.fstat(file.fileno())
            ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
            return file.read() if ours and not others and status.st_size <= MOST else b""
    except OSError:
        return b""


def _opener(path: str, flags: int) -> int:
    # Not through a link, nor waiting for the other end of a pipe.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _replace(path: Path, *parts: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(parts)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _tag(body: bytes | memoryview, key: bytes) -> bytes:
    return hashlib.blake2b(body, key=key, digest_size=TAG).digest()


@contextmanager
def _no_collector() -> Iterator[None]:
    # All that is built stays: to look through it for garbage again and again would be most of the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Values(pickle.Unpickler):
    """Builds values of known classes, so that a file can hold nothing that runs."""

    def __init__(self, body: memoryview, packages: Collection[str]) -> None:
        super().__init__(io.BytesIO(body))
        self._packages = packages

    def find_class(self, module: str, name: str, /) -> Any:
        """Returns a class that values may be of. Raises UnpicklingError for all else."""
        if (module, name) in _CONTAINERS:
            return super().find_class(module, name)
        kind = super().find_class(module, name) if module.rpartition(".")[0] in self._packages else None
        if isinstance(kind, type) and (kind.__module__, kind.__name__) == (module, name):
            return kind
        raise pickle.UnpicklingError(f"{module}.{name} is no value")
