"""What the ledger is measured beside: a loop, or with a database a job for each message.

`-m bench.plain API ROWS [DATABASE]`
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import ClientSession
from procrastinate import App, PsycopgConnector
from procrastinate.types import JSONValue
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.card import Card, Text
from bot.delivery.queue import SCHEMA, address
from bot.slack import render

CARD = Card("Time for a drill", (Text("Three questions, two minutes."),))
EVENT = "calma_delivery"


async def post(client: AsyncWebClient, number: int) -> None:
    """Posts one message."""
    metadata = {"event_type": EVENT, "event_payload": {"key": str(number)}}
    channel, token = f"U{number // 20}", f"xoxb-T{number % 20:02}"
    await client.chat_postMessage(channel=channel, token=token, metadata=metadata, **render.message(CARD))


async def loop(api: str, rows: int) -> None:
    """Posts one after the other."""
    async with ClientSession() as session:
        client = AsyncWebClient(base_url=api, session=session)
        for number in range(rows):
            await post(client, number)


async def jobs(api: str, rows: int, url: str) -> None:
    """Puts in a job for each message, and works on them."""
    options = {"options": f"-c search_path={SCHEMA}"}
    app = App(connector=PsycopgConnector(conninfo=address(url), max_size=8, kwargs=options))
    async with ClientSession() as session:
        client = AsyncWebClient(base_url=api, session=session)

        @app.task(name="post")
        async def one(number: int) -> None:
            await post(client, number)

        async with app.open_async():
            wanted: list[JSONValue] = list(range(rows))
            await one.batch_defer_async(*({"number": number} for number in wanted))
            await app.run_worker_async(
                concurrency=64, wait=False, delete_jobs="always", install_signal_handlers=False
            )


if __name__ == "__main__":
    sys.stdin.readline()
    rows = int(sys.argv[2])
    asyncio.run(jobs(sys.argv[1], rows, sys.argv[3]) if len(sys.argv) > 3 else loop(sys.argv[1], rows))
