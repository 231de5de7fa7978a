"""The server before people who mean no good, over real connections: slow, silent, many, greedy."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from bot import connections, server
from bot.connections import ConnectionLimits

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HEAD = b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SIGNED = b"GET /signed HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SHORT = 0.2  # seconds for a step in these tests
LIMITS = ConnectionLimits(most=32, head=SHORT, body=SHORT, idle=SHORT, unread=SHORT)
PATIENCE = 30.0  # of a test on a busy machine


class Echo:
    """An edge that gives back what it gets, or much more, or nothing for a while."""

    platform = "echo"

    def __init__(self) -> None:
        self.done = asyncio.Event()
        self.slow = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Returns what it serves."""
        return [
            web.post("/echo", self.echo),
            web.get("/much", self.much),
            web.get("/slow", self.take_time),
            web.post("/cut", self.cut),
            web.get("/broken", self.broken),
            web.get("/signed", self.signed),
        ]

    async def hang_up(self) -> None:
        """Does nothing."""

    async def echo(self, request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def much(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 100_000)
        finally:
            self.done.set()

    async def take_time(self, _: web.Request) -> web.Response:
        await self.slow.wait()
        return web.Response(text="at last")

    async def signed(self, request: web.Request) -> web.Response:
        connections.note_signed(request.transport)
        return web.Response()

    async def cut(self, request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        await asyncio.sleep(0.01)
        raise RuntimeError("Connection closed.")  # as aiohttp says where it comes to read after that

    async def broken(self, _: web.Request) -> web.Response:
        raise ConnectionResetError("of some other connection")


@dataclass
class Served:
    """A server that is up, and what it reported."""

    port: int
    echo: Echo
    reported: list[BaseException] = field(default_factory=list)

    async def opens(self, sent: bytes = b"") -> Line:
        """Opens a connection and sends something."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        return reader, writer

    async def asks(self, sent: bytes) -> bytes:
        """Returns all that comes back until the server hangs up."""
        reader, writer = await self.opens(sent)
        return await heard(reader, writer)

    async def is_well(self) -> bool:
        """Whether `/healthz` answers."""
        reader, writer = await self.opens(HEALTH)
        head = await asyncio.wait_for(reader.read(100), PATIENCE)
        writer.close()
        return b"200 OK" in head


async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """Returns all that comes until the end of a connection."""
    answer = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while more := await reader.read(65_536):
                answer += more
    except ConnectionError:
        pass
    writer.close()
    return answer


def traces(log: Path) -> int:
    """Returns how many traces the log holds."""
    return log.read_text(encoding="utf-8").count("Traceback")


@asynccontextmanager
async def serving(limits: ConnectionLimits = LIMITS) -> AsyncIterator[Served]:
    """Serves an echo within these limits."""
    echo, reported = Echo(), list[BaseException]()

    def report(error: BaseException) -> str:
        reported.append(error)
        return "7F3K-22QA"

    app = server.application([echo], report)  # type: ignore[list-item]
    async with server.listening(app, "127.0.0.1", 0, limits) as address:
        yield Served(urlsplit(address).port or 0, echo, reported)
        echo.slow.set()


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """A server that is impatient."""
    monkeypatch.setattr(connections, "SWEEP_EVERY", 0.02)
    async with serving() as found:
        yield found


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"P",
        HEAD,
        HEAD + b"X-Slack-Signature: ",
        HEAD + b"Content-Length: 10\r\n\r\n",
        HEAD + b"Content-Length: 10\r\n\r\n12345",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        HEAD + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",
    ],
    ids=["nothing", "a letter", "half a head", "half a line", "no body", "half a body", "chunks", "100"],
)
async def test_whoever_asks_half_a_thing_is_hung_up_on(served: Served, sent: bytes) -> None:
    assert b"200 OK" not in await served.asks(sent)
    assert served.reported == []


@pytest.mark.parametrize("sent", [HEAD, HEAD + b"Content-Length: 100000\r\n\r\n"], ids=["head", "body"])
async def test_letter_by_letter_is_no_way_to_stay(served: Served, logged: Path, sent: bytes) -> None:
    reader, writer = await served.opens(sent)

    async def drip() -> None:
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    assert b"200 OK" not in await heard(reader, writer)
    dripping.cancel()
    assert served.reported == []
    assert traces(logged) == 0


async def test_an_idle_connection_is_closed_and_a_busy_one_is_not(served: Served) -> None:
    reader, writer = await served.opens(b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert b"200 OK" in await served.asks(HEALTH)  # and then, in its own time, the end
    await asyncio.sleep(3 * SHORT)
    served.echo.slow.set()
    assert (await heard(reader, writer)).endswith(b"at last")


async def test_whoever_does_not_read_the_answer_is_hung_up_on(served: Served, logged: Path) -> None:
    _, writer = await served.opens(b"GET /much HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await asyncio.wait_for(served.echo.done.wait(), PATIENCE)
    writer.close()
    assert served.reported == []
    assert traces(logged) == 0


async def test_whoever_goes_away_is_no_failure_and_a_lost_connection_elsewhere_is(
    served: Served, logged: Path
) -> None:
    for sent in (HEAD + b"Content-Length: 10\r\n\r\n123", HEALTH[:20]):
        _, writer = await served.opens(sent)
        await asyncio.sleep(0.01)
        writer.transport.abort()
    assert await served.is_well()
    assert served.reported == []
    assert traces(logged) == 0
    assert b"500 " in await served.asks(b"GET /broken HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert len(served.reported) == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        HEAD + b"X: " + b"a" * 10_000 + b"\r\n\r\n",
        HEAD + b"".join(b"X%d: a\r\n" % number for number in range(1_000)) + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nnope",
        HEAD + b"Content-Length: -4\r\n\r\nnope",
    ],
)
async def test_what_is_no_request_is_refused_without_a_trace(
    served: Served, logged: Path, sent: bytes
) -> None:
    answer = await served.asks(sent)
    assert answer.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400", b"HTTP/1.1 431")), answer[:200]
    assert b"Traceback" not in answer
    assert served.reported == []
    assert traces(logged) == 0


async def test_many_requests_at_once_are_answered_in_turn(served: Served) -> None:
    assert (await served.asks(HEALTH * 200)).count(b"200 OK") == 200


async def test_half_open_connections_make_room_for_whoever_asks(served: Served) -> None:
    async with AsyncExitStack() as stack:
        for number in range(10 * LIMITS.most):
            _, writer = await served.opens(HEAD if number % 2 else b"")
            stack.callback(writer.close)
            if number % 40 == 0:
                assert await served.is_well()
        assert await served.is_well()


async def test_whoever_is_hung_up_on_before_their_body_is_read_is_no_failure(served: Served) -> None:
    for length, failures in ((10, 0), (3, 1)):  # where all of the body came, it is an error of ours
        sent = f"POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n123".encode()
        assert await served.asks(sent) == b""
        await asyncio.sleep(0.1)
        assert len(served.reported) == failures


async def test_resting_connections_make_room_too() -> None:
    async with serving(replace(LIMITS, head=60.0, idle=60.0)) as served, AsyncExitStack() as stack:
        for _ in range(5 * LIMITS.most):
            reader, writer = await served.opens(HEALTH)
            stack.callback(writer.close)
            assert b"200 OK" in await reader.read(100)
        assert await served.is_well()


@pytest.mark.parametrize(
    "flood", [b"", HEALTH, HEAD + b"Content-Length: 9\r\n\r\n1"], ids=["silent", "resting", "half bodies"]
)
async def test_whoever_brought_something_signed_keeps_their_connection_in_a_flood(flood: bytes) -> None:
    async with serving(replace(LIMITS, head=60.0, body=60.0, idle=60.0)) as served, AsyncExitStack() as stack:
        platform = [await served.opens(SIGNED) for _ in range(8)]
        for reader, _ in platform:
            assert b"200 OK" in await reader.read(500)
        for number in range(3 * LIMITS.most):
            _, writer = await served.opens(flood)
            stack.callback(writer.close)
            if number % LIMITS.most == 0:
                assert await served.is_well()
        assert await served.is_well()
        for reader, writer in platform:
            stack.callback(writer.close)
            writer.write(HEALTH)
            assert b"200 OK" in await asyncio.wait_for(reader.read(500), PATIENCE)


async def test_where_all_brought_something_signed_the_oldest_make_room() -> None:
    async with serving(replace(LIMITS, head=60.0, idle=60.0)) as served, AsyncExitStack() as stack:
        for _ in range(3 * LIMITS.most):
            reader, writer = await served.opens(SIGNED)
            stack.callback(writer.close)
            assert b"200 OK" in await reader.read(500)


async def test_whoever_is_at_work_is_never_hung_up_on_for_others() -> None:
    async with serving(replace(LIMITS, head=60.0, idle=60.0)) as served:
        work = await served.opens(b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        silent = [await served.opens() for _ in range(4 * LIMITS.most)]
        assert await served.is_well()
        served.echo.slow.set()
        assert (await heard(*work)).endswith(b"at last")
        for _, writer in silent:
            writer.close()


async def test_one_address_takes_no_more_than_its_share() -> None:
    limits = replace(LIMITS, head=60.0, idle=60.0, most_of_address=4, counted=lambda _: True)
    async with serving(limits) as served:
        lines = [await served.opens() for _ in range(12)]
        assert await served.is_well()
        ended = await asyncio.gather(*(asyncio.wait_for(reader.read(), 2) for reader, _ in lines[:8]))
        assert ended == [b""] * 8
        for _, writer in lines:
            writer.close()


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.1.2.3", "172.17.0.1", "192.168.1.4", "fd00::1", ""]
)
def test_a_proxy_of_ones_own_network_speaks_for_everybody(address: str) -> None:
    assert not ConnectionLimits().counted(address)
    assert ConnectionLimits().counted("52.1.2.3")


def test_the_file_limit_is_raised_and_a_reserve_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = [256, 4_096]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.__setitem__(slice(None), list(new)))
    assert connections.raise_file_limit(1_000) == 1_000
    assert limits == [1_000 + connections.RESERVE, 4_096]
    limits[:] = [256, 1_024]
    assert connections.raise_file_limit(1_000) == 1_024 - connections.RESERVE
    assert limits == [1_024, 1_024]
