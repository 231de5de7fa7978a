"""Copies of a SQLite file: made while it is used, checked, put in its place. None is ever there by half.

A copy is written under another name, looked through, and only then gets its own. So whoever is killed leaves
at most a file that ends in `.part`, which the next copy takes away.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.errors import CalmaError
from bot.private_file import locked, sync
from bot.shipped import COMMAND
from bot.store.sql import sqlite
from bot.store.sql.outage import unavailable

PART = ".part"
SPARE = 16_000_000  # bytes left on the disk beside a copy
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite may have beside its file
_MEGA = 1_000_000
_MAGIC = b"SQLite format 3\0"
_OWN = {"alembic_version", "people", "keys"}  # tables that every database of Calma has, since the first
_NO_ROOM = "The disk of {folder} has room for {free}, and the copy takes about {size}: make room, then again."
NOT_OURS = f"{{path}} is no database of Calma: name a file that `{COMMAND} backup` wrote."
DAMAGED = "{path} is damaged ({why}): take another backup. Nothing was changed."
_WRITTEN = (
    "{target} is being written already: wait until that is done. If nobody does, {part} is somebody else's: "
    "name another folder."
)
OPENED = "Something else has {path} open: stop it, then run this again. Nothing was changed."


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """A whole database in a file: its size in bytes, and the number of its shape."""

    path: Path
    size: int
    revision: str

    @property
    def told(self) -> str:
        """Its size in words."""
        return _in_megabytes(self.size)


def copy_database(source: Path, target: Path) -> DatabaseCopy:
    """Writes all that is in a database at one moment into a new file, while others read and write it.

    What was deleted is not in it. Raises CalmaError where there is a file of that name, or no room for one.
    """
    _expect_free(target)
    with _written(source, target) as made:
        _give_name(made.path, target)
        return replace(made, path=target)


def examine(path: Path, name: Path | None = None) -> DatabaseCopy:
    """Returns what a file holds. Raises CalmaError where it is no whole database of Calma's.

    `name` is what to call the file.
    """
    name = name or path
    try:
        is_sqlite = begins_well(path)
    except OSError as error:
        raise CalmaError(f"{name} cannot be read ({error.strerror}): name a file that exists.") from error
    if not is_sqlite:
        raise CalmaError(NOT_OURS.format(path=name))
    try:
        with closing(connect(path)) as connection:
            why = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        raise CalmaError(NOT_OURS.format(path=name)) from error
    except sqlite3.DatabaseError as error:
        raise CalmaError(DAMAGED.format(path=name, why=error)) from error
    if why != "ok":
        raise CalmaError(DAMAGED.format(path=name, why=why.splitlines()[-1]))
    if not tables >= _OWN or revision is None:
        raise CalmaError(NOT_OURS.format(path=name))
    return DatabaseCopy(path, _size(path), str(revision[0]))


def bring_beside(source: Path, path: Path) -> Path:
    """Copies a backup beside the database that it is to replace, as one file, and returns that file."""
    new = Path(f"{path}.restoring")
    for left in ("", *BESIDE):
        Path(f"{new}{left}").unlink(missing_ok=True)  # of one that was killed
    _expect_room(path.parent, _size(source) * 2)
    for each in ("", "-wal"):  # of a file that was copied by hand, its log too
        if (there := Path(f"{source}{each}")).exists():
            _write_copy(there, Path(f"{new}{each}"))
    return new


def put_in_place(new: Path, path: Path, aside: Path) -> bool:
    """Puts a database in the place of another, which goes aside; returns whether there was one.

    Whenever it is cut off, `path` is the one or the other, whole. Raises CalmaError where another process has
    either open.
    """
    _make_one_file(new)
    sync(new)
    replaced = path.exists()
    if replaced:
        if begins_well(path):
            with suppress(sqlite3.DatabaseError):  # a damaged one goes aside as it is
                _make_one_file(path)
        for each in BESIDE:  # of a damaged one: SQLite would take it for the new one's
            with suppress(FileNotFoundError):
                Path(f"{path}{each}").rename(f"{aside}{each}")
        _keep_aside(path, aside)
    new.replace(path)
    sync(path.parent)
    if replaced:
        os.utime(aside)  # from now on, and not since it was last written, it is kept
    return replaced


def keep_before(path: Path, revision: str, head: str) -> str:
    """Keeps a copy of a database that is about to be changed to another shape; returns what to say of it."""
    target = before_name(path, head)
    try:
        with _written(path, target) as made:
            if made.revision != revision:  # another process was first, with the copy too
                return ""
            made.path.replace(target)  # one of a time before lacks what came since
            sync(target.parent)
    except (CalmaError, OSError) as error:
        return f"the database is changed to shape {head}, and no copy of before is kept: {error}"
    return (
        f"the database is changed to shape {head}; as it was before, it is in {target} ({made.told}), which "
        "is deleted after 30 days"
    )


@contextmanager
def _written(source: Path, target: Path) -> Iterator[DatabaseCopy]:
    """Yields a copy that is whole, under the name that it has until it gets that of `target`."""
    _expect_room(target.parent, sum(_size(Path(f"{source}{each}")) for each in ("", "-wal")))
    with _part(target) as part:
        with _in_words(source), closing(connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        made = examine(part)
        part.chmod(0o600)
        sync(part)
        yield made


def before_name(path: Path, head: str) -> Path:
    """Returns the name of the copy from before a database got the shape `head`."""
    return Path(f"{path}.before-{head}")


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """Yields an empty file of this process's own to write `target` into; it goes at the end."""
    for left in target.parent.glob(f"*{PART}"):
        if left.name.startswith("calma"):
            _drop_left(left)
    part = target.with_name(f"{target.name}{PART}")
    _drop_left(part)
    try:
        # New, and by no link: in a folder that others write too, they could have put one there to read it.
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CalmaError(_WRITTEN.format(target=target, part=part)) from error
    except OSError as error:
        raise CalmaError(f"{part} cannot be written ({error.strerror}): name another folder.") from error
    try:
        with locked(handle) as ours:
            if not ours:
                raise CalmaError(_WRITTEN.format(target=target, part=part))
            yield part
            part.unlink(missing_ok=True)
    finally:
        _drop_left(part)


def _drop_left(part: Path) -> None:
    with suppress(OSError), locked(os.open(part, os.O_RDWR)) as ours:
        if ours:  # else somebody writes it just now
            part.unlink()


def _give_name(part: Path, target: Path) -> None:
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise CalmaError(_taken(target)) from error
    except OSError:  # a disk that knows no second name for a file
        _expect_free(target)
        part.rename(target)
    sync(target.parent)


def _keep_aside(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:
        part = Path(f"{aside}{PART}")
        _write_copy(path, part)
        part.rename(aside)
    sync(aside.parent)


def _write_copy(source: Path, target: Path) -> None:
    try:
        with source.open("rb") as old:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as new:
                shutil.copyfileobj(old, new, _MEGA)
                new.flush()
                os.fsync(new.fileno())
    except OSError as error:
        raise CalmaError(f"{source} cannot be copied ({error.strerror}): see to it, then again.") from error


def _make_one_file(path: Path) -> None:
    """Moves SQLite's log into the file. Raises CalmaError where another process has it open."""
    with closing(connect(path)) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise CalmaError(OPENED.format(path=path)) from error
            raise
    if mode != "delete":
        raise CalmaError(OPENED.format(path=path))


def connect(path: Path, patience: float = sqlite.BUSY_TIMEOUT) -> sqlite3.Connection:
    """Returns a connection to a file that is there, which waits so many seconds for others."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout={patience * 1_000:.0f}")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or type(error).__name__
        why = unavailable(name, ending=False)
        words = str(why) if why.lasting else f"it cannot be read now ({name}): try again."
        raise CalmaError(f"{path}: {words}") from error


def _expect_free(target: Path) -> None:
    if target.exists():
        raise CalmaError(_taken(target))
    if not target.parent.is_dir():
        raise CalmaError(f"There is no folder {target.parent}: make it, or name another.")


def _taken(target: Path) -> str:
    return f"{target} is there already, and nothing is written over it: name another file."


def _expect_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        names = {"folder": folder, "free": _in_megabytes(free), "size": _in_megabytes(size)}
        raise CalmaError(_NO_ROOM.format(**names))


def begins_well(path: Path) -> bool:
    """Returns whether a file begins as those of SQLite do. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _in_megabytes(size: int) -> str:
    return f"{size / _MEGA:,.1f} MB"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
