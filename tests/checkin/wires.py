"""One house behind Slack, Teams and the playground, each spoken to over its own wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.core.edge import Address, Edge
from bot.delivery.drainer import Drainer
from bot.playground.edge import Playground
from bot.slack.edge import Slack, SlackSettings
from bot.teams.edge import Teams
from bot.wiring.calma import Calma
from bot.wiring.edges import open_playground
from tests.fakes.slack import SECRET, TOKEN, Body, FakeSlack, View, button
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams
from tests.slack.conftest import serving
from tests.teams import dialogue
from tests.teams.people import MANAGERS, Member, Shipped

Json = dict[str, Any]
Client = TestClient[web.Request, web.Application]


class Shared(Shipped):
    """Teams before a house that others have too."""

    def __init__(self, teams: FakeTeams, calma: Calma) -> None:
        self.teams = teams
        self.house = calma
        told = dialogue.Settings(teams.openid_url, teams.login_url)
        self.edge = Teams(calma.desk, calma.phrasebook, told, calma.stores.references, MANAGERS)

    async def start(self, *, prefetch: bool = True) -> None:
        await dialogue.Dialogue.start(self, prefetch=prefetch)

    async def close(self) -> None:
        await dialogue.Dialogue.close(self)


@dataclass
class InSlack:
    """Somebody in Slack; `view` is the modal that is open."""

    user: SlackUser
    slack: FakeSlack
    view: View

    async def types(self, text: str = "", command: str = "/checkin") -> InSlack:
        """Types the command, and sees the modal that opens."""
        assert await self.user.types(text, command) == {}  # nothing that would stay
        self.view = await self.slack.view()
        return self

    async def presses(self, label: str) -> InSlack:
        """Presses a button in the modal, which changes in place."""
        await self.user.presses(button(self.view.body, label), view=self.view)
        self.view = await self.slack.view("views.update")
        return self

    async def sends(self, **fields: str | list[str]) -> Body:
        """Sends the modal."""
        answer = await self.user.sends(self.view, **fields)
        self.view = self.slack.views[self.view.id]
        return answer


@dataclass
class OnPage:
    """Somebody on the playground's page; `reply` is what came back last."""

    client: Client
    who: str = "ana"
    language: str = "en"
    reply: Json | None = None

    async def types(self, text: str = "", command: str = "checkin") -> Json:
        return await self._ask({"command": command, "text": text})

    async def press(self, action: str, value: str = "") -> Json:
        return await self._ask({"action": action, "value": value, "origin": ""})

    async def sends(self, action: str, value: str = "", **fields: str) -> Json:
        filled = {name: [text] for name, text in fields.items()}
        return await self._ask({"submit": {"action": action, "value": value, "fields": filled}})

    async def _ask(self, ask: Json) -> Json:
        body = {"who": self.who, "language": self.language, "zone": "America/Bogota", "ask": ask}
        async with self.client.post("/playground/ask", json=body) as response:
            assert response.status == 200, await response.text()
            found: Json = await response.json()
        self.reply = found
        return found


@dataclass
class Wires:
    """The house, and people before it."""

    calma: Calma
    slack: FakeSlack
    teams: FakeTeams
    chat: Shared
    page: OnPage
    playground: Playground
    drainer: Drainer
    edges: list[Edge[Any]]
    _slack_user: SlackUser

    def in_slack(self, user: str = "U1") -> InSlack:
        """Returns somebody in Slack."""
        return InSlack(replace(self._slack_user, user=user), self.slack, View("", "", {}))

    def in_teams(self, name: str = "maria", **told: Any) -> Member:
        """Returns somebody in Teams."""
        return Member(self.chat, name, **told)

    async def reminded(self) -> None:
        """Writes the reminders, and sends them however far off they are."""
        assert self.calma.features.checkin
        now = self.calma.features.checkin.clock()
        ledger = self.calma.stores.ledger

        async def at_once(notices: Any) -> None:
            await ledger.add_notices([replace(notice, due=now) for notice in notices])

        from bot.features.checkin import feature

        await feature.reminding(self.calma.features.checkin, at_once)(now)
        await self.drainer.drain()


@asynccontextmanager
async def wired(calma: Calma, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    """Serves a house on every edge."""
    async with AsyncExitStack() as stack:
        await calma.start()
        stack.push_async_callback(calma.close)
        user = await stack.enter_async_context(serving(calma.desk, calma.phrasebook, slack))
        chat = Shared(teams, calma)
        await chat.start()
        stack.push_async_callback(chat.close)
        playground = open_playground(calma)
        assert isinstance(playground, Playground)
        served = web.Application()
        served.add_routes(playground.routes())
        client = await stack.enter_async_context(TestClient(TestServer(served)))
        await client.get(f"/{playground.entrance()}")
        edge = Slack(
            calma.desk,
            calma.phrasebook,
            SlackSettings(SECRET, TOKEN, "", slack.api_url),
            calma.stores.references,
            calma.stores.tokens,
        )
        await edge.start()
        stack.push_async_callback(edge.close)
        edges: list[Edge[Any]] = [edge, chat.edge, playground]
        calma.forget_by(edges)
        drainer = calma.drainer(edges)
        yield Wires(calma, slack, teams, chat, OnPage(client), playground, drainer, edges, user)


def to_page(who: str) -> Address:
    """Returns where somebody on the page is reached."""
    return Address("playground", "playground", who)
