"""Jobs of the command line that need no desk and no edge, only what is kept and the phrasebook."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

from bot.coach.boundary import log, table
from bot.coach.checkin.ring import Ring
from bot.coach.errors import CalmaError
from bot.coach.library import Library
from bot.coach.lookup import lines
from bot.coach.policy import DEFAULT
from bot.coach.roleplay import paths
from bot.coach.team.importing import Intake, exported, taken_in
from bot.coach.world import Stores
from bot.config import Config, ConfigError
from bot.content.own import LateExchange
from bot.content.stats import stats
from bot.prepared import prepare, read


def stored(settings: Config) -> AbstractAsyncContextManager[Stores]:
    """Returns what is kept, by the settings; it is open as long as the context is."""
    from bot.store.stores import stored  # SQLAlchemy comes with it: a look-up in the terminal does without

    return stored(settings.database_url, ring(settings))


def ring(settings: Config) -> Ring:
    """Returns where the self-check's keys come from, by the settings."""
    from bot import keys

    checkin = settings.checkin
    return keys.ring(checkin.keys, checkin.pepper, checkin.key_file, beside=checkin.beside)


def migrate(_: argparse.Namespace, settings: Config) -> int:
    """Brings the database to the shape that this version knows."""
    from bot.store.stores import migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrate(settings.database_url))
    if settings.several:
        from bot.delivery import queue

        asyncio.run(queue.migrate(settings.database_url))
    return 0


def lookup(options: argparse.Namespace, settings: Config) -> int:
    """Reads a query a line, and writes what the look-up makes of it."""
    finder = prepare(settings.phrasebook, settings.checkin.instrument, settings.data_dir).finder
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        found = finder.find(text)
        sys.stdout.write(lines.as_json(found) if options.json else lines.as_text(found))
        sys.stdout.flush()
    return 0


def phrasebook(options: argparse.Namespace, settings: Config) -> int:
    """Checks the phrasebook, counts what is in it, or writes its schemas."""
    if options.what == "check":
        from bot.content import check  # pydantic comes with it: a start from what is compiled does without

        problems = check.check(settings.phrasebook, settings.checkin.instrument)
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
        return 1 if any(problem.error for problem in problems) else 0
    if options.what == "schema":
        from bot.content import schema

        schema.write(settings.phrasebook)
        return 0
    counts = stats(read(settings.phrasebook))
    sys.stdout.write(json.dumps(counts, indent=None if options.json else 2, ensure_ascii=False) + "\n")
    return 0


def boundary(options: argparse.Namespace, settings: Config) -> int:
    """Prints all ways through the two-warning protocol, or a tenant's incidents as CSV."""
    if options.what == "paths":
        sys.stdout.write(table.table(read(settings.phrasebook).protocols[DEFAULT]))
    else:
        sys.stdout.write(asyncio.run(_exported(options.tenant, settings)))
    return 0


async def _exported(tenant: str, settings: Config) -> str:
    if not tenant:
        raise CalmaError("--tenant is missing: name the workspace or tenant whose incidents to write.")
    async with stored(settings) as kept:
        return await log.everything(kept.boundary.incidents, tenant)


def roleplay(_: argparse.Namespace, settings: Config) -> int:
    """Prints every ending of every role-play, with the number of ways to it."""
    sys.stdout.write(paths.table(read(settings.phrasebook).scenarios.values()))
    return 0


def team(options: argparse.Namespace, settings: Config) -> int:
    """Writes what a team added to a file, or takes a file in."""
    return asyncio.run(_team_file(options, settings))


async def _team_file(options: argparse.Namespace, settings: Config) -> int:
    async with stored(settings) as kept:
        book, yaml = read(settings.phrasebook), LateExchange()
        intake = Intake(book, kept.team, yaml, _now, lambda: f"own-{secrets.token_hex(8)}")
        if options.what == "export":
            sys.stdout.write(await exported(intake, options.tenant))
        else:
            data, name = _bytes(options.file), str(options.file)
            count = await taken_in(intake, options.tenant, data, name, "command line")
            sys.stdout.write(f"Taken in. Changes: {count}.\n")
    return 0


def teams_package(options: argparse.Namespace, settings: Config) -> int:
    """Writes the app package to upload in Teams."""
    from bot.teams import package

    if not settings.teams or not settings.teams.app_id:
        raise ConfigError("MICROSOFT_APP_ID is missing: the package names the bot it belongs to.")
    words = Library(read(settings.phrasebook)).words
    package.write(options.out, settings.teams.app_id, words, site=options.site, version=options.version)
    sys.stdout.write(f"{options.out} is ready to upload in Teams.\n")
    return 0


def _bytes(path: Path) -> bytes:
    from bot.content.source import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # so much tells that it is too large
    except OSError as error:
        raise CalmaError(f"{path} cannot be read ({error.strerror}): name a file that exists.") from error


def _now() -> datetime:
    return datetime.now(UTC)
