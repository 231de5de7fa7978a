"""Where the self-check's keys come from: the environment, or a file that only its owner may read.

They seal people's answers, so they belong anywhere but into the database or its backup.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
import secrets
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.core.errors import CalmaError
from bot.core.keys import KEY_BYTES, KeySource, WrappingKeys, key_id

_log = logging.getLogger("calma")


class KeysError(CalmaError):
    """The keys cannot be read or written; the message names the file and says how to mend it."""


def keys_of(wrapping: Sequence[bytes], pepper: bytes) -> WrappingKeys:
    """Returns a set of keys, the first of which wraps."""
    return WrappingKeys({key_id(key): key for key in wrapping}, pepper)


def text_of(key: bytes) -> str:
    """Returns a key as it is written in the environment and in the file."""
    return base64.b64encode(key).decode()


class EnvironmentKeys:
    """The keys in CALMA_CHECKIN_KEY and CALMA_CHECKIN_PEPPER, which only people can change."""

    def __init__(self, wrapping: Sequence[bytes], pepper: bytes) -> None:
        self._wrapping = tuple(wrapping)
        self._keys = keys_of(wrapping, pepper)

    def keys(self) -> WrappingKeys | None:
        """Returns the keys."""
        return self._keys

    def make(self) -> WrappingKeys:
        """Returns the keys: whoever set them made them."""
        return self._keys

    def begin(self) -> WrappingKeys:
        """Returns the keys, if there is a new one before the old one; says how to put it there if not."""
        if len(self._wrapping) < 2:
            new = text_of(secrets.token_bytes(KEY_BYTES))
            raise KeysError(
                "CALMA_CHECKIN_KEY holds one key. Put a new one before it, by a comma, wherever the app "
                f"runs, start the app anew, and run this again. A new key: {new}"
            )
        return self._keys

    def finish(self) -> str:
        """Returns what is left to do."""
        return "Now leave only the first key in CALMA_CHECKIN_KEY, and start the app anew."


def key_source(wrapping: Sequence[bytes], pepper: bytes, path: Path, *, beside: bool) -> KeySource:
    """Returns the keys in the environment, or where there are none, those in the file.

    `beside`: the file lies in the folder of the database.
    """
    return EnvironmentKeys(wrapping, pepper) if wrapping else KeyFile(path, beside=beside)


class KeyFile:
    """The keys in a file. Read at each use, as a rotation beside a running app changes it."""

    def __init__(self, path: Path, *, beside: bool = False) -> None:
        self._path = path
        self._beside = beside

    def keys(self) -> WrappingKeys | None:
        """Returns the keys in the file, or None if there is no file. Raises KeysError."""
        read = self._read()
        return keys_of(*read) if read else None

    def make(self) -> WrappingKeys:
        """Makes the file if there is none, for its owner alone, and says so in the log."""
        try:
            self._write([secrets.token_bytes(KEY_BYTES)], secrets.token_bytes(KEY_BYTES), os.link)
        except FileExistsError:
            pass  # another process was first: its keys are those of both
        else:
            warning = "; a backup of both together protects nothing" if self._beside else ""
            place = " next to the database" if self._beside else ""
            _log.warning("made the self-check's keys%s: %s%s", place, self._path, warning)
        keys = self.keys()
        if not keys:
            raise KeysError(f"{self._path} was removed while it was made: start the app anew.")
        return keys

    def begin(self) -> WrappingKeys:
        """Puts a new key first, unless there are two already: then a rotation was cut off."""
        read = self._read()
        if not read:
            return self.make()
        wrapping, pepper = read
        if len(wrapping) < 2:
            self._write([secrets.token_bytes(KEY_BYTES), *wrapping], pepper, os.replace)
        keys = self.keys()
        assert keys
        return keys

    def finish(self) -> str:
        """Drops all keys but the first."""
        read = self._read()
        if read:
            self._write(read[0][:1], read[1], os.replace)
        for left in self._path.parent.glob(f"{self._path.name}.*.new"):
            left.unlink(missing_ok=True)  # of a process that was killed while writing
        return "The old key is gone from the file. Backups of the file still have it: replace them."

    def _read(self) -> tuple[list[bytes], bytes] | None:
        try:
            mode = self._path.stat().st_mode
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeysError(f"{self._path} cannot be read ({error.strerror}): mend its owner.") from error
        if stat.S_IMODE(mode) & 0o077:
            raise KeysError(f"{self._path} is open to others: run `chmod 600 {self._path}`.")
        return self._parsed(text)

    def _parsed(self, text: str) -> tuple[list[bytes], bytes]:
        try:
            data = json.loads(text)
            wrapping = [base64.b64decode(key, validate=True) for key in data["keys"]]
            pepper = base64.b64decode(data["pepper"], validate=True)
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise KeysError(f"{self._path} is damaged: put it back from a backup.") from error
        if not wrapping or any(len(key) != KEY_BYTES for key in (*wrapping, pepper)):
            raise KeysError(f"{self._path} is damaged: put it back from a backup.")
        return wrapping, pepper

    def _write(self, wrapping: Sequence[bytes], pepper: bytes, settle: Callable[[Path, Path], None]) -> None:
        data = {"keys": [text_of(key) for key in wrapping], "pepper": text_of(pepper)}
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(json.dumps(data, indent=1) + "\n")
                file.flush()
                os.fsync(file.fileno())
            settle(new, self._path)  # whole, or not at all
            new.unlink(missing_ok=True)
            _sync(self._path.parent)
        except FileExistsError:
            new.unlink(missing_ok=True)
            raise
        except OSError as error:
            raise KeysError(f"{self._path} cannot be written ({error.strerror}): mend its folder.") from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
