"""Opens the report's page in a browser, and tells how large it is and how soon something is seen of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import percentile
from tests.browser.coach import ask_for_report, follow_link, press_open
from tests.browser.conftest import ARGUMENTS, chromium, started
from tests.conftest import ROOT

TIMES = 10
LOCALE = "en-GB"
_PAINT = """() => new Promise(painted => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    paint ? painted(paint.startTime) : setTimeout(look, 20);
  };
  look();
})"""
_SIZES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  return [page.transferSize, page.decodedBodySize];
}"""


def painted() -> list[tuple[str, ...]]:
    """Returns a row for each length of the report of a made-up year.

    Bytes over the wire and of the page itself; the first paint in milliseconds, at p50 and at most.
    """
    path = chromium()
    if path is None:
        return [("no Chromium on this machine", "", "", "", "")]
    with _app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        lines = list(_lines(browser, address))
        browser.close()
    return lines


@contextmanager
def _app() -> Iterator[str]:
    """The app as people start it, with a made-up year; yields the address that lets one in."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = {"PATH": os.environ.get("PATH", ""), "CALMA_DATA_DIR": str(data)}
        command = [sys.executable, "app.py", "demo", "--seed", "7"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        with started(data) as address:
            yield address


def _lines(browser: Browser, address: str) -> Iterator[tuple[str, ...]]:
    with browser.new_context(locale=LOCALE) as context:
        page = context.new_page()
        ask_for_report(page, address, LOCALE)
        follow_link(page, LOCALE)
        press_open(page, LOCALE)
        report = page.url.partition("?")[0]
        for weeks in (4, 12, 52):
            paints, sizes = list[float](), (0, 0)
            for _ in range(TIMES):
                paint, sizes = _opened(context.new_page(), f"{report}?weeks={weeks}")
                paints.append(paint)
            p50, most = percentile(paints, 0.5), max(paints)
            yield f"{weeks} weeks, all groups", *(f"{size:,}" for size in sizes), f"{p50:.0f}", f"{most:.0f}"


def _opened(page: Page, address: str) -> tuple[float, tuple[int, int]]:
    """Returns when something was painted, and the bytes that came and that they make."""
    page.goto(address)
    paint, (came, made) = float(page.evaluate(_PAINT)), page.evaluate(_SIZES)
    page.close()
    return paint, (int(came), int(made))
