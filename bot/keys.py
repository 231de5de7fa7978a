"""Where the self-check's keys come from: the environment, or a file that only its owner may read.

They seal people's answers, so they belong anywhere but into the database or its backup. What is kept with
them, the counter and the list of erasures, lies in the same file, or in one beside the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import CalmaError
from bot.core.keys import EQUAL, KEY_BYTES, Erasure, KeySource, KeyState, WrappingKeys, differ, key_id
from bot.private_file import CachedFile, PrivateFile, PrivateFileError, held

_log = logging.getLogger("calma")
_DAMAGED = "{path} is damaged: put it back from a backup."
_CLOSED = (
    "{path} does not open by CALMA_CHECKIN_PEPPER: put back the pepper that it was written with, or the file."
)
_NONCE, _PAGE = 12, 4_096  # bytes: of a nonce, and of the smallest list of erasures, which doubles


class KeysError(CalmaError):
    """The keys cannot be read or written; the message names the file and says how to mend it."""


def keys_of(wrapping: Sequence[bytes], pepper: bytes | Sequence[bytes]) -> WrappingKeys:
    """Returns a set of keys, the first of which are those of now."""
    peppers = [pepper] if isinstance(pepper, bytes) else pepper
    return WrappingKeys({key_id(key): key for key in wrapping}, {key_id(key): key for key in peppers})


def text_of(key: bytes) -> str:
    """Returns a key as it is written in the environment and in the file."""
    return base64.b64encode(key).decode()


def key_source(
    wrapping: Sequence[bytes], peppers: Sequence[bytes], path: Path, *, beside: bool, folder: Path
) -> KeySource:
    """Returns the keys in the environment, or where there are none, those in the file.

    `beside`: the file lies in the folder of the database. `folder` is where what is kept with the keys of the
    environment is stored.
    """
    return EnvironmentKeys(wrapping, peppers, folder) if wrapping else KeyFile(path, beside=beside)


class EnvironmentKeys:
    """The keys in CALMA_CHECKIN_KEY and CALMA_CHECKIN_PEPPER, which only people can change."""

    def __init__(
        self, wrapping: Sequence[bytes], pepper: bytes | Sequence[bytes], folder: Path | None = None
    ) -> None:
        self._keys = keys_of(wrapping, pepper)
        self._folder = folder
        self._file = PrivateFile(folder / "checkin.state") if folder else None
        self._cached = CachedFile(self._file, self._opened) if self._file else None
        self._state = KeyState()

    def keys(self) -> WrappingKeys | None:
        """Returns the keys."""
        return self._keys

    def make(self) -> WrappingKeys:
        """Returns the keys: whoever set them made them."""
        return self._keys

    def state(self) -> KeyState:
        """Returns what is in the file for it, or where there is no folder, what this process knows."""
        if not self._cached:
            return self._state
        with _mended():
            return self._cached.read() or KeyState()

    def change_state(self, change: Callable[[KeyState], KeyState]) -> KeyState:
        """Stores what `change` makes of it."""
        if not self._file or not self._cached:
            self._state = change(self._state)
            return self._state
        with _mended(), self._file.editing():
            after = change(self.state())
            self._file.write(self._sealed(_written(after)))
            self._cached.wrote(after)
        return after

    def cover(self) -> None:
        """Writes the file anew. It is sealed, and nothing tells whether it says anything else than before."""
        self.change_state(lambda state: state)

    def begin(self, *, pepper: bool = False) -> WrappingKeys:
        """Returns the keys, if there is a new one before the old one; makes one and names its file if not."""
        if len(self._keys.peppers if pepper else self._keys.wrapping) < 2:
            name = "CALMA_CHECKIN_PEPPER" if pepper else "CALMA_CHECKIN_KEY"
            raise KeysError(
                f"{name} holds one key. Put a new one before it, by a comma, wherever the app runs, start "
                f"the app anew, and run this again. {self._new_key('pepper' if pepper else 'key')}"
            )
        return self._keys

    def finish(self) -> str:
        """Returns what is left to do."""
        return (
            "Now leave only the first key in CALMA_CHECKIN_KEY and in CALMA_CHECKIN_PEPPER, and start the "
            "app anew."
        )

    @contextmanager
    def rotating(self) -> Iterator[str]:
        """Yields the name of this place. Raises KeysError if somebody rotates here already."""
        with _rotating(self._folder / "checkin" if self._folder else None) as name:
            yield name

    def _sealed(self, data: Mapping[str, Any]) -> str:
        plain = json.dumps(data).encode()
        size = _PAGE
        while size < len(plain):
            size *= 2
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(_sealing(self._keys.pepper)).encrypt(nonce, plain.ljust(size), None)
        return text_of(nonce + sealed) + "\n"

    def _opened(self, text: str) -> KeyState:
        assert self._file
        for pepper in self._keys.peppers.values():
            with suppress(InvalidTag, ValueError):
                sealed = base64.b64decode(text.strip(), validate=True)
                opened = AESGCM(_sealing(pepper)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
                return _state(self._file, json.loads(opened))
        raise KeysError(_CLOSED.format(path=self._file.path))

    def _new_key(self, kind: str) -> str:
        if not self._folder:
            return "`openssl rand -base64 32` makes one."
        file = PrivateFile(self._folder / f"checkin.new-{kind}")
        with _mended():
            if file.read() is None:
                file.make(text_of(secrets.token_bytes(KEY_BYTES)) + "\n")
        return f"A new one is in {file.path}, which only its owner may read: delete it after."


class KeyFile:
    """The keys in a file. Looked at at each use, as a rotation beside a running app changes it."""

    def __init__(self, path: Path, *, beside: bool = False) -> None:
        self._file = PrivateFile(path)
        self._cached = CachedFile(self._file, self._content)
        self._beside = beside

    def keys(self) -> WrappingKeys | None:
        """Returns the keys in the file, or None if there is no file. Raises KeysError."""
        with _mended():
            content = self._cached.read()
        return content[0] if content else None

    def make(self) -> WrappingKeys:
        """Makes the file if there is none, for its owner alone, and says so in the log."""
        new = {
            "keys": [text_of(secrets.token_bytes(KEY_BYTES))],
            "pepper": text_of(secrets.token_bytes(KEY_BYTES)),
        }
        with _mended():
            made = self._file.make(json.dumps(new, indent=1) + "\n")
        if made:  # else another process was first: its keys are those of both
            warning = "; a backup of both together protects nothing" if self._beside else ""
            place = " next to the database" if self._beside else ""
            _log.warning("made the self-check's keys%s: %s%s", place, self._file.path, warning)
        keys = self.keys()
        if not keys:
            raise KeysError(f"{self._file.path} was removed while it was made: start the app anew.")
        return keys

    def state(self) -> KeyState:
        """Returns what the file holds beside the keys. Raises KeysError."""
        with _mended():
            content = self._cached.read()
        return content[1] if content else KeyState()

    def cover(self) -> None:
        """Does nothing: who can read the file has the keys."""

    def change_state(self, change: Callable[[KeyState], KeyState]) -> KeyState:
        """Stores what `change` makes of it, beside the keys."""
        after = KeyState()

        def changed(data: dict[str, Any]) -> None:
            nonlocal after
            after = change(_state(self._file, data))
            data.update(_written(after))

        self._change(changed)
        return after

    def begin(self, *, pepper: bool = False) -> WrappingKeys:
        """Puts a new key first, unless there are two already: then a rotation was cut off."""
        if not self._file.path.exists():
            return self.make()

        def begun(data: dict[str, Any]) -> None:
            new = text_of(secrets.token_bytes(KEY_BYTES))
            if pepper and not data.get("old_pepper"):
                data["old_pepper"], data["pepper"] = data["pepper"], new
            elif not pepper and len(data["keys"]) < 2:
                data["keys"] = [new, *data["keys"]]

        self._change(begun)
        keys = self.keys()
        assert keys
        return keys

    def finish(self) -> str:
        """Drops all keys but the first ones."""

        def finished(data: dict[str, Any]) -> None:
            data["keys"] = data["keys"][:1]
            data.pop("old_pepper", None)

        self._change(finished)
        return "The old key is gone from the file. Backups of the file still have it: replace them."

    @contextmanager
    def rotating(self) -> Iterator[str]:
        """Yields the name of this place. Raises KeysError if somebody rotates here already."""
        with _rotating(self._file.path) as name:
            yield name

    def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        with _mended(), self._file.editing():
            text = self._file.read()
            if text is None:
                raise KeysError(f"{self._file.path} was removed: put it back.")
            data = _data(self._file, text)
            self._keys(data)  # what is damaged is left as it is
            change(data)
            self._file.write(json.dumps(data, indent=1) + "\n")

    def _content(self, text: str) -> tuple[WrappingKeys, KeyState]:
        data = _data(self._file, text)
        return self._keys(data), _state(self._file, data)

    def _keys(self, data: Mapping[str, Any]) -> WrappingKeys:
        damaged = KeysError(_DAMAGED.format(path=self._file.path))
        try:
            wrapping = [base64.b64decode(key, validate=True) for key in data["keys"]]
            old = data.get("old_pepper")
            peppers = [
                base64.b64decode(key, validate=True) for key in (data["pepper"], *([old] if old else []))
            ]
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise damaged from error
        if not wrapping or any(len(key) != KEY_BYTES for key in (*wrapping, *peppers)):
            raise damaged
        if not differ(wrapping, peppers):
            raise KeysError(EQUAL.format(name=self._file.path))
        return keys_of(wrapping, peppers)


def _sealing(pepper: bytes) -> bytes:
    return hmac.digest(pepper, b"calma state", "sha256")


@contextmanager
def _mended() -> Iterator[None]:
    try:
        yield
    except PrivateFileError as error:
        raise KeysError(str(error)) from error


@contextmanager
def _rotating(path: Path | None) -> Iterator[str]:
    place = f"{socket.gethostname()}:{path.resolve() if path else os.getpid()}"
    if path is None:
        yield place
        return
    with _mended(), held(path.with_name(f"{path.name}.rotating")) as mine:
        if not mine:
            raise KeysError("These keys are being rotated already, by another process on this machine.")
        yield place


def _data(file: PrivateFile, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise KeysError(_DAMAGED.format(path=file.path)) from error
    if not isinstance(data, dict):
        raise KeysError(_DAMAGED.format(path=file.path))
    return data


def _state(file: PrivateFile, data: Mapping[str, Any]) -> KeyState:
    try:
        return KeyState(
            int(data.get("counter", 0)),
            str(data.get("by", "")),
            base64.b64decode(data.get("listing", ""), validate=True),
            {
                who: Erasure(int(number), bool(whole), int(counter))
                for who, (number, whole, counter) in data.get("erased", {}).items()
            },
        )
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise KeysError(_DAMAGED.format(path=file.path)) from error


def _written(state: KeyState) -> dict[str, Any]:
    return {
        "counter": state.counter,
        "by": state.by,
        "listing": text_of(state.listing),
        "erased": {
            who: [erasure.number, int(erasure.whole), erasure.counter]
            for who, erasure in state.erased.items()
        },
    }
