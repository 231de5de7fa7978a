"""Memory under people never met before: `python -m bench.memory`.

The app as it is deployed, with Slack and a SQLite file, and signed commands at a steady rate, each of another
person until `--people` have come; then they come again. Two thirds are look-ups, the others begin the
protocol or a drill. What grows with people and is bounded levels off; what grows with requests would not.
"""

from __future__ import annotations

import argparse
import asyncio
from itertools import count, cycle
from time import perf_counter
from urllib.parse import urlencode

from bench import load, processes
from bench.engines import triggers
from bench.figures import table
from bench.findings import tell
from bench.processes import Server
from bot.content.load import load as load_phrasebook
from tests.fakes.slack import FakeSlack, sign

CONNECTIONS = 32
OTHERS = (("/calm", "boundary"), ("/drill", "3"))


def request(command: str, text: str, user: str) -> bytes:
    """Returns a signed command of a user of their own."""
    form = {
        "team_id": "T1",
        "channel_id": f"D{user}",
        "channel_name": "directmessage",
        "user_id": user,
        "command": command,
        "text": text,
        "response_url": "http://127.0.0.1:9/commands/1",
        "trigger_id": "1.2.3",
    }
    body = urlencode(form).encode()
    return load.post("/slack/events", sign(body), body)


class Load:
    """Commands at a steady rate, of one person after the other."""

    def __init__(self, texts: list[str], people: int) -> None:
        self._texts, self._others = cycle(texts), cycle(OTHERS)
        self._numbers, self._people = count(), people
        self.done = 0

    def next(self) -> bytes:
        """Returns the next request."""
        number = next(self._numbers)
        user = f"U{number % self._people:07d}"
        command, text = ("/calm", next(self._texts)) if number % 3 else next(self._others)
        return request(command, text, user)

    async def run(self, port: int, rate: int, seconds: float) -> float:
        """Asks for so long, and returns the longest that an answer took, in seconds."""
        longest = 0.0
        async with load.connections(port, CONNECTIONS) as open_, asyncio.TaskGroup() as tasks:
            free: asyncio.LifoQueue[load.Connection] = asyncio.LifoQueue()
            for connection in open_:
                free.put_nowait(connection)

            async def work(due: float) -> None:
                nonlocal longest
                connection = await free.get()
                await connection.ask(self.next())
                longest = max(longest, perf_counter() - due)
                self.done += 1
                free.put_nowait(connection)

            async for _, due in load.at_rate(rate, range(int(rate * seconds))):
                tasks.create_task(work(due))
        return longest


async def measured(server: Server, asked: Load, options: argparse.Namespace) -> list[list[str]]:
    """Returns a row for each stretch of the load."""
    rows = [["0", "0", f"{server.memory():.1f}", f"{server.unshared():.1f}", ""]]
    for number in range(int(options.minutes * 60 / options.every)):
        longest = await asked.run(server.port, options.rate, options.every)
        memory = (f"{server.memory():.1f}", f"{server.unshared():.1f}")
        rows.append([f"{(number + 1) * options.every:.0f}", f"{asked.done:,}", *memory, f"{longest:.2f}"])
        print(*rows[-1], flush=True)
    return rows


async def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--rate", type=int, default=150, help="commands a second")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--every", type=float, default=15.0, help="seconds between two looks at the memory")
    options = parser.parse_args()
    asked = Load(
        [text for _, text in triggers(load_phrasebook(processes.ROOT / "phrasebook"))], options.people
    )
    slack = FakeSlack()
    await slack.start()
    with processes.calma(slack.api_url) as server:
        rows = await measured(server, asked, options)
    await slack.stop()
    head = ["seconds", "requests", "resident, MB", "its own, MB", "longest answer, s"]
    shown = f"{rows[-1][2]} MB after {rows[-1][1]} requests"
    tell(f"memory under people never met, {options.rate}/s", shown, f"{rows[0][2]} MB at the start")
    table(f"Memory at {options.rate}/s", head, rows)


if __name__ == "__main__":
    asyncio.run(main())
