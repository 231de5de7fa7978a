"""Jobs of the command line that keep the database: a backup while it is used, and putting one back."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.features.checkin.checkup import LIST_BEHIND, Checkup
from bot.features.privacy.service import LeaverErasing
from bot.settings import VERSION
from bot.shipped import COMMAND
from bot.wiring import runtime
from bot.wiring.calma import build
from bot.wiring.privacy import BACKUPS, database_file, expect_database, keep_private, write_privately
from bot.wiring.stores import key_source, stored

if TYPE_CHECKING:
    from bot.store.sql.copies import DatabaseCopy

_MADE = (
    "The backup is in {path}: {size}, shape {revision}, by Calma {version}. It was read through and is "
    "whole.\n"
)
_NOT_IN_IT = (
    "Not in it: {keys}. Without them nobody opens the self-check's answers in it, and whoever has both reads "
    "them: keep the keys elsewhere. Leave the list of who erased, which lies with the keys, as it is now.\n"
    "Who erases from now on is in this backup still: keep it no longer than needed.\n"
)
_RESTORED = "{path} is now what {source} holds: shape {revision}{changed}.\n"
_CHANGED = ", brought there from shape {revision}"
_ASIDE = "What was there before is in {aside}, which is deleted after 30 days; sooner, once all is well.\n"
_ERASED = (
    "Erased again, as it was erased since the backup was made: people, {people}; the self-check's part.\n"
)
_NOTHING_SINCE = "By the list beside the keys, nothing was erased since the backup was made.\n"
_NO_LIST = (
    "Nobody knows who erased since the backup was made: there is no list, as there are no keys of the "
    f"self-check. Look at what you noted of it, and erase again by `{COMMAND} person erase`.\n"
)
_START = f"Now start Calma, and see what `{COMMAND} doctor` says.\n"
_NOTHING_CHANGED = "Nothing was changed."
_WAITS = (
    "The database is put back, but what was erased since is not all erased again. See that the keys and the "
    "list beside them are those of now; the next start tries it once more."
)
_SERVER = (
    "The database is on a PostgreSQL server, which has its own tools: {what}. Each step is in "
    "docs/howto/backup.md."
)
_DUMP = '`pg_dump --format=custom --no-owner --file=calma.dump "$DATABASE_URL"`, while Calma runs'
_LOAD = (
    "stop Calma, make a new database by `createdb`, then `pg_restore --no-owner --exit-on-error "
    f"--dbname=NEW calma.dump`, name it in DATABASE_URL, and `{COMMAND} migrate`"
)


def backup(options: argparse.Namespace, settings: Config) -> int:
    """Writes a backup, while the app runs, and says what is not in it. Raises CalmaError."""
    from bot.store.sql.copies import copy_database

    source = _source(settings, _DUMP)
    expect_database(settings)
    if not source.exists():
        raise CalmaError(f"There is no database at “{source}” yet: nothing is there to be backed up.")
    write_privately()
    target: Path = options.to or _name(settings, runtime.now())
    made = copy_database(source, target)
    told = {"path": made.path, "size": made.told, "revision": made.revision}
    terminal.put(_MADE.format(**told, version=VERSION))
    terminal.put(_NOT_IN_IT.format(keys=_keys(settings)))
    return 0


def restore(options: argparse.Namespace, settings: Config) -> int:
    """Puts a backup in the place of the database, which goes aside. Raises CalmaError."""
    path, source = _source(settings, _LOAD).resolve(), options.file
    keep_private(settings)
    _expect_backup(source, path)
    done = _put_back(source, path, settings)
    before, after = done.before.revision, done.after.revision
    changed = _CHANGED.format(revision=before) if before != after else ""
    terminal.put(_RESTORED.format(path=path, source=source, revision=after, changed=changed))
    if done.aside:
        terminal.put(_ASIDE.format(aside=done.aside))
    if done.checkup.list_behind:
        terminal.put(f"{LIST_BEHIND}\n")
    terminal.put(asyncio.run(_erased_again(settings)))
    terminal.put(_START)
    return 0


@dataclass(frozen=True, slots=True)
class _RestoredDatabase:
    """What was put in place: as it came, and as it is now; where that went which was there."""

    before: DatabaseCopy
    after: DatabaseCopy
    checkup: Checkup
    aside: Path | None


def _put_back(source: Path, path: Path, settings: Config) -> _RestoredDatabase:
    from bot.store.sql.copies import bring_beside, examine, put_in_place
    from bot.store.sql.in_use import alone_with

    aside = Path(f"{path}.replaced-{runtime.now():%Y%m%d-%H%M%S}")
    with alone_with(path):
        new = bring_beside(source, path)
        try:
            before = examine(new, source)
            checkup = asyncio.run(_fitted(new, settings))
            after = examine(new, source)
            return _RestoredDatabase(
                before, after, checkup, aside if put_in_place(new, path, aside) else None
            )
        finally:
            for left in path.parent.glob(f"{new.name}*"):
                left.unlink()


def _expect_backup(source: Path, path: Path) -> None:
    if not source.is_file():
        raise CalmaError(f"There is no file {source}: name a backup that `{COMMAND} backup` wrote.")
    if path.exists() and source.samefile(path):
        raise CalmaError(f"{source} is the database itself: name a backup.")


async def _fitted(new: Path, settings: Config) -> Checkup:
    """Brings a database to the shape of this version, and sees that the keys open it. Raises CalmaError."""
    from bot.store.sql.checkin import sealed_records
    from bot.store.sql.database import Database

    database = Database(f"sqlite+aiosqlite:///{new}")
    try:
        await database.migrate(keeps=False)
        return await sealed_records(database, key_source(settings), secrets.token_bytes).checkup()
    except CalmaError as error:
        raise CalmaError(f"{error} {_NOTHING_CHANGED}") from error
    finally:
        await database.close()


async def _erased_again(settings: Config) -> str:
    if key_source(settings).keys() is None:
        return _NO_LIST
    async with stored(settings) as stores:
        records = stores.checkin.records
        if not await records.is_restored():
            return _NOTHING_SINCE
        people = await LeaverErasing(build(settings, stores).features.privacy).erase_restored()
        if await records.is_restored():
            raise CalmaError(_WAITS)
    return _ERASED.format(people=people)


def _source(settings: Config, instead: str) -> Path:
    path = database_file(settings)
    if path is None:
        raise CalmaError(_SERVER.format(what=instead))
    return path


def _name(settings: Config, now: datetime) -> Path:
    folder = settings.data_dir / BACKUPS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CalmaError(f"{folder} cannot be made ({error.strerror}): name a file by --to.") from error
    return folder / f"calma-{now:%Y%m%d-%H%M%S}.db"


def _keys(settings: Config) -> str:
    checkin = settings.checkin
    if checkin.keys:
        state = settings.data_dir / "checkin.state"
        return f"the keys in CALMA_CHECKIN_KEY and CALMA_CHECKIN_PEPPER, and {state}"
    return f"the keys in {checkin.key_file}"
