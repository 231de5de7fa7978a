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
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from aiohttp import web

from bot import commands, config, jobs, post, server, telemetry, terminal
from bot.coach.behind import Behind
from bot.coach.checkin.kit import Guide
from bot.coach.desk import Desk
from bot.coach.errors import CalmaError
from bot.coach.groups import Rosters
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.tenants import Tenants
from bot.coach.rooms import (
    authors,
    boundary_kit,
    checkin_daily,
    checkin_kit,
    daily,
    rooms,
    schedule_kit,
)
from bot.coach.schedule import room as schedule
from bot.coach.talk import Command, Person
from bot.coach.team.source import OwnWords, Scrubber
from bot.coach.withdrawals import Withdrawals
from bot.coach.world import Stores, World
from bot.content import own
from bot.delivery.drainer import Drainer
from bot.delivery.messengers import messengers, rosters
from bot.delivery.pacing import Figures
from bot.prepared import prepare
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

    def __init__(
        self,
        phrasebook: Path,
        stores: Stores | None = None,
        instrument: Path | None = None,
        compiled: Path | None = None,
    ) -> None:
        """`compiled` is the folder to keep the compiled phrasebook in; without one it is read anew."""
        self._prepare = partial(prepare, phrasebook, instrument, compiled)
        ready = self._prepare()
        self.guide = Guide(ready.checkin) if ready.checkin else None
        self.library = Library(ready.book)
        self.shelf = Shelf(ready.finder)
        self.behind = Behind(telemetry.report)
        self.kept = kept = stores or Stores()
        self.trail = Trail(kept.misses, Scrubber(self.library), _now, telemetry.report)
        self.tenants = Tenants(self.shelf, OwnWords(kept.team), self.behind, telemetry.report)
        self.rosters, self.withdrawals = Rosters(), Withdrawals(time.monotonic)
        teams = (own.LateExchange(), own.lint, self.trail, self.tenants)
        told = (self.rosters, self.guide, self.withdrawals, telemetry.report)
        world = World(_now, time.monotonic, _ticket, *teams, random.SystemRandom(), *told)
        self.boundary = boundary_kit(self.library, kept, world)
        self.checkin = checkin_kit(self.library, kept, self.behind, world)
        self.schedule = schedule_kit(self.library, self.shelf, kept, world)
        self.ticks = schedule.Ticks(self.schedule)
        front_door = FrontDoor(self.library)
        self.desk = Desk(front_door, telemetry.report, kept.people)
        self.desk.open([front_door, *rooms(self.library, self.shelf, kept, self.behind, world)])

    async def start(self) -> None:
        """Takes up what teams keep, and begins to write behind the answers."""
        await self.tenants.start()
        self.trail.start()

    async def close(self) -> None:
        """Finishes what the answers left behind."""
        await self.ticks.close()
        await self.tenants.close()
        await self.behind.settled()
        await self.trail.close()

    def drainer(self, edges: Sequence[Edge], figures: Mapping[str, Figures] | None = None) -> Drainer:
        """Returns what sends what is due, by the messengers of these edges, at the pace of `figures`."""
        return Drainer(
            self.kept.ledger,
            messengers(edges),
            authors(self.library, self.kept, self.boundary, self.checkin, self.schedule),
            _now,
            telemetry.report,
            daily=[
                *daily(self.kept, self.boundary, self.schedule),
                *checkin_daily(self.checkin, self.kept.ledger.add),
            ],
            minutely=(self.ticks,),
            figures=figures,
            mark=post.marking(lambda: self.library.words),
        )

    def reload(self) -> None:
        """Takes up the phrasebook anew; a broken one is logged, and the one in force stays."""
        try:
            ready = self._prepare()
        except CalmaError as error:
            telemetry.report(error)
            return
        self.tenants.reload(ready.finder)
        self.library.book = ready.book
        if self.guide and ready.checkin:
            self.guide.content = ready.checkin


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
        # What is made at start stays for good: the collector need not walk through it, neither now again and
        # again nor later in front of an answer.
        stack.callback(gc.enable)
        gc.disable()
        house = House(
            settings.phrasebook,
            await stack.enter_async_context(jobs.stored(settings)),
            settings.checkin.instrument,
            settings.data_dir,
        )
        stack.push_async_callback(house.close)
        await house.start()
        open_edges = edges(house, settings, playground=playground)
        for edge in open_edges:
            stack.push_async_callback(edge.close)
            await edge.start()
        house.rosters.take(rosters(open_edges).items())
        house.withdrawals.take(messengers(open_edges))
        drainer = house.drainer(open_edges, post.figures(settings))
        office = await post.opened(settings, drainer, telemetry.report)
        await office.start()
        stack.push_async_callback(office.close)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, house.reload)
        gc.freeze()
        gc.enable()
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
    house = House(settings.phrasebook, compiled=settings.data_dir)
    person = Person("terminal", "terminal", "me", house.library.words.speaks(options.language) or "en")
    name, _, rest = options.text.partition(" ")
    ask = Command(person, name[1:], rest) if name.startswith("/") else Command(person, "calm", options.text)
    reply = asyncio.run(house.desk.answer(ask))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(terminal.render_reply(reply, house.library.words, person.language, colour=colour))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one job and returns its exit code: 1 where something must be mended, which it names."""
    options = commands.parser({"run": _run, "ask": _ask, "worker": _worker}).parse_args(arguments)
    try:
        work: commands.Job = options.job
        return work(options, config.read(os.environ))
    except CalmaError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
