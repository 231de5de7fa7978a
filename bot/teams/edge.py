"""The Teams edge: verifies, parses, asks the desk, renders, sends."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp import web
from botframework.connector.auth import ClaimsIdentity

from bot.coach.card import Card, Heading, Note, Text
from bot.coach.desk import Desk
from bot.coach.library import Library
from bot.coach.talk import Answer, Ask, How, Person, Press
from bot.teams import incoming, parse, render
from bot.teams.auth import Gate
from bot.teams.credentials import Credentials, token_url
from bot.teams.errors import Failed, Refused, Unauthorized
from bot.teams.keys import Keys
from bot.teams.memory import Memory
from bot.teams.outgoing import SENDERS, Outgoing
from bot.teams.parse import Place
from bot.teams.settings import Settings
from bot.teams.wire import Wire

_log = logging.getLogger("calma.teams")


class Teams:
    """Answers Teams at `POST /api/messages`."""

    def __init__(self, desk: Desk, library: Library, settings: Settings) -> None:
        self._desk = desk
        self._library = library
        self._wire = Wire()
        self._keys = None if settings.anonymous else Keys(settings.openid_url, self._wire)
        self._gate = Gate(settings.app_id, settings.tenants, self._keys)
        self._outgoing = Outgoing(settings.app_id, _credentials(settings, self._wire), self._wire)
        self._welcomed = Memory()

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
        except Failed as error:
            _log.warning("Teams' signing keys cannot be fetched yet: %s", error)

    async def close(self) -> None:
        """Closes the connections."""
        await self._outgoing.close()
        await self._wire.close()

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            activity = await incoming.read(request)
            identity = await self._gate.admit(request.headers.get("Authorization", ""), activity)
            if field := parse.missing(activity):
                raise Refused(400, f"{field} is missing")
            return await self._turn(activity, identity)
        except Refused as refused:
            words = "not authorized" if isinstance(refused, Unauthorized) else str(refused)
            return web.json_response({"error": words}, status=refused.status)
        except Exception as error:  # noqa: BLE001 - the edge's catch-all: logged, and nothing of it shown
            return web.json_response({"error": f"ref {self._desk.report(error)}"}, status=500)

    async def _turn(self, activity: parse.Activity, identity: ClaimsIdentity) -> web.Response:
        conversation = parse.text_at(activity, "conversation", "id")
        if parse.left(activity):
            self._welcomed.forget(conversation)
        ask = parse.ask(activity, self._library.words.speaks)
        invoked = activity["type"] == "invoke"
        if ask is None:
            return _nothing(activity) if invoked else web.Response()
        arrived = not isinstance(ask, Press) and parse.arrived(activity)
        if arrived and not self._welcomed.add(conversation):
            return web.Response()  # an installation is told twice, as two kinds of activity
        try:
            answer = await self._answer(ask, parse.place(activity))
            return await (self._respond if invoked else self._send)(activity, identity, ask, answer)
        except Failed as error:
            if arrived:
                self._welcomed.forget(conversation)
            self._desk.report(error)
            # 502 makes Teams send the activity again. That may show an answer twice where a send
            # timed out but arrived; a look-up said twice is better than none, and asks change nothing
            # that would not bear it. A flat refusal (blocked, removed, gone) would only repeat: 200.
            return web.Response(status=502 if invoked or error.passing else 200)

    async def _answer(self, ask: Ask, place: Place) -> Answer:
        if place is Place.GROUP:
            # Nobody else may see what an agent looks up, so here it is not even looked up.
            return Answer(self._in_private(ask.person))
        try:
            return await self._desk.answer(ask)
        except Exception as error:  # noqa: BLE001 - whatever broke, the person is told what to do next
            # As a new message: in place, it would take away the card they were working with.
            return Answer(self._desk.apologise(ask.person, error))

    async def _send(
        self, activity: parse.Activity, identity: ClaimsIdentity, ask: Ask, answer: Answer
    ) -> web.Response:
        """Answers a message by a message."""
        message = render.message(answer.card, self._go(ask.person))
        if parse.place(activity) is Place.ONLY_YOU:
            # A targeted message is not changed here even for How.UPDATE: Teams refuses that once it is
            # a day old, or if the card was not a targeted one, and then there would be no answer.
            await self._outgoing.whisper(activity, message)
            return web.Response()
        pressed = parse.text_at(activity, "replyToId")
        if isinstance(ask, Press) and answer.how is How.UPDATE and pressed:
            try:
                await self._outgoing.replace(activity, identity, message, pressed)
                return web.Response()
            except Failed as error:
                if error.passing:
                    raise
                _log.info("a card cannot be replaced, and is sent anew: %s", error)
        await self._outgoing.say(activity, identity, message)
        return web.Response()

    async def _respond(
        self, activity: parse.Activity, identity: ClaimsIdentity, ask: Ask, answer: Answer
    ) -> web.Response:
        """Answers a pressed Action.Execute: in place in the response, or by a message of its own."""
        go = self._go(ask.person)
        if answer.how is How.UPDATE:
            return _invoke_response(render.CONTENT_TYPE, render.adaptive_card(answer.card, go))
        message = render.message(answer.card, go)
        if parse.place(activity) is Place.ONLY_YOU:
            await self._outgoing.whisper(activity, message)
        else:
            await self._outgoing.say(activity, identity, message)
        # The pressed card stays as it is; Teams shows this line at it, so that nobody misses the new one.
        words = self._library.words.say(ask.person.language, "teams.below")
        return _invoke_response("application/vnd.microsoft.activity.message", words)

    def _go(self, person: Person) -> str:
        return self._library.words.say(person.language, "button.go")

    def _in_private(self, person: Person) -> Card:
        say = self._library.words.speaker(person.language)
        elements = (Heading(say("welcome.title")), Text(say("teams.private_only")), Note(say("teams.here")))
        return Card(say("teams.private_only"), elements, person.language)


def _credentials(settings: Settings, wire: Wire) -> Credentials | None:
    if settings.anonymous:
        return None
    url = token_url(settings.login_url, settings.tenant_id)
    return Credentials(settings.app_id, settings.password, url, wire)


def _nothing(activity: parse.Activity) -> web.Response:
    if parse.text_at(activity, "name") != parse.CARD_ACTION:
        return web.Response(status=501)  # what botbuilder, too, answers to an invoke that it does not know
    error = {"code": "BadRequest", "message": "This button is not one of ours."}
    return _invoke_response("application/vnd.microsoft.error", error, 400)


def _invoke_response(kind: str, value: Any, status: int = 200) -> web.Response:
    # HTTP says that the call worked; what became of the action is in the body.
    return web.json_response({"statusCode": status, "type": kind, "value": value})
