"""What the doctor says of settings, files, keys, the disk, backups and the address that others reach."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.core.keys import KEY_BYTES
from bot.shipped import COMMAND
from bot.wiring.doctor.findings import Check, Finding, known, mend, well
from bot.wiring.privacy import BACKUPS, database_file, kept_copies, open_to_others
from bot.wiring.stores import key_source

LEAST, LOW = 100_000_000, 1_000_000_000  # bytes free on the disk
EXAMPLES = ("Your firm", "privacy@your-firm.example")  # in what is copied and filled in
STALE = timedelta(days=8)  # of a backup that is made weekly
_BESIDE = (
    "The self-check's keys lie next to the database ({path}). A backup of both together protects nothing: "
    "leave the key file out of it and keep a copy elsewhere, or set CALMA_CHECKIN_KEY and "
    "CALMA_CHECKIN_PEPPER."
)
_OPEN = "{path} is open to others on this machine: run `chmod {mode} {path}`."
_NOBODYS = (
    "/privacy and /terms do not say whose they are, or whom to write to: set {names}, and read both pages; "
    "docs/trust tells what else to look at before people are asked."
)
_EXAMPLE = "{name} is “{value}”, as in the example: put yours in, for people read it on /privacy and /terms."
_OUTSIDE = (
    "Whether {address} is reached from outside cannot be seen from here: open {address}/privacy in a browser "
    "elsewhere; it shows the privacy notice."
)
_NO_ADDRESS = (
    "CALMA_PUBLIC_URL is not set, so nobody can tell from here whether Slack and Teams reach the app: send "
    "it a message there. Links to the report on a page and the Teams package need it."
)
_NO_PAGES = (
    "CALMA_PUBLIC_URL is not set: with Socket Mode nothing has to reach the app. /privacy, /terms and the "
    "report on a page are there for people only where it is set."
)
_NO_BACKUP = (
    f"No backup is in {{folder}}: run `{COMMAND} backup`, and copy what it writes to another machine; if "
    "you make them elsewhere, all is well."
)
_OLD_BACKUP = f"The last backup in {{folder}} is of {{day}}: make one at least weekly, by `{COMMAND} backup`."
_COPY = "{path} is a copy of {day}, from before an update or a restore: it is deleted after 30 days."


def checks(settings: Config, now: datetime) -> dict[str, Check]:
    """Returns what is looked at, by part."""
    return {
        "Configuration": _apart(lambda: _configuration(settings)),
        "Keys": _apart(lambda: _keys(settings)),
        "Files": _apart(lambda: _files(settings)),
        "Disk": _apart(lambda: _disk(settings)),
        "Backups": _apart(lambda: _backups(settings, now)),
    }


def _apart(work: Callable[[], Iterator[Finding]]) -> Check:
    # In a thread: a disk of another machine may take its time.
    def check() -> Awaitable[list[Finding]]:
        return asyncio.to_thread(lambda: list(work()))

    return check


def _configuration(settings: Config) -> Iterator[Finding]:
    names = [name for name, on in (("Slack", settings.slack), ("Teams", settings.teams)) if on]
    served = " and ".join(names) or "the playground alone"
    yield well("Configuration", f"All settings can be read. It serves {served}.")
    named = {"CALMA_ORGANISATION": settings.site.organisation, "CALMA_PRIVACY_CONTACT": settings.site.contact}
    unset = [name for name, value in named.items() if not value]
    if unset and names:
        yield known("Pages", _NOBODYS.format(names=" and ".join(unset)))
    for name, value in named.items():
        if names and value in EXAMPLES:
            yield mend("Pages", _EXAMPLE.format(name=name, value=value))
    if settings.site.url:
        yield known("Public address", _OUTSIDE.format(address=settings.site.url))
    elif names:
        called = settings.teams or not (settings.slack and settings.slack.app_token)
        yield known("Public address", _NO_ADDRESS if called else _NO_PAGES)


def _keys(settings: Config) -> Iterator[Finding]:
    checkin = settings.checkin
    keys = key_source(settings).keys()  # raises where they are damaged, equal, or open to others
    where = "the environment" if checkin.keys else str(checkin.key_file)
    if keys is None:
        yield well("Keys", f"None yet: they are made in {where} when the self-check is first used.")
        return
    count = len(keys.wrapping) + len(keys.peppers)
    yield well("Keys", f"{count} of {KEY_BYTES} bytes in {where}, each another.")
    if count > 2:
        yield known("Keys", f"An older key is still among them: `{COMMAND} keys rotate` takes it away.")
    if not checkin.keys and checkin.beside:
        yield known("Keys", _BESIDE.format(path=checkin.key_file))
    for left in sorted(settings.data_dir.glob("checkin.new-*")):
        yield known("Keys", f"{left} holds a new key: put it where it belongs, then delete the file.")


def _files(settings: Config) -> Iterator[Finding]:
    opened = open_to_others(settings)
    for path in opened:
        yield mend("Files", _OPEN.format(path=path, mode="700" if path.is_dir() else "600"))
    if not opened:
        yield well("Files", f"All in {settings.data_dir} is its owner's alone.")


def _disk(settings: Config) -> Iterator[Finding]:
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free, path = shutil.disk_usage(folder).free, database_file(settings)
    size = path.stat().st_size if path and path.exists() else 0
    state = f"{free / 1_000_000:,.0f} MB are free on the disk of {settings.data_dir}"
    if free < LEAST:
        yield mend("Disk", f"{state}: make room, or nothing can be stored soon.")
    elif free < max(LOW, 3 * size):
        yield known(
            "Disk", f"{state}: make room, as a backup or an update takes about {size / 1_000_000:,.0f}."
        )
    else:
        yield well("Disk", f"{state}.")


def _backups(settings: Config, now: datetime) -> Iterator[Finding]:
    path = database_file(settings)
    if path is None:
        text = "Of a PostgreSQL server nothing can be seen from here: docs/howto/backup.md has the commands."
        yield known("Backups", text)
        return
    folder = settings.data_dir / BACKUPS
    made = max((_day(each) for each in folder.glob("*.db")), default=None)
    if made is None and path.exists():
        yield known("Backups", _NO_BACKUP.format(folder=folder))
    elif made is None:
        pass  # there is nothing to be backed up yet
    elif now - made > STALE:
        yield known("Backups", _OLD_BACKUP.format(folder=folder, day=f"{made:%Y-%m-%d}"))
    else:
        yield well("Backups", f"The last one in {folder} is of {made:%Y-%m-%d %H:%M} UTC.")
    for copy in kept_copies(settings):
        yield known("Backups", _COPY.format(path=copy, day=f"{_day(copy):%Y-%m-%d}"))


def _day(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
