"""The Teams edge: verifies, parses, asks the desk, renders, sends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiohttp import web

from bot.connections import note_signed
from bot.core.background import BackgroundTasks, Bounded, Seen
from bot.core.card import Card, Form, Input, InputKind, Text
from bot.core.chat import (
    Answer,
    Ask,
    Command,
    Person,
    Press,
    Query,
    Reply,
    Rest,
    Role,
    Submit,
    Suggestions,
    whole,
)
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.edge import ReferenceStore
from bot.core.ledger import Lane
from bot.core.once import SingleFlight
from bot.core.personal import DataSubject
from bot.core.trouble import Trouble, Watch
from bot.teams import PLATFORM, credentials, facts, incoming, limits, messages, parse, picking, search, shown
from bot.teams.adapter import adapter_of
from bot.teams.auth import ActivityGate, AllowedTenants, TokenCheck
from bot.teams.clouds import cloud_of
from bot.teams.connector import Connector
from bot.teams.errors import Refused, TeamsFailure, Unauthorized
from bot.teams.facts import Activity, TeamsPlace
from bot.teams.health import trouble_of
from bot.teams.identity import KnownPeople
from bot.teams.keys import SigningKeys
from bot.teams.managers import TeamsManagers
from bot.teams.messenger import NOT_INSTALLED, TeamsMessenger
from bot.teams.outgoing import Json, Outgoing
from bot.teams.private import PrivateChats
from bot.teams.references import REMEMBERED, KnownReferences
from bot.teams.roster import TeamsRoster
from bot.teams.sending import TeamsSender, json_response
from bot.teams.services import Services
from bot.teams.settings import TeamsSettings
from bot.teams.shown import ShownCards
from bot.teams.wire import TeamsWire

PATIENCE = 2.0  # seconds that a card waits for what takes long; a dialog wants its answer within five
_log = logging.getLogger("calma.teams")


class Teams:
    """Answers Teams at `POST /api/messages`.

    `references` is where it stores how people can be reached unasked. `managers` are the directory ids, each
    alone or as `tenant:id`, of those who administer the bot before anybody was appointed in it. `seconds` is
    a clock that only goes forward. Raises ConfigError where the packages of the adapter are missing.
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
        self._managers = TeamsManagers(managers)
        desk.roles[PLATFORM] = self._role_now
        self._wire = TeamsWire()
        cloud, tenants = cloud_of(settings), AllowedTenants(settings.tenants)
        self._adapter = adapter_of(settings, cloud)
        self._keys = (
            None if settings.anonymous else SigningKeys(cloud.openid_url, self._wire, seconds, self._look)
        )
        check = TokenCheck(self._adapter, self._keys) if self._keys else None
        services = Services(cloud, anonymous=settings.anonymous)
        self._gate = ActivityGate(check, tenants, services)
        signed = credentials.of(settings, cloud, self._wire, seconds, self._look)
        self._watch = Watch("Teams", lambda: trouble_of(self._keys, signed), desk.report)
        connector = Connector(signed, self._wire)
        outgoing = self._outgoing = Outgoing(signed, connector, seconds)
        self._references = KnownReferences(references, services, desk.report)
        self._people = KnownPeople(self._references, anonymous=settings.anonymous)
        self._private = PrivateChats(outgoing, self._references)
        self._sending = TeamsSender(phrasebook, outgoing, self._private, self._adapter)
        self._dialogs: SingleFlight[Json] = SingleFlight(lambda _: True)
        self._welcomed: Seen[str] = Seen(REMEMBERED)
        self._used: Bounded[str, int] = Bounded(REMEMBERED)  # how often something was done on a card
        self._background = BackgroundTasks(desk.report)
        self.messenger = TeamsMessenger(phrasebook, settings.app_id, signed, self._references, tenants)
        self.roster = TeamsRoster(connector, self._references, self._managers)

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes to add to the web application."""
        return [web.post("/api/messages", self._receive)]

    async def start(self) -> None:
        """Reads who was met by older ids; fetches signing keys and a token, so that nobody waits for them."""
        await self._people.start()
        await self._watch.looked()

    def troubles(self) -> list[Trouble]:
        """Returns what keeps it from working just now."""
        return [self._watch.trouble] if self._watch.trouble else []

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more."""
        self._references.forget_person(tenant, user_id)

    async def hang_up(self) -> None:
        """Does nothing: every request here ends by itself."""

    async def close(self) -> None:
        """Stores what is left to store, and closes the connections."""
        await self._background.settled(PATIENCE)
        await self._watch.close()
        await self._references.settle()
        await self.messenger.close()
        await self._wire.close()

    def _look(self) -> None:
        self._watch.look()

    async def _role_now(self, person: Person) -> Role:
        # Where nothing comes from Teams that would tell, as when a page is opened.
        return Role.ADMIN if self._managers.include(person.tenant, person.user_id) else Role.AGENT

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            sender = await self._gate.known(request.headers)
            activity = await incoming.read(request)
            self._gate.admit(sender, activity)
            if sender:
                note_signed(request.transport)
            if field := facts.missing(activity):
                raise Refused(400, f"{field} is missing")
        except Refused as refused:
            if refused.why:
                self._desk.observer.refused(PLATFORM, refused.why)
            words = "not authorized" if isinstance(refused, Unauthorized) else str(refused)
            return json_response({"error": words}, refused.status)
        except Exception as error:  # noqa: BLE001 - nobody is known here to whom it could be told
            return json_response({"error": f"ref {self._desk.report(error)}"}, 500)
        return await self._answered(activity)

    async def _answered(self, activity: Activity) -> web.Response:
        """Returns the response to what Teams brought. Whatever breaks, whoever wrote gets words."""
        try:
            user_id = await self._people.user_id(activity)
            response = await self._turn(activity, user_id)
            self._references.note(activity, user_id)  # after the answer: nobody waits for it
            return response
        except Exception as error:  # noqa: BLE001 - the edge's catch-all: logged, and nothing of it shown
            return await self._last_words(activity, error)

    async def _turn(self, activity: Activity, user_id: str) -> web.Response:
        arrived = facts.arrived(activity)
        await self._comes_or_goes(activity, user_id)
        # A team's arrival may be told of nobody; it is greeted all the same.
        known_by = user_id or (facts.text_at(activity, "from", "id") if arrived else "")
        person = facts.person(activity, known_by, self._phrasebook.words.speaks, self._managers)
        if words := picking.picked(activity):
            return json_response(picking.result(words))
        ask = parse.ask(activity, person, self._phrasebook.keywords)
        if ask is None:
            return await self._unasked(activity, person)
        if not known_by and not arrived:
            return await self._edge_words(activity, person, "teams.unknown_person")
        if facts.nothing_chosen(activity):  # so nothing changes
            language = (await self._desk.known(person)).language
            return self._sending.unchanged(
                activity, self._phrasebook.words.say(language, "teams.choose_first")
            )
        return await self._replied(activity, ask, arrived=arrived)

    async def _comes_or_goes(self, activity: Activity, user_id: str) -> None:
        """Notes what an activity tells of the bot, or of people, being there or not any more."""
        tenant, is_there = facts.tenant(activity), facts.is_there(activity)
        if gone := facts.gone(activity, user_id):
            await self._desk.note_left(*(DataSubject(tenant, id, PLATFORM) for id in gone))
        try:
            if facts.left(activity):
                self._welcomed.forget(facts.text_at(activity, "conversation", "id"))
                out = await self._references.take_out(activity, user_id)
                await self._desk.end_waiting(Lane(tenant, PLATFORM), out, NOT_INSTALLED)
            elif is_there:
                await self._references.put_back(activity, user_id)
        except Exception as error:  # noqa: BLE001 - Teams refuses what is sent there, and tells by that
            self._desk.report(error)
        if is_there and user_id and facts.alone(activity):
            await self._desk.note_back(DataSubject(tenant, user_id, PLATFORM))

    async def _replied(self, activity: Activity, ask: Ask, *, arrived: bool) -> web.Response:
        if isinstance(ask, Query):
            return json_response(await self._searched(activity, ask))
        ask = replace(ask, request=facts.request(activity))
        if used := facts.text_at(activity, "replyToId"):
            self._used[used] = self._used.get(used, 0) + 1
        if facts.in_dialog(activity):
            return json_response(await self._in_dialog(activity, ask))
        conversation = facts.text_at(activity, "conversation", "id")
        if arrived and not self._welcomed.is_new(conversation):
            return web.Response()  # an installation is told twice, as two kinds of activity
        try:
            return await self._answer(activity, ask)
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

    async def _in_dialog(self, activity: Activity, ask: Command | Press | Submit) -> Json:
        async def work() -> Json:
            return (await self._shown(activity, ask)).dialog

        # What Teams sends again gets the answer that it did not hear, or is about to get.
        return await (self._dialogs.answer(ask.request, work) if ask.request else work())

    async def _answer(self, activity: Activity, ask: Ask) -> web.Response:
        if facts.place(activity) is TeamsPlace.GROUP:
            await self._answer_group(activity, ask)
            return web.Response()
        cards = await self._shown(activity, ask)
        send = self._sending.press if facts.name(activity) else self._sending.message
        return await send(activity, ask.person, cards)

    async def _answer_group(self, activity: Activity, ask: Ask) -> None:
        # Nobody else may see what an agent looks up: the answer goes to their own chat. Where there is
        # none, it is not even looked up.
        chat = None if facts.arrived(activity) else await self._private.chat(activity, ask.person)
        cards = await self._shown(activity, ask) if chat else None
        reached = chat and cards and await self._sending.privately(activity, ask.person, chat, cards)
        if not reached or cards is None:
            known = await self._desk.known(ask.person)
            return await self._sending.tell_where(activity, known.language)
        try:
            await self._sending.tell(activity, cards.language, "teams.sent_privately")
        except TeamsFailure as error:
            self._desk.report(error)  # and no more: asked to send it again, Teams would bring a second answer

    async def _shown(self, activity: Activity, ask: Ask) -> ShownCards:
        words, data, in_dialog = self._phrasebook.words, facts.data(activity), facts.in_dialog(activity)
        try:
            reply = await self._desk.answer(ask)
            if isinstance(reply, Answer) and messages.wordless(activity):
                there = messages.is_chosen(activity)
                line = "edge.no_words_there" if there else "edge.only_words"
                reply = reply.headed(words.say(reply.card.language, line))
            reply = await whole(reply, PATIENCE)
            if isinstance(reply, Answer) and reply.rest and facts.place(activity) is TeamsPlace.CHAT:
                self._background.later(self._fill(activity, reply.rest))
            channels = await self._channels(reply, ask.person.tenant)
            return shown.reply(reply, ask, data, words, in_dialog=in_dialog, channels=channels)
        except Exception as error:  # noqa: BLE001 - whatever broke, the person is told what to do next
            apology = self._desk.apologise(await self._desk.known(ask.person), error)
            return shown.sorry(apology, ask, data, words, in_dialog=in_dialog)

    async def _channels(self, reply: Reply, tenant: str) -> Mapping[str, str]:
        fields = reply.fields if isinstance(reply, Form) else ()
        picks = any(isinstance(field, Input) and field.kind is InputKind.CHANNEL for field in fields)
        return await self._references.channels(tenant) if picks else {}

    async def _fill(self, activity: Activity, rest: Rest) -> None:
        """Fills in the card that was used once all of it is known, unless it was used again; no dialog's."""
        used = facts.text_at(activity, "replyToId")
        seen, card = self._used.get(used), await rest()
        if not used or facts.in_dialog(activity) or card is None or self._used.get(used) != seen:
            return
        try:
            filled = shown.answer(card, self._phrasebook.words)
            await self._outgoing.replace(activity, filled.message, used)
        except TeamsFailure as error:
            _log.info("a card cannot be filled in: %s", error)

    async def _searched(self, activity: Activity, ask: Query) -> Json:
        try:
            async with asyncio.timeout(limits.SEARCH_SECONDS):
                reply = await self._desk.answer(ask)
            if isinstance(reply, Suggestions) and facts.in_dialog(activity):
                known = await self._desk.known(ask.person)
                say = self._phrasebook.words.speaker(known.language)
                return picking.dialog(reply, ask.text, say, known.language)
            if isinstance(reply, Suggestions):
                return search.message(reply.note) if reply.note else search.results(reply, activity)
            raise TypeError(f"a query is answered by suggestions, not {type(reply).__name__}")
        except Exception as error:  # noqa: BLE001 - as above
            apology = self._desk.apologise(await self._desk.known(ask.person), error)
            if facts.in_dialog(activity):
                return shown.answer(apology, self._phrasebook.words).dialog
            return search.message(apology.summary)

    async def _unasked(self, activity: Activity, person: Person) -> web.Response:
        """Returns the response to what asks nothing: mostly silence."""
        match facts.name(activity):
            case facts.SEARCH:  # a command of another version of the package
                return json_response(search.results(Suggestions(()), activity))
            case facts.CARD_ACTION:
                error = {"code": "BadRequest", "message": "This button is not one of ours."}
                return self._sending.invoke_response("application/vnd.microsoft.error", error, 400)
            case _ if facts.text_at(activity, "type") == facts.INVOKE:
                return web.Response(status=501)  # as botbuilder answers to an invoke that it does not know
            case _:
                return web.Response()

    async def _edge_words(self, activity: Activity, person: Person, key: str) -> web.Response:
        """Returns the response that shows some words of the edge's own."""
        words = self._phrasebook.words.say(person.language, key)
        return await self._sending.tell_somehow(activity, Card(words, (Text(words),), person.language))

    async def _last_words(self, activity: Activity, error: Exception) -> web.Response:
        try:
            person = facts.person(activity, "", self._phrasebook.words.speaks)
            apology = self._desk.apologise(person, error)
            return await self._sending.tell_somehow(activity, apology)
        except Exception as again:  # noqa: BLE001 - there is nothing left to say it by
            return json_response({"error": f"ref {self._desk.report(again)}"}, 500)
