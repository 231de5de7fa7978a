"""The Teams edge: verifies, parses, asks the desk, renders, sends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from aiohttp import web
from botframework.connector.auth import ClaimsIdentity

from bot.core.background import Seen
from bot.core.chat import Ask, Command, Press, Query, Submit, Suggestions
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.edge import ReferenceStore
from bot.core.once import SingleFlight
from bot.teams import PLATFORM, credentials, facts, incoming, limits, parse, search, shown
from bot.teams.auth import ActivityGate
from bot.teams.connector import Connector
from bot.teams.errors import Refused, TeamsFailure, Unauthorized
from bot.teams.facts import Activity, TeamsPlace
from bot.teams.keys import SigningKeys
from bot.teams.messenger import TeamsMessenger
from bot.teams.outgoing import SENDERS, Outgoing
from bot.teams.private import PrivateChats
from bot.teams.references import REMEMBERED, ReferenceWriter
from bot.teams.roster import TeamsRoster
from bot.teams.sending import TeamsSender, invoke_response, unchanged
from bot.teams.settings import TeamsSettings
from bot.teams.shown import ShownCards
from bot.teams.wire import TeamsWire

_log = logging.getLogger("calma.teams")


class Teams:
    """Answers Teams at `POST /api/messages`.

    `references` is where it stores how people can be reached unasked. `managers` are the directory ids of
    those who administer the bot before anybody was appointed in it. `seconds` is a clock that only goes
    forward.
    """

    platform = PLATFORM

    def __init__(
        self,
        desk: Desk,
        phrasebook: CurrentPhrasebook,
        settings: TeamsSettings,
        references: ReferenceStore,
        managers: frozenset[str] = frozenset(),
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._phrasebook = phrasebook
        self._managers = frozenset(manager.casefold() for manager in managers if manager)
        self._wire = TeamsWire()
        self._keys = None if settings.anonymous else SigningKeys(settings.openid_url, self._wire, seconds)
        self._gate = ActivityGate(settings.app_id, settings.tenants, self._keys)
        signed = credentials.of(settings, self._wire, seconds)
        connector = Connector(signed, self._wire)
        self._outgoing = Outgoing(settings.app_id, signed, connector, seconds)
        self._reference_writer = ReferenceWriter(references, desk.report)
        self._private = PrivateChats(self._outgoing, references, self._reference_writer)
        self._sending = TeamsSender(phrasebook, self._outgoing, self._private)
        self._dialogs: SingleFlight[dict[str, Any]] = SingleFlight(lambda _: True)
        self._welcomed: Seen[str] = Seen(REMEMBERED)
        self.messenger = TeamsMessenger(phrasebook, settings.app_id, signed, references)
        self.roster = TeamsRoster(connector, references)

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes to add to the web application."""
        return [web.post("/api/messages", self._receive)]

    async def start(self) -> None:
        """Fetches the signing keys ahead, so that the first person does not wait for them."""
        # botbuilder sends in the loop's default executor, which has six threads on a small machine.
        executor = ThreadPoolExecutor(SENDERS, thread_name_prefix="calma-send")
        asyncio.get_running_loop().set_default_executor(executor)
        if self._keys is None:
            return
        try:
            await self._keys.fetch()
        except TeamsFailure as error:
            _log.warning("Teams' signing keys cannot be fetched yet: %s", error)

    async def hang_up(self) -> None:
        """Does nothing: every request here ends by itself."""

    async def close(self) -> None:
        """Stores what is left to store, and closes the connections."""
        await self._reference_writer.settle()
        await self.messenger.close()
        await self._outgoing.close()
        await self._wire.close()

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            signature = await self._gate.verify(request.headers)
            activity = await incoming.read(request)
            identity = self._gate.admit(signature, activity)
            if field := facts.missing(activity):
                raise Refused(400, f"{field} is missing")
            response = await self._turn(activity, identity)
            self._reference_writer.note(activity)  # after the answer: nobody waits for it
            return response
        except Refused as refused:
            words = "not authorized" if isinstance(refused, Unauthorized) else str(refused)
            return web.json_response({"error": words}, status=refused.status)
        except Exception as error:  # noqa: BLE001 - the edge's catch-all: logged, and nothing of it shown
            return web.json_response({"error": f"ref {self._desk.report(error)}"}, status=500)

    async def _turn(self, activity: Activity, identity: ClaimsIdentity) -> web.Response:
        conversation = facts.text_at(activity, "conversation", "id")
        if facts.left(activity):
            self._welcomed.forget(conversation)
        ask = parse.ask(activity, self._phrasebook.words.speaks, self._phrasebook.keywords, self._managers)
        if ask is None:
            return _nothing(activity)
        if facts.nothing_chosen(activity):  # so nothing changes
            return unchanged(
                activity, self._phrasebook.words.say(self._desk.language_of(ask.person), "teams.choose_first")
            )
        if isinstance(ask, Query):
            return web.json_response(await self._searched(activity, ask))
        ask = replace(ask, request=facts.request(activity))
        if facts.in_dialog(activity):
            return web.json_response(await self._in_dialog(activity, ask))
        arrived = facts.arrived(activity)
        if arrived and not self._welcomed.is_new(conversation):
            return web.Response()  # an installation is told twice, as two kinds of activity
        try:
            return await self._answer(activity, identity, ask)
        except TeamsFailure as error:
            if arrived:
                self._welcomed.forget(conversation)
            self._desk.report(error)
            await self._desk.once.forget(ask.person.tenant, ask.request)
            # 502 makes Teams send the activity again. That may show an answer twice where a send
            # timed out but arrived; a look-up said twice is better than none, and whoever takes a form
            # has to bear the same one twice anyway. A flat refusal (blocked, removed, gone) would only
            # repeat: 200.
            return web.Response(status=502 if facts.name(activity) or error.passing else 200)

    async def _in_dialog(self, activity: Activity, ask: Command | Press | Submit) -> dict[str, Any]:
        async def work() -> dict[str, Any]:
            return (await self._shown(activity, ask)).dialog

        # What Teams sends again gets the answer that it did not hear, or is about to get.
        return await (self._dialogs.answer(ask.request, work) if ask.request else work())

    async def _answer(self, activity: Activity, identity: ClaimsIdentity, ask: Ask) -> web.Response:
        if facts.place(activity) is TeamsPlace.GROUP:
            await self._answer_group(activity, identity, ask)
            return web.Response()
        cards = await self._shown(activity, ask)
        send = self._sending.press if facts.name(activity) else self._sending.message
        return await send(activity, identity, ask.person, cards)

    async def _answer_group(self, activity: Activity, identity: ClaimsIdentity, ask: Ask) -> None:
        # Nobody else may see what an agent looks up: the answer goes to their own chat. Where there is
        # none, it is not even looked up.
        chat = None if facts.arrived(activity) else await self._private.chat(activity, ask.person)
        if chat is None or not await self._private.send(chat, (await self._shown(activity, ask)).message):
            return await self._sending.tell_where(activity, identity, ask.person)
        try:
            await self._sending.tell_sent(activity, identity, ask.person)
        except TeamsFailure as error:
            self._desk.report(error)  # and no more: asked to send it again, Teams would bring a second answer

    async def _shown(self, activity: Activity, ask: Ask) -> ShownCards:
        words, data = self._phrasebook.words, facts.data(activity)
        try:
            reply = await self._desk.answer(ask)
            return shown.reply(reply, ask, data, words, in_dialog=facts.in_dialog(activity))
        except Exception as error:  # noqa: BLE001 - whatever broke, the person is told what to do next
            return shown.sorry(self._desk.apologise(ask.person, error), ask, data, words)

    async def _searched(self, activity: Activity, ask: Query) -> dict[str, Any]:
        try:
            async with asyncio.timeout(limits.SEARCH_SECONDS):
                reply = await self._desk.answer(ask)
            if isinstance(reply, Suggestions):
                return search.message(reply.note) if reply.note else search.results(reply, activity)
            raise TypeError(f"a query is answered by suggestions, not {type(reply).__name__}")
        except Exception as error:  # noqa: BLE001 - as above
            return search.message(self._desk.apologise(ask.person, error).summary)


def _nothing(activity: Activity) -> web.Response:
    match facts.name(activity):
        case facts.SEARCH:  # a command of another version of the package
            return web.json_response(search.results(Suggestions(()), activity))
        case facts.CARD_ACTION:
            error = {"code": "BadRequest", "message": "This button is not one of ours."}
            return invoke_response("application/vnd.microsoft.error", error, 400)
        case _ if facts.text_at(activity, "type") == "invoke":
            return web.Response(status=501)  # as botbuilder answers to an invoke that it does not know
        case _:
            return web.Response()
