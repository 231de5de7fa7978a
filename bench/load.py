"""A light load generator: HTTP/1.1 with keep-alive over asyncio streams, requests signed and written ahead.

It shares two cores with what it measures, so it does little: it writes bytes and reads as many as are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count, cycle, islice
from time import perf_counter
from urllib.parse import urlencode

from tests.fakes.slack import sign

USERS = 50
NOWHERE = "http://127.0.0.1:9/commands/1"  # where nobody listens
_TRIGGERS = count(3)
Written = Callable[[Sequence[str]], list[bytes]]  # of texts, the requests that bring them


def signed(texts: Sequence[str]) -> list[bytes]:
    """Returns `/calm` with each of `texts` by some users, signed now, as they last five minutes."""
    return [request(text, f"U{i}") for i, text in enumerate(islice(cycle(texts), max(USERS, len(texts))))]


def signed_as(command: str, text: str, trigger: str) -> bytes:
    """Returns one command, signed now; `trigger` is what Slack names it by."""
    return request(text, "U1", command, trigger)


def request(
    text: str, user: str, command: str = "/calm", trigger: str = "", response_url: str = NOWHERE
) -> bytes:
    """Returns a command of a user in Slack, signed now; each has a trigger of its own, as from Slack."""
    form = {
        "token": "t",
        "team_id": "T1",
        "team_domain": "team",
        "channel_id": "C1",
        "channel_name": "directmessage",
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger or f"1.2.{next(_TRIGGERS)}",
    }
    body = urlencode(form).encode()
    headers = {
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        **sign(body),
    }
    return post("/slack/events", headers, body)


def post(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Returns a request as it goes over the wire."""
    whole = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in whole.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


class Connection:
    """One connection, kept alive."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def close(self) -> None:
        """Closes it."""
        self._writer.close()

    async def ask(self, request: bytes) -> bytes:
        """Returns the body of the answer. Raises RuntimeError where it is not a 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"answered with {head.splitlines()[0]!r}: {body[:200]!r}")
        return body


@asynccontextmanager
async def connections(port: int, number: int) -> AsyncIterator[list[Connection]]:
    """Yields open connections to 127.0.0.1."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(number):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
            opened.append(Connection(reader, writer))
        yield opened


async def at_rate(rate: float, numbers: Iterable[int], lead: float = 0.0) -> AsyncIterator[tuple[int, float]]:
    """Yields each number when it is due, at a fixed rate, and when that is; the first one after `lead`."""
    begin = perf_counter() + lead
    for number in numbers:
        due = begin + number / rate
        await asyncio.sleep(due - perf_counter())
        yield number, due


async def throughput(
    port: int, texts: Sequence[str], *, requests: int, clients: int, written: Written = signed
) -> float:
    """Returns requests per second, each connection asking again as soon as it is answered."""
    todo = islice(cycle(written(texts)), requests)

    async def work(connection: Connection) -> None:
        for request in todo:
            await connection.ask(request)

    async with connections(port, clients) as open_:
        begin = perf_counter()
        await asyncio.gather(*map(work, open_))
        return requests / (perf_counter() - begin)


async def latencies(
    port: int, texts: Sequence[str], *, rate: int, seconds: float, written: Written = signed
) -> list[float]:
    """Returns the milliseconds from when each request was due, at a fixed rate, to when its answer was there.

    Requests are due whether or not the earlier ones are answered, as people ask; so a pause of the server
    counts against every request that fell into it.
    """
    todo = cycle(written(texts))
    times: list[float] = []
    async with connections(port, 32) as open_, asyncio.TaskGroup() as tasks:
        free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in open_:
            free.put_nowait(connection)

        async def work(due: float) -> None:
            connection = await free.get()
            await connection.ask(next(todo))
            times.append((perf_counter() - due) * 1e3)
            free.put_nowait(connection)

        async for _, due in at_rate(rate, range(int(rate * seconds)), lead=0.05):
            tasks.create_task(work(due))
    return times
