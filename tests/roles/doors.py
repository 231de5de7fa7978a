"""How a person reaches the coach on each edge, over its wire, and what of it the desk let through."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.core.card import Card, Heading
from bot.core.chat import Answer, Ask, Command, Press, Query, Role, Submit, Suggestions
from bot.core.desk import Desk
from bot.playground import people
from bot.playground.edge import Playground
from bot.wiring.calma import Calma
from tests.build import build
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import TENANT, FakeTeams
from tests.slack.conftest import serving
from tests.teams.people import Shipped

ROLES = {"supervisor": Role.SUPERVISOR, "manager": Role.MANAGER}  # those that somebody is appointed to
SHOWN = Answer(Card("Let in", (Heading("Let in"),)))


@dataclass(frozen=True, order=True)
class Way:
    """One thing that somebody can do: type a command, press a button, send a form, or search."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


@dataclass
class Watch:
    """A desk whose handlers only tell that they were reached; who may reach them it decides as ever."""

    house: Calma
    let_in: set[Way] = field(default_factory=set)

    def __post_init__(self) -> None:
        desk = self.house.desk
        tables: list[Any] = [desk._commands, desk._keywords, desk._presses, desk._submits]
        for routes in tables:
            for key, route in list(routes.items()):
                routes[key] = replace(route, handler=self._reached)
        desk._queries = dict.fromkeys(desk._queries, self._searched)

    async def _reached(self, ask: Command | Press | Submit) -> Answer:
        self.let_in.add(_way(ask))
        return SHOWN

    async def _searched(self, ask: Query) -> Suggestions:
        self.let_in.add(_way(ask))
        return Suggestions(())

    async def appoints(self, tenant: str, *ids: str) -> None:
        """Appoints people to what their names say."""
        for id in ids:
            await self.house.stores.people.appoint_person(tenant, id, ROLES[id.rpartition("-")[2].lower()])


def _way(ask: Ask) -> Way:
    match ask:
        case Command():
            return Way("command", f"{ask.name} {ask.keyword}".strip())
        case Press():
            return Way("press", ask.action)
        case Submit():
            return Way("form", ask.action)
        case Query():
            return Way("search")


def ways(desk: Desk) -> Iterator[tuple[Way, Role]]:
    """Yields all that the desk answers, and the least role that it asks for."""
    for name, command in desk._commands.items():
        yield Way("command", name), command.least
    for (name, keyword), command in desk._keywords.items():
        yield Way("command", f"{name} {keyword}"), command.least
    for name, press in desk._presses.items():
        yield Way("press", name), press.least
    for name, submit in desk._submits.items():
        yield Way("form", name), submit.least
    for _ in desk._queries:
        yield Way("search"), Role.AGENT


def yielded(desk: Desk, way: Way) -> Way | None:
    """Returns where a way leads whoever may not go it, in place of being refused: a command of its own."""
    name, _, keyword = way.name.partition(" ")
    route = desk._keywords.get((name, keyword)) if way.kind == "command" and keyword else None
    return Way("command", name) if route and route.yields else None


def typed(desk: Desk, way: Way) -> str:
    """Returns what is typed behind a command's name; for one without a keyword, what no other takes."""
    name, _, keyword = way.name.partition(" ")
    return next(iter(desk.fallback.keywords.typed(keyword))) if keyword else f"blorf {name} wug"


class Door(Protocol):
    """One edge with the whole of Calma behind it; `who` names the role of whoever stands there."""

    watch: Watch
    missing: frozenset[str]  # ways that this platform does not have

    async def tries(self, who: str, way: Way) -> None:
        """Has somebody try something; whatever comes of it is no error of the edge's."""


@dataclass
class SlackDoor:
    """Slack's wire. An administrator of the workspace is one here; closed accounts and bots are none."""

    watch: Watch
    user: SlackUser
    missing: frozenset[str] = frozenset({"search"})

    async def tries(self, who: str, way: Way) -> None:
        name = who.removeprefix("stranger-")
        team = "T1" if name == who else "T9"
        user = replace(self.user, user=f"U-{name}".upper(), team=team)
        command = way.name.partition(" ")[0]
        match way.kind:
            case "command":
                text = typed(self.watch.house.desk, way)
                response = await user.post(user.form(command=f"/{command}", text=text))
            case "press":
                element = {"type": "button", "action_id": f"{way.name}\x1f0.0", "block_id": "b", "value": ""}
                response = await user.interacts({"type": "block_actions", "actions": [element]})
            case "form":
                view = {"type": "modal", "callback_id": way.name, "private_metadata": "", "blocks": []}
                sent = {**view, "id": f"V-{who}-{way.name}", "hash": "h", "state": {"values": {}}}
                response = await user.interacts(
                    {"type": "view_submission", "view": sent, "response_url": None}
                )
            case _:
                return
        assert response.status < 500, f"{who}: {way}"


@dataclass
class TeamsDoor:
    """The wire of Teams. A guest has no id in the directory."""

    watch: Watch
    chat: Shipped
    token: str
    missing: frozenset[str] = frozenset({"command home"})  # the first tab of Slack

    async def tries(self, who: str, way: Way) -> None:
        name = who.removeprefix("stranger-")
        tenant = TENANT if name == who else "another-tenant"
        person = {"id": f"29:{name}", "name": name, "aadObjectId": f"aad-{name}"}
        if who == "guest":
            del person["aadObjectId"]
        where: dict[str, Any] = {
            "from": person,
            "conversation": {"id": f"a:{name}", "conversationType": "personal", "tenantId": tenant},
            "channelData": {"tenant": {"id": tenant}},
        }
        fake, command = self.chat.teams, way.name.partition(" ")[0]
        match way.kind:
            case "command":
                text = typed(self.watch.house.desk, way)
                activity = fake.message("hello" if command == "hello" else f"{command} {text}", **where)
            case "press":
                activity = fake.execute({"action": way.name, "value": ""}, replyToId="card-1", **where)
            case "form":
                activity = fake.sends({"form": way.name, "value": ""}, **where)
            case _:
                activity = fake.searches("calm", **where)
        reply = await self.chat.send(activity, self.token)
        assert reply.status < 500, f"{who}: {way}"


@dataclass
class PlaygroundDoor:
    """The page's wire. Its team is fixed; whoever is not of it is nobody."""

    watch: Watch
    client: TestClient[web.Request, web.Application]
    missing: frozenset[str] = frozenset({"search"})

    async def tries(self, who: str, way: Way) -> None:
        seats = {member.role.name.lower(): name for name, member in people.TEAM.items()}
        ask: dict[str, Any] = {"action": way.name, "value": "", "origin": ""}
        if way.kind == "command":
            name = way.name.partition(" ")[0]
            ask = {"command": name, "text": typed(self.watch.house.desk, way)}
        elif way.kind == "form":
            ask = {"submit": {"action": way.name, "value": "", "fields": {}}}
        elif way.kind == "search":
            return
        body = json.dumps({"who": seats.get(who, who), "language": "en", "ask": ask})
        headers = {"Content-Type": "application/json"}
        async with self.client.post("/playground/ask", data=body, headers=headers) as response:
            assert response.status < 500, f"{who}: {way}"


@asynccontextmanager
async def slack_door(fake: FakeSlack) -> AsyncIterator[Door]:
    """Serves Slack's edge."""
    house = build()
    await Watch(house).appoints("T1", "U-SUPERVISOR", "U-MANAGER")
    fake.admins |= {"U-ADMIN", "U-DEACTIVATED", "UBOT-BOT", "U-RESTRICTED"}
    fake.flags |= {"U-DEACTIVATED": {"deleted": True}, "U-RESTRICTED": {"is_restricted": True}}
    async with serving(house.desk, house.phrasebook, fake) as user:
        yield SlackDoor(Watch(house), user)


@asynccontextmanager
async def teams_door(fake: FakeTeams) -> AsyncIterator[Door]:
    """Serves the edge of Teams."""
    chat = Shipped(fake)
    watch = Watch(chat.house)
    await watch.appoints(TENANT, "aad-supervisor", "aad-manager")
    await chat.start()
    yield TeamsDoor(watch, chat, fake.token())
    await chat.close()


@asynccontextmanager
async def playground_door() -> AsyncIterator[Door]:
    """Serves the playground."""
    house = build()
    edge = Playground(house.desk, house.phrasebook, {})
    app = web.Application()
    app.add_routes(edge.routes())
    async with TestClient(TestServer(app)) as client:
        await edge.start()
        await client.get(f"/{edge.entrance()}")
        yield PlaygroundDoor(Watch(house), client)
