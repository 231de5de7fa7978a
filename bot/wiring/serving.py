"""Jobs that go on until they are told to stop: serving the edges, and sending what is due."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from bot import server, telemetry
from bot.config import Config
from bot.connections import ConnectionLimits, raise_file_limit
from bot.core.edge import LocalPage, messengers, rosters
from bot.core.errors import Unavailable
from bot.core.spans import traced_by
from bot.core.trouble import DATABASE, Trouble, tell
from bot.settings import ConfigError
from bot.site import Site
from bot.wiring import delivery
from bot.wiring.calma import Calma, build
from bot.wiring.edges import WebEdge, edges, say
from bot.wiring.page import report_routes
from bot.wiring.privacy import keep_private
from bot.wiring.restoring import prepare_records
from bot.wiring.starting import EdgeStarts
from bot.wiring.stores import Stores, stored
from bot.wiring.watching import Watching, begin_log

DATABASE_WITHIN, AGAIN = 10.0, 0.5  # seconds that a start waits for a database server, and between two tries


def run(options: argparse.Namespace, config: Config) -> int:
    """Serves until told to stop. Raises CalmaError where the port is taken."""
    begin_log(config)
    asyncio.run(serve(config, playground=options.playground))
    return 0


def worker(_: argparse.Namespace, config: Config) -> int:
    """Sends what is due until told to stop: one of several, on PostgreSQL."""
    if not config.several:
        raise ConfigError(
            "DATABASE_URL names no PostgreSQL: on one machine the app itself sends what is due, "
            "and a worker has nothing to share."
        )
    begin_log(config)
    if config.slack:  # what comes in by Socket Mode is for those that serve
        config = replace(config, slack=replace(config.slack, app_token=""))
    asyncio.run(work(config))
    return 0


@asynccontextmanager
async def sending(config: Config, *, playground: bool) -> AsyncIterator[tuple[Calma, list[WebEdge]]]:
    """Yields Calma and its edges, all of them up, with what is due being sent, and watched as configured."""
    watching = Watching(config)
    await watching.check()
    keep_private(config)
    async with AsyncExitStack() as stack:
        # All that begins from here on is followed, connections that come later too.
        stack.enter_context(traced_by(await stack.enter_async_context(watching.tracing())))
        # What is made at start stays for good: the collector need not walk through it, neither now again and
        # again nor later in front of an answer.
        stack.callback(gc.enable)
        gc.disable()
        stores = await _stored_at_last(config, stack)
        calma = build(config, stores, report=watching.report, observer=watching.observer)
        stack.push_async_callback(calma.close)
        await prepare_records(calma.stores.checkin.records)
        await calma.start()
        open_edges = edges(calma, config, playground=playground)
        for edge in open_edges:
            stack.push_async_callback(edge.close)
        starts = EdgeStarts(open_edges, calma.runtime.report)
        stack.push_async_callback(starts.close)
        await starts.begin()
        calma.readiness.add_source(starts.troubles)
        calma.rosters.add_rosters(rosters(open_edges).items())
        calma.withdrawals.add_messengers(messengers(open_edges))
        calma.forget_by(open_edges)
        drainer = calma.drainer(open_edges, delivery.send_rates(config))
        post = await delivery.opened(config, drainer, calma.runtime.report)
        await post.start()
        calma.quick.told = True
        stack.push_async_callback(post.close)
        await stack.enter_async_context(watching.serving(calma, open_edges))
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(telemetry.loop_failed)
        loop.add_signal_handler(signal.SIGHUP, calma.reload_later)
        gc.freeze()
        gc.enable()
        yield calma, open_edges


async def _stored_at_last(config: Config, stack: AsyncExitStack) -> Stores:
    """Returns the stores; a server that is not there yet, as where both start together, is waited for."""
    loop = asyncio.get_running_loop()
    until = loop.time() + DATABASE_WITHIN
    while True:
        try:
            return await stack.enter_async_context(stored(config))
        except Unavailable as error:
            if error.lasting or not config.several or loop.time() > until:
                raise
            tell(DATABASE, Trouble(f"{error} It is tried for {DATABASE_WITHIN:.0f} seconds."))
            await asyncio.sleep(AGAIN)


async def serve(config: Config, *, playground: bool) -> None:
    """Serves until told to stop. SIGHUP loads the phrasebook anew. Raises CalmaError."""
    await server.check_address(config.host, config.port)
    most = raise_file_limit(config.connections)
    limits = ConnectionLimits(most=most, most_of_address=min(most, config.connections_of_address))
    async with sending(config, playground=playground) as (calma, open_edges):
        site = Site(config.site, lambda: calma.phrasebook.words)
        pages = [*site.routes(), *report_routes(calma, config)]
        names = ", ".join(edge.platform.capitalize() for edge in open_edges)
        await server.serve(
            server.application(
                open_edges, calma.runtime.report, calma.readiness, pages, calma.runtime.observer
            ),
            config.host,
            config.port,
            lambda address: say(f"Calma is up ({names}): {address}{_entrance(open_edges)}"),
            limits,
        )


def _entrance(open_edges: Iterable[WebEdge]) -> str:
    return next((edge.entrance() for edge in open_edges if isinstance(edge, LocalPage)), "")


async def work(config: Config) -> None:
    """Sends what is due until told to stop, and serves nothing."""
    async with sending(config, playground=False) as (_, open_edges):
        names = ", ".join(edge.platform.capitalize() for edge in open_edges)
        say(f"Calma sends what is due ({names}).")
        await server.stop_signal()
