"""Attacks the app over the wire, as a stranger on its network or a client with a recording would.

`python -m bench.attack` runs every scenario, or those that are named: half-open, slow, flood, freeze,
identities, replay. Each
starts the app as a process of its own, beside a Slack and a Teams that are played here. `--before FOLDER`
does the same to an earlier version in that folder first; one table has both. `--seconds` says how long an
attack lasts.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from aiohttp import ClientError, ClientSession

from bench import load
from bench.figures import part, percentile, table
from bench.processes import ROOT, Victim, attacked
from tests.fakes.slack import Body, FakeSlack, View
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams, Json

Measures = Mapping[str, str]
CONNECTIONS = 1_500  # half-open at a time: more than the files that the app may open at its start
DRIPS = 200  # connections that say their request letter by letter
FORGED = 3_000  # requests that nobody signed
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ ")
LINE = "x\n2026-11-22 12:00:00,000 CRITICAL calma all is lost \x1b[2J"
FORM, JSON = "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json"
BROKEN = (
    *(b"payload=" + b"[" * 50_000, b'{"a":' * 9_000, b"payload=[]"),
    *(b'{"event": 7}', b"\xff", b"payload=1"),
)
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HALF = b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
PATIENCE = 2.0  # seconds that whoever is no attacker waits
REPLAY_AFTER = 121.0  # seconds
LONGEST = 40_000  # characters of a text
UNITS = ("a", "a.", "a@", "0 ", "-1", "quiero morir ", "*s*u", "?!", "<@U1>")
LONG = tuple((unit * LONGEST)[:LONGEST] for unit in UNITS)


@dataclass
class Field:
    """Where an attack takes place: a version of the app, and the platforms that it speaks to."""

    root: Path
    seconds: float
    slack: FakeSlack
    teams: FakeTeams

    @asynccontextmanager
    async def app(self, data: str) -> AsyncIterator[Victim]:
        """Runs the app on a data folder, with Slack and Teams on."""
        environment = {**self.slack.settings, **self.teams.settings, "CALMA_DATA_DIR": data}
        # The app is started from a thread, for the platforms that it speaks to at its start are played here.
        context = attacked(self.root, environment)
        victim = await asyncio.to_thread(context.__enter__)
        try:
            yield victim
        finally:
            await asyncio.to_thread(context.__exit__, None, None, None)


class Others:
    """Those who mean no harm: they look whether the app is up, and look something up."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.health: list[float | None] = []
        self.words: list[float | None] = []

    async def ask(self) -> None:
        """Asks four times a second, until it is cancelled."""
        todo = iter(load.signed(["yelling"]) * 1_000)
        while True:
            self.health.append(await self._one(HEALTH))
            self.words.append(await self._one(next(todo)))
            await asyncio.sleep(0.25)

    async def _one(self, request: bytes) -> float | None:
        begin = perf_counter()
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, RuntimeError):
            async with asyncio.timeout(PATIENCE), load.connections(self._port, 1) as (connection,):
                await connection.ask(request)
                return (perf_counter() - begin) * 1e3
        return None

    def measures(self) -> Measures:
        """Returns how many were answered, and how fast."""
        return {"`/healthz` answered": _answered(self.health), "`/calm` answered": _answered(self.words)}


def _answered(times: list[float | None]) -> str:
    good = [time for time in times if time is not None]
    slowest = f", p99 {percentile(good, 0.99):,.0f} ms" if good else ""
    return f"{part(len(good), len(times))}{slowest}"


@asynccontextmanager
async def meanwhile(*work: Awaitable[object]) -> AsyncIterator[None]:
    """Does all this while the context is open."""
    tasks = [asyncio.ensure_future(each) for each in work]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def half_open(field: Field) -> Measures:
    """Holds so many connections half-open, and opens another for each that is closed."""
    with TemporaryDirectory() as data:
        async with field.app(data) as victim:
            others, held = Others(victim.port), [_hold(victim.port, HALF) for _ in range(CONNECTIONS)]
            async with meanwhile(*held):
                await asyncio.sleep(1.0)
                async with meanwhile(others.ask()):
                    await asyncio.sleep(field.seconds)
                files = victim.files()
            return {**others.measures(), **_log(victim), "files open at the end": f"{files:,}"}


async def _hold(port: int, said: bytes) -> None:
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            await reader.read()
            writer.close()
        await asyncio.sleep(1.0)


async def slow(field: Field) -> Measures:
    """Says heads and bodies a letter a second, and looks how long the app listens."""
    body = b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
    with TemporaryDirectory() as data:
        async with field.app(data) as victim:
            lasted: list[float] = []
            others = Others(victim.port)
            drips = [_drip(victim.port, said, lasted) for said in (HALF, body) for _ in range(DRIPS)]
            async with meanwhile(others.ask(), *drips):
                await asyncio.sleep(max(field.seconds, 25.0))
                open_ = 2 * DRIPS - len(lasted)
            longest = f"{max(lasted):.1f} s" if lasted and not open_ else "to the end"
            return {
                "still open at the end": part(open_, 2 * DRIPS),
                "listened to for": longest,
                **others.measures(),
                **_log(victim),
            }


async def _drip(port: int, said: bytes, lasted: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begin = perf_counter()
    writer.write(said)
    ended = asyncio.ensure_future(reader.read())
    while not ended.done():
        await asyncio.wait([ended], timeout=1.0)
        with suppress(OSError):
            writer.write(b"x")
    with suppress(OSError):
        await ended
    lasted.append(perf_counter() - begin)
    writer.close()


async def flood(field: Field) -> Measures:
    """Sends what nobody signed, made to be stumbled over and to write lines of the sender's into the log."""
    heads = ({"alg": "RS256", "kid": LINE}, {"alg": "RS256", "kid": "key-1", "crit": [LINE], LINE: 1})
    tokens = [base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode() for head in heads]
    requests = [
        *(_post("/slack/events", body, FORM) for body in BROKEN),
        *(_post("/api/messages", b"{}", f"{JSON}\r\nAuthorization: Bearer {each}.e30.eA") for each in tokens),
    ]
    with TemporaryDirectory() as data:
        async with field.app(data) as victim:
            others, statuses = Others(victim.port), list[int]()
            async with meanwhile(others.ask()):
                begin = perf_counter()
                for number in range(FORGED):
                    statuses.append(await _status(victim.port, requests[number % len(requests)]))
                took = perf_counter() - begin
            return {
                "answered with 500 or not at all": part(sum(s in (0, 500) for s in statuses), FORGED),
                "requests/s": f"{FORGED / took:,.0f}",
                **others.measures(),
                **_log(victim),
            }


def _post(path: str, body: bytes, header: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}\r\n"
    return f"{head}X-Slack-Request-Timestamp: 1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _status(port: int, request: bytes) -> int:
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
            return int(answer.split(b" ", 2)[1])
    return 0


async def freeze(field: Field) -> Measures:
    """Types and sends the most that takes long to look through, one after the other, as a known user."""
    with TemporaryDirectory() as data:
        async with field.app(data) as victim, ClientSession() as session:
            url = f"http://127.0.0.1:{victim.port}/slack/events"
            user, others = SlackUser(session, url, field.slack, "UEVIL"), Others(victim.port)
            async with meanwhile(others.ask(), _sends_long_texts(user)):
                await asyncio.sleep(field.seconds)
            return {**others.measures(), **_log(victim)}


async def _sends_long_texts(user: SlackUser) -> None:
    note = await _note_form(user)
    while True:
        for text in LONG:
            with suppress(AssertionError, ClientError):
                await user.types(text)
            with suppress(AssertionError, ClientError):
                await user.sends(note, note=text)


async def _note_form(user: SlackUser) -> View:
    """Returns the form for a note of a contact that was ended."""
    message = await user.types("boundary")
    await user.presses(_button(message, "boundary.hung_up"))
    await user.presses(_button(await user.slack.answer(), "boundary.note"))
    return await user.slack.view()


def _button(message: Body, action: str) -> Body:
    elements = (each for block in message["blocks"] for each in block.get("elements", ()))
    return next(each for each in elements if each.get("action_id", "").startswith(action))


async def identities(field: Field) -> Measures:
    """Comes by other channels of the Bot Framework, with who they are in words of their own."""
    claims: list[Json] = [
        {"channelId": channel, "from": {"id": "29:evil", "aadObjectId": "aad-boss", "name": "Boss"}}
        for channel in ("directline", "webchat", "emulator", "skype", "")
    ]
    hosts = ("evil.example", "127.0.0.1:9", "teams.evil.example")
    elsewhere: list[Json] = [{"serviceUrl": f"https://{host}/"} for host in hosts]
    with TemporaryDirectory() as data:
        async with field.app(data) as victim, ClientSession() as session:
            url = f"http://127.0.0.1:{victim.port}/api/messages"
            taken = 0
            for changes in (*claims, *elsewhere):
                activity = {**field.teams.message("calm team"), **changes}
                headers = {"Authorization": f"Bearer {field.teams.token(serviceurl=activity['serviceUrl'])}"}
                async with session.post(url, json=activity, headers=headers) as response:
                    taken += response.status == 200
            return {"taken in": part(taken, len(claims) + len(elsewhere)), **_log(victim)}


async def replay(field: Field) -> Measures:
    """Sends a recorded command again: at once, after two minutes, and to the app when it was started anew."""
    request = load.signed_as("/drill", "2", "1.2.replayed")
    sent = {"at once": 0, f"after {REPLAY_AFTER:.0f} s": 0, "after a restart": 0}
    with TemporaryDirectory() as data:
        async with field.app(data) as victim:
            await _sent(field, victim.port, request)
            sent["at once"] = await _sent(field, victim.port, request)
            await asyncio.sleep(REPLAY_AFTER)
            sent[f"after {REPLAY_AFTER:.0f} s"] = await _sent(field, victim.port, request)
        async with field.app(data) as victim:
            sent["after a restart"] = await _sent(field, victim.port, request)
    return {f"drills sent again {when}": str(count) for when, count in sent.items()}


async def _sent(field: Field, port: int, request: bytes) -> int:
    before = len(field.slack.called("chat.postMessage"))
    await _status(port, request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
    await asyncio.sleep(1.0)
    return len(field.slack.called("chat.postMessage")) - before


def _log(victim: Victim) -> Measures:
    text = victim.log()
    lines = text.splitlines()
    forged = [line for line in lines if RECORD.match(line) and "CRITICAL calma all is lost" in line[:60]]
    return {
        "log, kB": f"{len(text.encode()) / 1024:,.0f}",
        "log, lines": f"{len(lines):,}",
        "traces in it": f"{text.count('Traceback'):,}",
        "lines in it that the attacker wrote": f"{len(forged):,}",
    }


SCENARIOS: Mapping[str, Callable[[Field], Awaitable[Measures]]] = {
    "half-open": half_open,
    "slow": slow,
    "flood": flood,
    "freeze": freeze,
    "identities": identities,
    "replay": replay,
}


async def measure(name: str, root: Path, seconds: float) -> Measures:
    """Returns what came of one scenario, for the version of the app in `root`."""
    slack, teams = FakeSlack(), FakeTeams()
    await slack.start()
    await teams.start()
    try:
        return await SCENARIOS[name](Field(root, seconds, slack, teams))
    finally:
        await teams.close()
        slack.wrong.clear()  # what an earlier version sends is not what is measured
        await slack.stop()


def main() -> None:
    """Attacks and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS), metavar=f"{{{','.join(SCENARIOS)}}}")
    parser.add_argument("--before", type=Path, help="the folder of an earlier version")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long an attack lasts")
    options = parser.parse_args()
    roots = {**({"before": options.before} if options.before else {}), "now": ROOT}
    for name in options.scenarios:
        found = {label: asyncio.run(measure(name, root, options.seconds)) for label, root in roots.items()}
        rows = [[what, *(found[label].get(what, "–") for label in roots)] for what in found["now"]]
        table(f"{name}: {(SCENARIOS[name].__doc__ or '').strip()}", ["", *roots], rows)


if __name__ == "__main__":
    main()
