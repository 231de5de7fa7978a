"""`app.py deliveries`: how far what is sent unasked has come, on the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bot import terminal
from bot.config import Config
from bot.core.aligned import aligned
from bot.core.ledger import CampaignProgress, DeliveryState
from bot.wiring.privacy import expect_database
from bot.wiring.stores import stored

LOOK_EVERY = 1.0  # seconds
WIDE = 30  # characters of the bar
MOST = 5  # reasons shown


def deliveries(options: argparse.Namespace, settings: Config) -> int:
    """Prints the progress of every campaign; with `--follow` again and again, until all is done."""
    try:
        asyncio.run(_follow(options.tenant, settings, follow=options.follow))
    except KeyboardInterrupt:  # so `--follow` is ended
        sys.stdout.write("\n")
    return 0


async def _follow(tenant: str, settings: Config, *, follow: bool) -> None:
    expect_database(settings)
    async with stored(settings) as stores:
        while True:
            campaigns = await stores.ledger.campaign_progress(tenant)
            if not follow:
                terminal.put(table(campaigns))
                return
            sys.stdout.write(f"\r{bar(campaigns)}\x1b[K" if sys.stdout.isatty() else f"{bar(campaigns)}\n")
            sys.stdout.flush()
            if all(progress.done == progress.total for progress in campaigns):
                terminal.put(f"\n{table(campaigns)}" if sys.stdout.isatty() else table(campaigns))
                return
            await asyncio.sleep(LOOK_EVERY)


def bar(campaigns: Sequence[CampaignProgress]) -> str:
    """Returns one line: a bar, how many are done, and what became of them."""
    total, done = sum(p.total for p in campaigns), sum(p.done for p in campaigns)
    full = WIDE * done // total if total else WIDE
    counts = [(sum(p.of(state) for p in campaigns), state.value) for state in DeliveryState]
    details = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    return f"[{'█' * full}{'░' * (WIDE - full)}] {done:,} of {total:,}{': ' if details else ''}{details}"


def table(campaigns: Sequence[CampaignProgress]) -> str:
    """Returns a line for each campaign, with why the dead ones did not arrive."""
    if not campaigns:
        return "Nothing was ever to be sent.\n"
    head = ("tenant", "campaign", *(state.value for state in DeliveryState), "in doubt", "why dead")
    return aligned([head, *(_row(progress) for progress in campaigns)])


def _row(progress: CampaignProgress) -> tuple[str, ...]:
    reasons = sorted(progress.reasons.items(), key=lambda item: -item[1])[:MOST]
    why = ", ".join(f"{count} {word or 'unknown'}" for word, count in reasons)
    counts = (f"{progress.of(state):,}" for state in DeliveryState)
    name = progress.campaign or "(notices)"
    return (progress.tenant, name, *counts, f"{progress.doubtful:,}", why)
