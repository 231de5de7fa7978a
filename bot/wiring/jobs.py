"""Jobs of the command line that need no edge: the desk at most, the stores and the phrasebook."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from bot import terminal
from bot.config import Config
from bot.content import thumbs
from bot.content.own import LateExchange
from bot.content.stats import stats
from bot.core.chat import Answer, Command, Person, Reply
from bot.core.clocks import knows_zone
from bot.core.current import CurrentPhrasebook
from bot.core.errors import CalmaError
from bot.core.exports import ExportKind
from bot.core.policy import DEFAULT
from bot.core.words import FALLBACK
from bot.features.boundary import feature as boundary_feature
from bot.features.lookup import finder as lines
from bot.features.roleplay import paths
from bot.features.team.feature import note_command_line_export
from bot.features.team.model import COMMAND_LINE
from bot.features.team.service import TeamFileService
from bot.settings import ConfigError
from bot.shipped import shipped
from bot.wiring import runtime
from bot.wiring.calma import Calma, build
from bot.wiring.phrasebook import configured, read
from bot.wiring.privacy import expect_database, keep_private
from bot.wiring.runtime import Runtime
from bot.wiring.stores import stored


def ask(options: argparse.Namespace, settings: Config) -> int:
    """Asks the coach once, in memory, and prints the answer; it is in colour where somebody looks."""
    calma = build(settings)
    words = calma.phrasebook.words
    language = words.speaks(options.language or os.environ.get("LANG", "")) or FALLBACK
    if options.language and not words.speaks(options.language):
        spoken = " and ".join(words.languages)
        raise CalmaError(f"--language is “{options.language}”, and Calma speaks {spoken}: give one of them.")
    person = Person("terminal", "terminal", "me", language, zone=_zone_here())
    name, *rest = options.text.split(maxsplit=1)[:2] or [""]
    typed = (name[1:], *rest) if name.startswith("/") else ("calm", options.text) if name else ("home",)
    reply, code = asyncio.run(answered(calma, Command(person, *typed)))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(terminal.render_reply(reply, words, person.language, colour=colour))
    return code


def _zone_here() -> str:
    """Returns the time zone that this machine is set to, "" where it does not tell: by it, whom to call."""
    set_to = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return set_to if knows_zone(set_to) else ""


async def answered(calma: Calma, ask: Command) -> tuple[Reply, int]:
    """Returns the reply and the exit code: 1 with what a person can do, where something kept it from them."""
    try:
        return await calma.desk.answer(ask), 0
    except CalmaError as error:
        return Answer(calma.desk.apologise(ask.person, error)), 1


def migrate(_: argparse.Namespace, settings: Config) -> int:
    """Brings the database to the shape that this version knows."""
    from bot.store.sql.stores import migrate

    keep_private(settings)
    asyncio.run(migrate(settings.database_url, pooled=settings.pooled))
    if settings.several:
        from bot.delivery import queue

        asyncio.run(queue.migrate(settings.database_url))
    terminal.put("The database has the shape of this version.\n")
    return 0


def lookup(options: argparse.Namespace, settings: Config) -> int:
    """Reads a query a line, and writes what the look-up makes of it."""
    finder = configured(settings).finder
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        result = finder.find(text)
        terminal.put_file(lines.as_json(result) if options.json else lines.as_text(result))
    return 0


def phrasebook(options: argparse.Namespace, settings: Config) -> int:
    """Checks the phrasebook, counts it, says what its quiz gives away, writes its schemas, or learns."""
    if options.what == "check":
        from bot.content import check  # pydantic comes with it: a start from what is compiled does without

        problems = check.check(settings.phrasebook, settings.checkin.instrument)
        for problem in problems:
            terminal.put(f"{problem}\n")
        if not problems:
            terminal.put("No mistakes.\n")
        return 1 if any(problem.error for problem in problems) else 0
    if options.what == "quiz":
        from bot.content import lint_bank

        terminal.put(lint_bank.table(tuple(read(settings.phrasebook).quiz.values())))
        return 0
    if options.what == "schema":
        from bot.content import schema

        schema.write(settings.phrasebook)
        terminal.put(f"The schemas are written to {settings.phrasebook / 'schema'}.\n")
        return 0
    if options.what == "learn":
        from bot.content import signs

        signs.learn(settings.phrasebook, read(settings.phrasebook))
        return 0
    counts = stats(read(settings.phrasebook), runtime.now().date())
    terminal.put_file(json.dumps(counts, indent=None if options.json else 2, ensure_ascii=False) + "\n")
    return 0


def boundary(options: argparse.Namespace, settings: Config) -> int:
    """Prints all ways through the two-warning protocol, or a tenant's incidents as CSV."""
    if options.what == "paths":
        terminal.put(boundary_feature.paths(read(settings.phrasebook).protocols[DEFAULT]))
    else:
        terminal.put_file(asyncio.run(_exported(options.tenant, settings)))
    return 0


async def _exported(tenant: str, settings: Config) -> str:
    if not tenant:
        raise CalmaError("--tenant is missing: name the workspace or tenant whose incidents to write.")
    expect_database(settings)
    async with stored(settings) as stores:
        incidents = stores.boundary.incidents
        text = await boundary_feature.export(incidents, tenant)
        if await incidents.count_incidents(tenant):
            await note_command_line_export(stores.team, tenant, ExportKind.INCIDENTS, runtime.now())
        return text


def roleplay(_: argparse.Namespace, settings: Config) -> int:
    """Prints every ending of every role-play, with the number of ways to it; then the moments that react to
    what was said, and how many role-plays each rule of thumb wins."""
    scenarios = read(settings.phrasebook).scenarios.values()
    terminal.put(f"{paths.table(scenarios)}\n{thumbs.table(scenarios)}")
    return 0


def team(options: argparse.Namespace, settings: Config) -> int:
    """Writes what a team added to a file, or imports a file."""
    return asyncio.run(_team_file(options, settings))


async def _team_file(options: argparse.Namespace, settings: Config) -> int:
    from bot.content.source import MAX_BYTES

    if options.what == "export":
        expect_database(settings)
    else:
        keep_private(settings)
    async with stored(settings) as stores:
        book, yaml = read(settings.phrasebook), LateExchange()
        runtime = Runtime()
        files = TeamFileService(book, stores.team, yaml, runtime.clock, runtime.own_id)
        if options.what == "export":
            table = options.language if options.csv else ""
            text = await files.export_file(options.tenant, table=table)
            if (await stores.team.find_content(options.tenant)).entries:
                await note_command_line_export(stores.team, options.tenant, ExportKind.TEAM, runtime.clock())
            terminal.put_file(text)
        else:
            data, name = read_file(options.file, MAX_BYTES), str(options.file)
            count = await files.import_file(options.tenant, data, name, COMMAND_LINE)
            terminal.put(f"Imported. Changes: {count}.\n")
    return 0


_NO_HOST = (
    "CALMA_PUBLIC_URL is not set, so https://YOUR-HOST stands in it: set it and make it anew, or put your "
    "address there yourself. Only with Socket Mode it may stay.\n"
)
_NO_SITE = (
    "Its privacy and terms of use lead to example.com, which is not yours: set CALMA_PUBLIC_URL to where the "
    "app is reached, which serves both, or name your own page by --site, and make it anew.\n"
)


def teams_package(options: argparse.Namespace, settings: Config) -> int:
    """Writes the app package to upload in Teams."""
    from bot.teams import package
    from bot.teams.clouds import cloud_of

    if not settings.teams or not settings.teams.app_id:
        raise ConfigError("MICROSOFT_APP_ID is missing: the package names the bot it belongs to.")
    words = CurrentPhrasebook(read(settings.phrasebook)).words
    site, own = options.site or settings.site.url or package.NOBODYS, not options.site and settings.site.url
    website = f"{site}/terms" if own else site  # the app itself has no page but those two
    package.write(
        options.out,
        settings.teams.app_id,
        words,
        site=site,
        website=website,
        version=options.version,
        slash=cloud_of(settings.teams).slash,
    )
    terminal.put(f"{options.out} is ready to upload in Teams (Microsoft's cloud “{settings.teams.cloud}”).\n")
    if site == package.NOBODYS:
        terminal.put(_NO_SITE)
    return 0


def slack_manifest(_: argparse.Namespace, settings: Config) -> int:
    """Prints the manifest of the Slack app, with where the app is reached from outside where that is set."""
    text = shipped("manifest.yml").read_text(encoding="utf-8")
    terminal.put_file(text.replace("https://YOUR-HOST", settings.site.url or "https://YOUR-HOST"))
    if not settings.site.url:
        sys.stderr.write(_NO_HOST)  # not into the file that it is written to
    return 0


def read_file(path: Path, most: int) -> bytes:
    """Returns what is in a file; of one that is larger than `most` bytes one more. Raises CalmaError."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)  # so much tells that it is too large
    except OSError as error:
        raise CalmaError(f"{path} cannot be read ({error.strerror}): name a file that exists.") from error
