"""Files that are for whoever runs the app, and for nobody else on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.core.errors import CalmaError
from bot.core.retention import DATABASE_COPIES
from bot.wiring.phrasebook import FILE

FOLDER_MODE, FILE_MODE = 0o700, 0o600
BACKUPS = "backups"  # the folder below the data folder that backups go to where no other is named
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(config: Config) -> None:
    """Makes the data folder, and has all that this process writes from now on be its owner's alone.

    What an earlier version left open to others is closed to them. A folder that holds anything else than what
    the app stores is left as it is, for others may need it; `open_to_others` names it. Raises CalmaError.
    """
    write_privately()
    folder = config.data_dir
    try:
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CalmaError(
            f"CALMA_DATA_DIR is “{folder}”, and cannot be made ({error.strerror}): name another."
        ) from error
    expect_folder(folder)
    own, backups = {*_stored(config)}, folder / BACKUPS
    for path in own:
        _close(path, FILE_MODE)
    _close(backups, FOLDER_MODE)
    if all(path in own or path == backups or path.name.startswith(".") for path in _inside(folder)):
        _close(folder, FOLDER_MODE)


def expect_folder(folder: Path) -> None:
    """Raises CalmaError where the data folder is none, or nothing can be stored in it."""
    if not folder.is_dir():
        raise CalmaError(f"CALMA_DATA_DIR is “{folder}”, which is no folder: name one.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CalmaError(
            f"CALMA_DATA_DIR is “{folder}”, and may not be written: make it this user's, or name another."
        )


def kept_copies(config: Config) -> list[Path]:
    """Returns the copies of the database's file that an update or a restore left beside it."""
    path = database_file(config)
    kinds = ("before", "replaced") if path else ()
    return sorted(each for kind in kinds if path for each in path.parent.glob(f"{path.name}.{kind}-*"))


def copies_job(config: Config) -> Callable[[datetime], Awaitable[int]]:
    """Returns the daily job that deletes those copies when they are old: who was erased is in them still."""

    async def delete(now: datetime) -> int:
        deleted, before = 0, (now - DATABASE_COPIES).timestamp()
        for path in kept_copies(config):
            with suppress(FileNotFoundError):  # another process was first
                if path.stat().st_mtime < before:
                    path.unlink()
                    deleted += 1
        return deleted

    return delete


def is_new(config: Config) -> bool:
    """Whether the database's file has no folder yet, as before the first start."""
    path = database_file(config)
    return path is not None and not path.parent.exists()


def expect_database(config: Config) -> None:
    """Raises CalmaError where the database's file has no folder, for jobs that only read it."""
    path = database_file(config)
    if is_new(config):
        raise CalmaError(
            f"There is no database at “{path}” yet: start the app once, or name its folder in CALMA_DATA_DIR."
        )
    if path and path.parent == config.data_dir:
        expect_folder(path.parent)


def hand_over(config: Config) -> None:
    """Gives what root made in the data folder of somebody else to them: the service could not read it.

    Nothing is followed, and nothing given that has a second name: it may be what is elsewhere.
    """
    with suppress(OSError):
        owner, backups = config.data_dir.stat(), config.data_dir / BACKUPS
        if os.geteuid() or not owner.st_uid:
            return
        for path in {*_stored(config), backups, *backups.glob("*.db")}:
            with suppress(FileNotFoundError):
                status = path.lstat()
                alone = stat.S_ISDIR(status.st_mode) or (
                    stat.S_ISREG(status.st_mode) and status.st_nlink == 1
                )
                if alone and not status.st_uid:
                    os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def write_privately() -> None:
    """Has all files that this process makes from now on be its owner's alone, from their first moment."""
    os.umask(OTHERS)


def open_to_others(config: Config) -> list[Path]:
    """Returns what of the data folder others on this machine may read or write."""
    backups = config.data_dir / BACKUPS
    paths = (config.data_dir, *_stored(config), backups, *backups.glob("*.db"))
    return [path for path in paths if path.exists() and path.stat().st_mode & OTHERS]


def _stored(config: Config) -> Iterator[Path]:
    for kept in (config.checkin.key_file, config.data_dir / "checkin", config.data_dir / "checkin.state"):
        for suffix in ("", ".lock", ".rotating"):
            yield Path(f"{kept}{suffix}")
    yield from config.data_dir.glob("checkin.new-*")
    yield config.data_dir / FILE
    if path := database_file(config):
        for suffix in ("", "-wal", "-shm", "-journal", ".lock"):
            yield Path(f"{path}{suffix}")
        for copies in ("before", "replaced", "restoring"):
            yield from path.parent.glob(f"{path.name}.{copies}*")


def database_file(config: Config) -> Path | None:
    """Returns the database's file, None where it is on a server, or in memory."""
    scheme, _, path = config.database_url.partition(":///")
    name = path.partition("?")[0]
    return Path(name) if scheme.startswith("sqlite") and name not in ("", ":memory:") else None


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return [folder]  # who cannot look inside does not change it either


def _close(path: Path, mode: int) -> None:
    # Not through a link, and nothing that is somebody else's: then it stays, and `doctor` says so.
    with suppress(OSError):
        status = path.lstat()
        if status.st_uid == os.geteuid() and status.st_mode & OTHERS and not stat.S_ISLNK(status.st_mode):
            path.chmod(mode)
