"""A process that sends what is due, as the app does.

`python -m tests.faults.sender DATABASE API LEASE [PACE]`: the lease in seconds, the pace of a workspace too.
It waits for a line before it begins, so that one can stand ready when another is killed.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bot.core.card import Card, Text
from bot.core.edge import Receipt
from bot.core.ledger import Notice
from bot.delivery import drainer as delivery
from bot.delivery import queue, sender
from bot.delivery.pacing import Limit, SendRates
from bot.slack import messenger as slack
from bot.slack.chats import Chats
from bot.slack.wire import SlackApi
from bot.store.sql.database import Database
from bot.store.sql.edge import SqlReferenceStore
from bot.store.sql.ledger import SqlLedger

PACE = SendRates(per_second=60.0, conversation=(Limit(1, 1.0),))


class Writer:
    """Writes plain cards."""

    async def card(self, notice: Notice) -> Card | None:
        return Card("Time for a drill", (Text("Three questions, two minutes."),))

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return ()


class Tokens:
    """A token for each workspace, always the same."""

    async def of(self, tenant: str) -> str:
        return f"xoxb-{tenant}"

    anew = of


def report(error: BaseException) -> str:
    sys.stderr.write(f"{type(error).__name__}: {error}\n")
    return "ref"


async def send(
    url: str, api: str, lease: float, rates: SendRates = PACE, ended: Callable[[], object] = sys.stdin.read
) -> None:
    """Sends until it is killed, or told to stop by the end of its input."""
    # The rates are real; only the patience is short.
    slack.AGAIN, sender.SOONEST, delivery.LOOK_EVERY, queue.LOOK_EVERY = 0.5, 0.5, 0.2, 0.2
    database = Database(url)
    async with ClientSession(timeout=ClientTimeout(total=10), connector=TCPConnector(limit=0)) as session:
        client = SlackApi(base_url=api, session=session, retry_handlers=[])
        client.tokens = Tokens()
        chats = Chats(SqlReferenceStore(database))
        posts = slack.SlackMessenger(client, time.time, settle=0.1, chats=chats)
        drainer = delivery.Drainer(
            SqlLedger(database),
            {"slack": posts},
            {"room": Writer()},
            lambda: datetime.now(UTC),
            report,
            rates={"slack": rates},
            lease=timedelta(seconds=lease),
        )
        office: delivery.Drainer | queue.Queue = drainer
        if not database.sqlite:
            office = queue.Queue(url, drainer, report, heartbeat=lease / 6, stalled=lease)
        await office.start()
        await asyncio.to_thread(ended)
        await office.close()
        await chats.close()
    await database.close()


def stand_by(url: str, api: str, lease: float, told: Connection) -> None:
    """Waits to be told, then sends until it is killed, or whoever told it is gone."""

    def ended() -> None:
        with suppress(EOFError):
            told.recv()

    told.recv()
    asyncio.run(send(url, api, lease, ended=ended))


if __name__ == "__main__":
    sys.stdin.readline()
    pace = PACE
    if len(sys.argv) > 4:
        rate = float(sys.argv[4])
        pace = replace(PACE, per_second=rate) if rate else SendRates()
    with suppress(KeyboardInterrupt):
        asyncio.run(send(sys.argv[1], sys.argv[2], float(sys.argv[3]), pace))
