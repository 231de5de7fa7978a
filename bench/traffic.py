"""Mixed traffic of both platforms over the wire: commands, presses, forms, events, messages, searches.

Each act is one that people really do, signed as their platform signs it; one that leads to a card waits for
the card. What the fakes remember of it is forgotten again and again, as this lasts long.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode

import orjson
from aiohttp import web

from bench import load
from tests.fakes.slack import Body, FakeSlack, View, elements, sign
from tests.fakes.teams import TENANT, FakeTeams, Json

TEAM = "T1"
PATIENCE = 10.0  # seconds that anybody waits for a card
PRESSED = "lookup.show"  # more phrases
KEPT = 500  # views that the fake keeps


class BusySlack(FakeSlack):
    """A Slack that tells who waits for a card or a view that it is there, and forgets the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, asyncio.Future[Body]] = {}
        self.shown: dict[str, asyncio.Future[View]] = {}

    async def _response_url(self, request: web.Request) -> web.Response:
        waits = self.cards.get(request.match_info["name"])
        if waits and not waits.done():
            waits.set_result(await request.json())
        return web.Response(text="ok")

    def _open(self, body: Body) -> Body:
        answer = super()._open(body)
        waits = self.shown.get(body["trigger_id"])
        if waits and not waits.done():
            waits.set_result([*self.views.values()][-1])
        return answer

    def forget(self) -> None:
        """Forgets what was asked of it."""
        self.calls.clear()
        self.messages.clear()
        self._arrived.clear()
        for name in [*self.views][:-KEPT]:
            del self.views[name]
        for trigger in [*self._triggers][:-KEPT]:
            del self._triggers[trigger]


@dataclass
class Traffic:
    """What people do, one act after the other, each by another of `people`."""

    port: int
    slack: BusySlack
    teams: FakeTeams
    texts: Sequence[str]
    people: int
    failed: dict[str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)
    _free: list[load.Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._queries, self._token = cycle(self.texts), self.teams.token()

    def acts(self) -> Sequence[Callable[[int], Awaitable[object]]]:
        """Returns what is done in turn: look-ups most, as in a shift."""
        return (
            *(self.look_up, self.message, self.press, self.look_up, self.search, self.drill),
            *(self.look_up, self.home, self.message, self.form, self.look_up, self.boundary),
        )

    async def one(self, number: int) -> None:
        """Does what comes next. What fails is counted, by what it was and how it went."""
        turn = self.acts()
        act = turn[number % len(turn)]
        try:
            async with asyncio.timeout(PATIENCE):
                await act(next(self._numbers) % self.people)
        except (OSError, RuntimeError, KeyError, TimeoutError, asyncio.IncompleteReadError) as error:
            name = f"{act.__name__}: {how(error)}"
            self.failed[name] = self.failed.get(name, 0) + 1

    async def look_up(self, who: int) -> bytes:
        """Types `/calm` and a text."""
        return await self._types(who, next(self._queries))

    async def boundary(self, who: int) -> bytes:
        """Begins the protocol, or goes on with it."""
        return await self._types(who, "boundary")

    async def drill(self, who: int) -> bytes:
        """Starts a drill; its first question comes as a message."""
        return await self._types(who, "3", "/drill")

    async def press(self, who: int) -> Body:
        """Looks something up and presses the first button of its card; waits for what comes of it."""
        card = json.loads(await self.look_up(who))
        buttons = (each for each in elements(card) if each["type"] == "button")
        button = next((each for each in buttons if each["action_id"].startswith(PRESSED)), None)
        if button is None:
            return {}  # a card of danger: what is pressed there is answered elsewhere
        action = {"type": "button", "action_id": button["action_id"], "block_id": "b"}
        pressed = {"type": "block_actions", "actions": [{**action, "value": button.get("value", "")}]}
        name = f"s{next(self._numbers)}"
        self.slack.cards[name] = waits = asyncio.get_running_loop().create_future()
        try:
            await self._interacts(who, {**pressed, "response_url": self.slack.response_url(name)})
            shown: Body = await waits
            return shown
        finally:
            del self.slack.cards[name]

    async def form(self, who: int) -> bytes:
        """Opens the form of the shortcut, fills it in and sends it."""
        trigger = self.slack.trigger()
        self.slack.shown[trigger] = waits = asyncio.get_running_loop().create_future()
        try:
            shortcut = {"type": "shortcut", "callback_id": "calm_ask", "trigger_id": trigger}
            await self._interacts(who, shortcut)
            view: View = await waits
        finally:
            del self.slack.shown[trigger]
        [field_] = [b for b in view.body["blocks"] if b["type"] == "input"][:1]
        typed = {"type": "plain_text_input", "value": next(self._queries)}
        state = {"values": {field_["block_id"]: {field_["element"]["action_id"]: typed}}}
        shown = {**view.body, "id": view.id, "hash": view.hash, "state": state}
        return await self._interacts(who, {"type": "view_submission", "view": shown})

    async def home(self, who: int) -> bytes:
        """Opens the Home tab, which Slack tells as an event."""
        seen = {"type": "app_home_opened", "tab": "home", "user": f"U{who}", "channel": f"D{who}"}
        told = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": f"Ev{next(self._numbers)}",
            "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_enterprise_install": False}],
            "event": {**seen, "event_ts": "1.0"},
        }
        return await self._ask(_slack(json.dumps(told).encode(), "application/json"))

    async def message(self, who: int) -> bytes:
        """Writes to the bot in Teams."""
        return await self._teams(who, self.teams.message(f"calm {next(self._queries)}"))

    async def search(self, who: int) -> bytes:
        """Searches in the compose box of Teams."""
        return await self._teams(who, self.teams.searches(next(self._queries)))

    async def _types(self, who: int, text: str, command: str = "/calm") -> bytes:
        answers = self.slack.response_url(f"c{next(self._numbers)}")
        return await self._ask(load.request(text, f"U{who}", command, response_url=answers))

    async def _interacts(self, who: int, payload: Body) -> bytes:
        usual = {"user": {"id": f"U{who}"}, "team": {"id": TEAM}, "api_app_id": "A1"}
        whole = {**usual, "trigger_id": self.slack.trigger(), "response_url": None, **payload}
        return await self._ask(_slack(urlencode({"payload": json.dumps(whole)}).encode()))

    async def _teams(self, who: int, activity: Json) -> bytes:
        person = {"id": f"29:{who}", "name": f"Agent {who}", "aadObjectId": f"aad-{who}"}
        where = {"id": f"a:{who}", "conversationType": "personal", "tenantId": TENANT}
        body = orjson.dumps({**activity, "from": person, "conversation": where})
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return await self._ask(load.post("/api/messages", headers, body))

    async def _ask(self, request: bytes) -> bytes:
        # The one that rests longest, so that none rests until the app closes it.
        connection = self._free.pop(0) if self._free else await self._opened()
        try:
            answer = await connection.ask(request)
        except BaseException:  # what comes over it yet would be taken for the answer to something else
            connection.close()
            raise
        self._free.append(connection)
        return answer

    async def _opened(self) -> load.Connection:
        return load.Connection(*await asyncio.open_connection("127.0.0.1", self.port))

    async def rest(self, seconds: float) -> None:
        """Closes all connections, and asks nothing for so long."""
        while self._free:
            self._free.pop().close()
        await asyncio.sleep(seconds)

    def forget(self) -> None:
        """Has the fakes forget what they were asked, and takes a new token, as one lasts an hour."""
        self.slack.forget()
        self.teams.calls.clear()
        self._token = self.teams.token()


def how(error: Exception) -> str:
    """Returns how an act failed: with which status, after how long, or where the connection was closed."""
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:g} s"
    if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
        return "the connection was closed"
    return str(error) if isinstance(error, RuntimeError) else f"{type(error).__name__} {error}"


def _slack(body: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
    return load.post("/slack/events", {**sign(body), "Content-Type": kind}, body)
