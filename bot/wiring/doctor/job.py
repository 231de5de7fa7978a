"""The doctor's job: all parts looked at, and told in lines or as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence

from bot import telemetry, terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.settings import VERSION
from bot.wiring import runtime
from bot.wiring.doctor import database, installation, phrasebook, platforms
from bot.wiring.doctor.findings import WITHIN, Check, Finding, FindingState, mend, side_by_side
from bot.wiring.privacy import write_privately

READ_WITHIN = 60.0  # seconds for the phrasebook: work of this machine alone, however slow it is
_MARGIN, _LEAVE = 2.0, 5.0  # seconds for what did not end in time, and for what it leaves behind
_ORDER = list(FindingState)
_REST = "Nothing else was looked at: mend this, and run doctor again."
_UNFINISHED = (
    "Not all was looked at within {seconds:.0f} seconds: run this again once what is slow is mended."
)
_SUM = "To mend: {mend}. To know: {known}. Well: {ok}.\n"


def doctor(options: argparse.Namespace, settings: Config) -> int:
    """Tells what must be mended, then what should be known, then what is well; 1 if anything must."""
    write_privately()  # SQLite makes files of its own where it only reads
    findings: list[Finding] = []
    read, done = threading.Event(), threading.Event()

    async def look() -> None:
        try:
            await look_at_all(settings, findings.extend, read.set)
        finally:
            read.set()
            done.set()

    def begin() -> None:
        asyncio.run(look())

    # In a thread that nobody has to wait for: a name that is looked up in vain cannot be cut short.
    thread = threading.Thread(target=begin, daemon=True)
    thread.start()
    read.wait(READ_WITHIN)
    if not done.wait(WITHIN + _MARGIN):
        findings.append(mend("Doctor", _UNFINISHED.format(seconds=WITHIN + _MARGIN)))
    code = tell(findings, as_json=options.json)
    thread.join(_LEAVE)
    if thread.is_alive():
        sys.stdout.flush()
        os._exit(code)
    return code


def without_settings(options: argparse.Namespace, error: CalmaError) -> int:
    """Tells that the configuration cannot be read, and so nothing else be looked at."""
    return tell([mend("Configuration", f"{error} {_REST}")], as_json=options.json)


async def look_at_all(
    settings: Config, add: Callable[[list[Finding]], object], read: Callable[[], object] = lambda: None
) -> None:
    """Adds what is found, part by part, each within its time, which begins once the phrasebook is `read`."""
    book = phrasebook.PhrasebookReading(settings)
    await asyncio.wait([book.begin()], timeout=READ_WITHIN)
    read()
    await side_by_side(checks(settings, book), add)


def checks(settings: Config, book: phrasebook.PhrasebookReading) -> dict[str, Check]:
    """Returns what is looked at, by part."""
    now, is_running = runtime.now(), database.runs_on(settings)
    return {
        **installation.checks(settings, now),
        **platforms.checks(settings),
        **phrasebook.checks(book, now.date()),
        "Database": lambda: database.look(settings, book, now, is_running=is_running),
    }


def tell(findings: Sequence[Finding], *, as_json: bool) -> int:
    """Writes what was found, and returns the exit code."""
    ordered = sorted(findings, key=lambda each: _ORDER.index(each.state))
    counts = {state.value: sum(each.state is state for each in ordered) for state in FindingState}
    if as_json:
        rows = [{"part": each.part, "state": each.state.value, "text": each.text} for each in ordered]
        whole = {"version": VERSION, "ok": not counts["mend"], "counts": counts, "findings": rows}
        terminal.put_file(telemetry.redacted(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n")
    else:
        for each in ordered:
            terminal.put(f"{telemetry.redacted(each.line)}\n")
        terminal.put(_SUM.format(**counts))
    return int(bool(counts["mend"]))
