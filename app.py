"""Calma: puts the house together, and is its command line. The only file that imports everything."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web

from bot import config, deliveries, jobs, post, server, telemetry, terminal
from bot.coach.behind import Behind
from bot.coach.boundary import room
from bot.coach.desk import Desk
from bot.coach.drill import room as drill
from bot.coach.errors import CalmaError
from bot.coach.groups import Rosters
from bot.coach.home.front_door import FrontDoor
from bot.coach.ledger import Author
from bot.coach.library import Library
from bot.coach.lookup.finder import Finder
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.tenants import Tenants
from bot.coach.roleplay import room as roleplay
from bot.coach.rooms import Stores, World, boundary_kit, rooms
from bot.coach.round import room as teamround
from bot.coach.talk import Command, Person
from bot.coach.team.source import OwnWords, Scrubber
from bot.content import exchange
from bot.content.load import load
from bot.delivery.drainer import Drainer
from bot.delivery.drainer import Job as Timed
from bot.delivery.messengers import messengers, rosters
from bot.delivery.pacing import Figures
from bot.store.trail import Trail


class Edge(Protocol):
    """A platform's way in."""

    def routes(self) -> list[web.RouteDef]: ...

    async def start(self) -> None: ...

    async def hang_up(self) -> None:
        """Ends what would keep a stopping server waiting, such as streams that never end by themselves."""

    async def close(self) -> None: ...


class House:
    """The coach, and the phrasebook it speaks from."""

    def __init__(self, phrasebook: Path, stores: Stores | None = None) -> None:
        self._phrasebook = phrasebook
        book = load(phrasebook)
        self.library = Library(book)
        self.shelf = Shelf(Finder(book))
        self.behind = Behind(telemetry.report)
        self.kept = kept = stores or Stores()
        self.trail = Trail(kept.misses, Scrubber(self.library), _now, telemetry.report)
        self.tenants = Tenants(self.shelf, OwnWords(kept.team), self.behind, telemetry.report)
        self.rosters = Rosters()
        own = (exchange.YamlExchange(), exchange.lint, self.trail, self.tenants)
        world = World(_now, time.monotonic, _ticket, *own, random.SystemRandom(), self.rosters)
        self.boundary = boundary_kit(self.library, kept, world)
        front_door = FrontDoor(self.library)
        self.desk = Desk(front_door, telemetry.report, kept.people)
        self.desk.open([front_door, *rooms(self.library, self.shelf, kept, self.behind, world)])

    async def start(self) -> None:
        """Takes up what teams keep, and begins to write behind the answers."""
        await self.tenants.start()
        self.trail.start()

    async def close(self) -> None:
        """Finishes what the answers left behind."""
        await self.tenants.close()
        await self.behind.settled()
        await self.trail.close()

    def drainer(self, edges: Sequence[Edge], figures: Mapping[str, Figures] | None = None) -> Drainer:
        """Returns what sends what is due, by the messengers of these edges, at the pace of `figures`."""
        kept = self.kept
        authors: dict[str, Author] = {
            room.ROOM: room.author(self.boundary),
            teamround.ROOM: teamround.author(self.library, kept.rounds, kept.people),
        }
        daily: list[Timed] = [
            room.Retention(self.boundary),
            drill.Retention(kept.drills),
            roleplay.Retention(kept.plays),
            teamround.Retention(kept.rounds),
        ]
        return Drainer(
            self.kept.ledger,
            messengers(edges),
            authors,
            _now,
            telemetry.report,
            daily=daily,
            figures=figures,
            mark=post.marking(lambda: self.library.words),
        )

    def reload(self) -> None:
        """Takes up the phrasebook anew; a broken one is logged, and the one in force stays."""
        try:
            book = load(self._phrasebook)
        except CalmaError as error:
            telemetry.report(error)
            return
        self.tenants.reload(Finder(book))
        self.library.book = book


def _now() -> datetime:
    return datetime.now(UTC)


def _ticket() -> str:
    return secrets.token_urlsafe(6)


def edges(house: House, settings: config.Config, *, playground: bool) -> list[Edge]:
    """Returns the edges that are configured. Each is imported only if it is used: that halves the start."""
    found: list[Edge] = []
    if settings.slack:
        from bot.slack import edge as slack
        from bot.slack import tokens

        s = settings.slack
        rotation = s.client_id and tokens.Rotation(s.client_id, s.client_secret, s.refresh_token)
        known = slack.Settings(s.signing_secret, s.bot_token, s.app_token, s.api_url, rotation or None)
        found.append(slack.Slack(house.desk, house.library, known, house.kept.references, house.kept.tokens))
    if settings.teams:
        from bot.teams import edge as teams

        t = settings.teams
        found.append(teams.Teams(house.desk, house.library, t, house.kept.references, t.managers))
    if playground or not found:
        if settings.host not in config.LOOPBACK:
            raise config.ConfigError(
                f"HOST is “{settings.host}”, and the playground, where nobody signs in, "
                "serves 127.0.0.1 only: unset HOST, or configure Slack or Teams and leave --playground out."
            )
        found.append(_playground(house))
    return found


def _playground(house: House) -> Edge:
    from bot.playground.edge import Playground
    from bot.slack import render as slack
    from bot.teams import render as teams

    return Playground(
        house.desk,
        house.library,
        {"Slack · Block Kit": slack.message, "Teams · Adaptive Card": teams.adaptive_card},
    )


@asynccontextmanager
async def sending(settings: config.Config, *, playground: bool) -> AsyncIterator[tuple[House, list[Edge]]]:
    """Yields the house and its edges, all of them up, with what is due being sent."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        house = House(settings.phrasebook, await stack.enter_async_context(jobs.stored(settings)))
        stack.push_async_callback(house.close)
        await house.start()
        open_edges = edges(house, settings, playground=playground)
        for edge in open_edges:
            stack.push_async_callback(edge.close)
            await edge.start()
        house.rosters.take(rosters(open_edges).items())
        drainer = house.drainer(open_edges, post.figures(settings))
        office = await post.opened(settings, drainer, telemetry.report)
        await office.start()
        stack.push_async_callback(office.close)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, house.reload)
        # What is here now stays for good: the collector need not walk through it in front of an answer.
        gc.collect()
        gc.freeze()
        yield house, open_edges


async def run(settings: config.Config, *, playground: bool) -> None:
    """Serves until told to stop. SIGHUP takes up the phrasebook anew."""
    async with sending(settings, playground=playground) as (_, open_edges):
        names = ", ".join(type(edge).__name__ for edge in open_edges)
        await server.serve(
            server.application(open_edges, telemetry.report),
            settings.host,
            settings.port,
            lambda address: print(f"Calma is up ({names}): {address}", flush=True),
        )


async def work(settings: config.Config) -> None:
    """Sends what is due until told to stop, and serves nothing."""
    async with sending(settings, playground=False) as (_, open_edges):
        names = ", ".join(type(edge).__name__ for edge in open_edges)
        print(f"Calma sends what is due ({names}).", flush=True)
        await server.told_to_stop()


def _run(options: argparse.Namespace, settings: config.Config) -> int:
    telemetry.set_up(settings.log_level)
    try:
        asyncio.run(run(settings, playground=options.playground))
    except OSError as error:
        raise CalmaError(
            f"PORT {settings.port} cannot be listened on ({error.strerror}): set PORT to a free one."
        ) from error
    return 0


def _worker(options: argparse.Namespace, settings: config.Config) -> int:
    if not settings.several:
        raise config.ConfigError(
            "DATABASE_URL names no PostgreSQL: on one machine the app itself sends what is due, "
            "and a worker has nothing to share."
        )
    telemetry.set_up(settings.log_level)
    if settings.slack:  # what comes in by Socket Mode is for those that serve
        settings = replace(settings, slack=replace(settings.slack, app_token=""))
    asyncio.run(work(settings))
    return 0


def _ask(options: argparse.Namespace, settings: config.Config) -> int:
    house = House(settings.phrasebook)
    person = Person("terminal", "terminal", "me", house.library.words.speaks(options.language) or "en")
    name, _, rest = options.text.partition(" ")
    ask = Command(person, name[1:], rest) if name.startswith("/") else Command(person, "calm", options.text)
    reply = asyncio.run(house.desk.answer(ask))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(terminal.render_reply(reply, house.library.words, person.language, colour=colour))
    return 0


Job = Callable[[argparse.Namespace, config.Config], int]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Calma, a chat coach for hard contacts.")
    parser.set_defaults(job=_run, playground=False)
    subparsers = parser.add_subparsers(title="jobs")

    def job(name: str, work: Job, text: str) -> argparse.ArgumentParser:
        found = subparsers.add_parser(name, help=text, description=text)
        found.set_defaults(job=work)
        return found

    found = job("run", _run, "Serve Slack, Teams and the playground, whichever is configured.")
    found.add_argument("--playground", action="store_true", help="serve the local chat page as well")
    found = job("ask", _ask, "Ask the coach here: app.py ask 'she wants a refund'.")
    found.add_argument("text")
    found.add_argument("--language", default=os.environ.get("LANG", "en"), help="yours: en or es")
    found = job("lookup", jobs.lookup, "Read a query a line, write what the look-up makes of it.")
    found.add_argument("--json", action="store_true", help="one JSON object a line")
    job("worker", _worker, "Send what is due and serve nothing: one of several, on PostgreSQL.")
    found = job("deliveries", deliveries.deliveries, "Print how far what is sent unasked has come.")
    found.add_argument("--tenant", default="", help="one Slack workspace or Teams tenant, by its id")
    found.add_argument("--follow", action="store_true", help="go on until all is done, with a bar")
    job("migrate", jobs.migrate, "Bring the database to the shape that this version knows.")
    found = job("phrasebook", jobs.phrasebook, "Check the phrasebook, count it, or write its schemas.")
    found.add_argument("what", choices=["check", "stats", "schema"])
    found.add_argument("--json", action="store_true", help="stats on one line")
    found = job("boundary", jobs.boundary, "Print the ways through the protocol, or incidents as CSV.")
    found.add_argument("what", choices=["paths", "export"])
    found.add_argument("--tenant", default="", help="whose incidents to export")
    found = job("roleplay", jobs.roleplay, "Print every ending of every role-play, and the ways to it.")
    found.add_argument("what", choices=["paths"])
    found = job("team", jobs.team, "Write a team's own phrases and triggers to a file, or take a file in.")
    parts = found.add_subparsers(dest="what", required=True)
    for part in (parts.add_parser("export"), parts.add_parser("import")):
        part.add_argument("--tenant", required=True, help="the Slack workspace or Teams tenant, by its id")
    part.add_argument("file", type=Path)
    found = job("teams-package", jobs.teams_package, "Write the app package to upload in Teams.")
    found.add_argument(
        "--site", default="https://example.com", help="your page about the bot, with /privacy and /terms"
    )
    found.add_argument("--version", default="1.0.0", help="higher than the last: Teams takes no other update")
    found.add_argument("out", nargs="?", type=Path, default=Path("calma-teams.zip"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one job and returns its exit code: 1 where something must be mended, which it names."""
    options = _parser().parse_args(arguments)
    try:
        work: Job = options.job
        return work(options, config.read(os.environ))
    except CalmaError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
