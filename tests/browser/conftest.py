"""A served playground and a browser on it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from bot.content.load import load
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.features.home.deps import HomeDeps
from bot.features.home.handlers import HomeHandlers
from bot.playground.edge import Playground
from bot.playground.messenger import PlaygroundMessenger
from bot.slack.render import message
from bot.store.memory.people import MemoryPeopleStore
from bot.teams.render import adaptive_card
from tests.browser.room import Room
from tests.conftest import PHRASEBOOK, ROOT
from tests.playground.office import Office
from tests.processes import free_port

PLAYGROUND = web.AppKey("PLAYGROUND", Playground)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# a machine that runs the whole suite at once draws slowly; what never comes is told all the same
expect.set_options(timeout=15_000)
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running playground."""
    with served() as found:
        yield found


@contextmanager
def served(
    made: Callable[[], web.Application] | None = None, port: int = 0, within: float = 10.0
) -> Iterator[str]:
    """Serves the playground, or the app that is `made`, from a thread; yields an address that lets one in."""
    stop, ready, found = Event(), Event(), list[str]()

    async def serve() -> None:
        app = (made or _app)()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        found.append(f"http://{host}:{bound}/{app[PLAYGROUND].entrance()}")
        ready.set()
        await asyncio.to_thread(stop.wait)
        await runner.cleanup()

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(within), "the playground did not start"
        yield found[0]
    finally:
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def app_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app itself, started as people start it."""
    with started(tmp_path_factory.mktemp("data")) as found:
        yield found


@contextmanager
def started(data: Path, **settings: str) -> Iterator[str]:
    """Runs the app on a data folder, as people start it; yields the address that it says."""
    environment = {"PATH": os.environ.get("PATH", ""), "PORT": free_port(), "CALMA_DATA_DIR": str(data)}
    with subprocess.Popen(
        [sys.executable, "app.py", "run", "--playground"],
        cwd=ROOT,
        env={**environment, **settings},
        stdout=subprocess.PIPE,
        text=True,
    ) as app:
        assert app.stdout
        try:
            yield _announced(app.stdout)
        finally:
            app.terminate()


def _announced(lines: Iterable[str]) -> str:
    """Returns the address that the starting app says."""
    for line in lines:
        if found := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line):
            return found.group()
    pytest.fail("the app ended before it said its address")


def enter(page: Page, address: str) -> None:
    """Opens the playground at an address that the app told; several browsers, as if they were one."""
    page.context.add_cookies([_cookie(address)])
    page.goto(address.partition("?")[0])


@cache
def _cookie(address: str) -> SetCookieParam:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"/?{parts.query}")
    given = SimpleCookie(connection.getresponse().getheader("Set-Cookie"))
    connection.close()
    [(name, morsel)] = given.items()
    return {"name": name, "value": morsel.value, "url": address.partition("?")[0]}


@cache
def _phrasebook() -> CurrentPhrasebook:
    return CurrentPhrasebook(load(PHRASEBOOK))


def _app() -> web.Application:
    phrasebook = _phrasebook()
    door = HelpHandlers(HelpDeps(phrasebook))
    desk = Desk(door, lambda error: "7F3K-22", MemoryPeopleStore())
    messenger = PlaygroundMessenger()
    home = HomeHandlers(HomeDeps(lambda _: phrasebook.book, print))
    desk.add_routes([door, home, Room(), Office(messenger)])
    inspect = {"Block Kit": message, "Adaptive Card": adaptive_card}
    playground = Playground(desk, phrasebook, inspect, messenger)
    app = web.Application()
    app[PLAYGROUND] = playground
    app.add_routes(playground.routes())
    app.on_shutdown.append(lambda _: playground.hang_up())
    return app


def chromium() -> str | None:
    """Returns the browser that is on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser that is on this machine; without one these tests are skipped."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; install one or name it in CHROMIUM")
    # Not for the whole session: Playwright holds the thread's event loop while it is open.
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The playground, just opened. Whatever the browser complains about fails the test."""
    context = browser.new_context(locale="en-US", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    enter(page, address)
    yield page
    context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    # A server that is gone, or that refuses, is what some tests are about.
    expected = "Failed to load resource" in message.text
    return [message.text] if message.type in ("error", "warning") and not expected else []
