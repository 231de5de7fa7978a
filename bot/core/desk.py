"""The desk: finds the route that answers an Ask, and checks the person's role."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar, assert_never

from bot.core.background import Bounded
from bot.core.card import Card
from bot.core.chat import (
    Answer,
    Ask,
    Command,
    FieldErrors,
    Person,
    Press,
    Query,
    Reply,
    Role,
    Submit,
    Suggestions,
)
from bot.core.deadline import answered_within
from bot.core.errors import CalmaError, Unavailable
from bot.core.keywords import KeywordMatch, Keywords, KeywordTable
from bot.core.ledger import Lane, WaitingEnd
from bot.core.limits import (
    LONGEST_QUERY,
    LONGEST_TEXT,
    LONGEST_VALUE,
    FormLimits,
    excess,
    sound_ask,
    sound_person,
)
from bot.core.observing import UNOBSERVED, Observer, observed
from bot.core.once import Once, Repeated
from bot.core.people import Clock, PeopleStore, Preferences, completed
from bot.core.personal import DataSubject, LeaverStore
from bot.core.spans import span

CommandHandler = Callable[[Command], Awaitable[Reply]]
PressHandler = Callable[[Press], Awaitable[Reply]]
SubmitHandler = Callable[[Submit], Awaitable[Reply]]
QueryHandler = Callable[[Query], Awaitable[Suggestions]]
# Returns the role that a platform gives somebody now; None where it does not tell, or did a moment ago.
RoleCheck = Callable[[Person], Awaitable[Role | None]]
MOST_REMEMBERED = 100_000  # people whose language is remembered at most
WITHIN = 1.8  # seconds for all that is stored, in one answer: Slack takes none after three
KNOWN_WITHIN = 0.5  # seconds of them for what is stored of whoever asks
Key = TypeVar("Key")
Asked = TypeVar("Asked", Command, Press, Submit)
Value = TypeVar("Value")


# `reads` of a route: its handler changes nothing, so that doing it again does no harm, and nothing is stored.
# `outsiders`: it is also for people of other companies, with whom a channel is shared.


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """`/command keyword` goes to `handler`; without keywords it takes all that no other route took.

    `keywords` are ids of the phrasebook, or several in a row: `boundary policy`. With `more`, whatever
    follows the keyword goes to `handler` too: `/calm method heard`. The Ask tells which keyword it was, and
    what followed it; its text stays whole. `longest` is how many characters of text it takes. One that
    `yields` is there for whoever has the role alone: what others type so goes to the command's own handler.
    """

    command: str
    handler: CommandHandler
    keywords: tuple[str, ...] = ()
    more: bool = False
    least: Role = Role.AGENT
    longest: int = LONGEST_TEXT
    reads: bool = False
    outsiders: bool = False
    yields: bool = False


@dataclass(frozen=True, slots=True)
class PressRoute:
    """A press of `action` goes to `handler`; `longest` is how many characters of value it takes."""

    action: str
    handler: PressHandler
    least: Role = Role.AGENT
    longest: int = LONGEST_VALUE
    reads: bool = False
    outsiders: bool = False


@dataclass(frozen=True, slots=True)
class SubmitRoute:
    """A form of `action` that was sent goes to `handler`, if its fields keep to `limits`."""

    action: str
    handler: SubmitHandler
    least: Role = Role.AGENT
    limits: FormLimits = field(default_factory=FormLimits)
    reads: bool = False
    outsiders: bool = False


@dataclass(frozen=True, slots=True)
class Routes:
    """What some handlers answer. At most one of all answers queries. `outsiders` counts for all routes."""

    commands: tuple[CommandRoute, ...] = ()
    presses: tuple[PressRoute, ...] = ()
    submits: tuple[SubmitRoute, ...] = ()
    query: QueryHandler | None = None
    outsiders: bool = False


Route = TypeVar("Route", CommandRoute, PressRoute, SubmitRoute)


class Handlers(Protocol):
    """What answers people, in a feature."""

    def routes(self) -> Routes:
        """Returns what they answer."""


class FallbackHandlers(Protocol):
    """Who answers what has no route; always with something to do next. It knows the typed words."""

    @property
    def keywords(self) -> Keywords: ...

    async def unknown_command(self, ask: Command) -> Answer: ...

    async def unknown_press(self, ask: Press | Submit) -> Answer: ...

    async def not_allowed(self, ask: Ask) -> Answer: ...

    def mend(self, language: str, error: CalmaError) -> Card: ...

    def told(self, language: str, error: CalmaError) -> str: ...

    def sorry(self, language: str, reference: str) -> Card: ...


@dataclass(slots=True)
class Desk:
    """Answers every Ask.

    `fallback` answers what has no route; `report` logs an error and returns its reference; `once` tells what
    came before; `roles` ask a platform anew, by its name, before somebody is refused; by
    the `clock` it is noted that somebody was there. `observer` hears how each ask ended.
    """

    fallback: FallbackHandlers
    report: Callable[[BaseException], str]
    people: PeopleStore
    once: Once = field(default_factory=Once)
    roles: dict[str, RoleCheck] = field(default_factory=dict)
    clock: Clock | None = None
    leavers: LeaverStore | None = None
    observer: Observer = UNOBSERVED
    ending: WaitingEnd | None = None
    _keywords: dict[tuple[str, str], CommandRoute] = field(default_factory=dict)
    _typed: dict[str, KeywordTable[CommandRoute]] = field(default_factory=dict)  # of the keywords in force
    _typed_of: Keywords | None = None
    _commands: dict[str, CommandRoute] = field(default_factory=dict)
    _presses: dict[str, PressRoute] = field(default_factory=dict)
    _submits: dict[str, SubmitRoute] = field(default_factory=dict)
    _queries: dict[str, QueryHandler] = field(default_factory=dict)
    _languages: Bounded[tuple[str, str], str] = field(default_factory=lambda: Bounded(MOST_REMEMBERED))

    def add_routes(self, handlers: Iterable[Handlers]) -> None:
        """Adds the routes of all handlers. Raises ValueError where two answer the same."""
        for some in handlers:
            routes = some.routes()
            for command in _for_all(routes.commands, routes):
                for keyword in command.keywords:
                    _claim(self._keywords, (command.command, keyword), command)
                if not command.keywords:
                    _claim(self._commands, command.command, command)
            for press in _for_all(routes.presses, routes):
                _claim(self._presses, press.action, press)
            for submit in _for_all(routes.submits, routes):
                _claim(self._submits, submit.action, submit)
            if routes.query:
                _claim(self._queries, "query", routes.query)

    async def answer(self, ask: Ask) -> Reply:
        """Returns the reply to `ask`; an unknown command or action gets a friendly one.

        Whoever nothing can be read of is answered as an agent, by what the edge knows of them. Raises
        CalmaError where that is not enough, or the store does not answer in time.
        """
        return await observed(self.observer, ask, self._answered)

    async def _answered(self, ask: Ask) -> Reply:
        with answered_within(WITHIN):
            person, stranger = await self._completed(sound_person(ask.person))
            if self.clock and not stranger:
                self.people.note_there(person, self.clock())
            ask = sound_ask(replace(ask, person=person))
            match ask:
                case Command():
                    return await self._command(ask, stranger)
                case Press():
                    return await self._press(ask, stranger)
                case Submit():
                    return await self._submit(ask, stranger)
                case Query():
                    return await self._query(ask)
                case _:
                    assert_never(ask)

    async def known(self, person: Person) -> Person:
        """Returns the person with what is stored, or as they are where nothing can be read. Never raises.

        For an edge's own words, which come in the language that somebody chose.
        """
        return (await self._completed(person))[0]

    async def permitted(self, person: Person, least: Role) -> Person | None:
        """Returns somebody as they are now, if what takes a role is for them; None if not, or not any more.

        For what is asked beside their platform, by whoever is known by id alone. Raises CalmaError where
        nobody can tell.
        """
        with answered_within(WITHIN):
            unsure = replace(person, unsure=person.platform in self.roles)
            known, stranger = await self._completed(unsure)
            person_now = await self._with_role(known, least, stranger)
            return replace(person_now, unsure=False) if person_now else None

    async def _completed(self, person: Person) -> tuple[Person, CalmaError | None]:
        """Returns a person with what is stored of them, or with why nothing could be read."""
        try:
            with span("store"):
                async with asyncio.timeout(KNOWN_WITHIN):
                    known = await self.people.complete_person(person)
        except Exception as error:  # noqa: BLE001 - words need no store: they are given all the same
            passing = isinstance(error, TimeoutError)
            stranger = error if isinstance(error, CalmaError) else Unavailable(type(error).__name__)
            self.report(stranger if passing else error)
            return completed(person, Preferences(), Role.AGENT), stranger
        if known.language != person.language:
            self._languages[known.tenant, known.user_id] = known.language
        else:
            self._languages.pop((known.tenant, known.user_id), None)
        return known, None

    def apologise(self, person: Person, error: BaseException) -> Card:
        """Logs `error` and returns what the person sees instead of an answer. For each edge's catch-all.

        What a person can mend is told in their words; of anything else they get the reference.
        """
        reference, language = self.report(error), self.language_of(person)
        if isinstance(error, CalmaError) and error.words:
            return self.fallback.mend(language, error)
        return self.fallback.sorry(language, reference)

    async def note_left(self, *subjects: DataSubject, whole: str = "") -> None:
        """Notes of whom a platform tells that they have gone, or of which tenant as a `whole`."""
        if self.leavers and self.clock:
            await self._reported(self.leavers.note_left(subjects, self.clock()))
            if whole:
                await self._reported(self.leavers.note_tenant_left(whole, self.clock()))

    async def note_back(self, subject: DataSubject) -> None:
        """Notes that a platform told of somebody who is there after all."""
        if self.leavers:
            await self._reported(self.leavers.note_back(subject))

    async def end_waiting(self, lane: Lane, addresses: Collection[str], reason: str) -> None:
        """Has what waits for some addresses end as not arrived, as a platform told that they are gone."""
        if self.ending:
            await self._reported(self.ending(lane, addresses, reason))

    async def _reported(self, noting: Awaitable[None]) -> None:
        try:
            await noting
        except Exception as error:  # noqa: BLE001 - no words of an edge depend on it
            self.report(error)

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more."""
        self._languages.pop((tenant, user_id), None)

    def language_of(self, person: Person) -> str:
        """Returns the language of somebody whom an edge knows by their platform alone, for its own words.

        It is the one they chose, if they were answered before in this process; else their platform's.
        """
        return self._languages.get((person.tenant, person.user_id), person.language)

    async def _command(self, ask: Command, stranger: CalmaError | None) -> Reply:
        name = self.fallback.keywords.command(ask.name)
        typed = self._keyword(name, ask.text)
        if typed and typed.target.yields and not await self._may(ask, typed.target, stranger):
            typed = None
        if typed:
            ask = replace(ask, keyword=typed.path, rest=typed.rest)
        elif near := self._near(name, ask):
            ask = replace(ask, near=near)
        route = typed.target if typed else self._commands.get(name)
        if route is None:
            return await self.fallback.unknown_command(ask)
        allowed = await self._allowed(ask, route, stranger)
        if allowed is None:
            return await self.fallback.not_allowed(ask)
        if error := excess(ask.text, route.longest):
            return Answer(self.fallback.mend(ask.person.language, error))
        return await self._at_most_once(allowed, route.handler, reads=route.reads)

    async def _query(self, ask: Query) -> Reply:
        if error := excess(ask.text, LONGEST_QUERY):
            return Suggestions((), self.fallback.told(ask.person.language, error))
        return await self._queries["query"](ask) if self._queries else Suggestions(())

    def _keyword(self, command: str, text: str) -> KeywordMatch[CommandRoute] | None:
        keywords = self.fallback.keywords
        if keywords is not self._typed_of:  # the first one, or a phrasebook that was reloaded
            self._typed, self._typed_of = {}, keywords
            for (of, path), route in self._keywords.items():
                self._typed.setdefault(of, KeywordTable()).add(keywords, path, route, more=route.more)
        table = self._typed.get(command)
        return table.match(text) if table else None

    def _near(self, command: str, ask: Command) -> str:
        """Returns the keyword that a text may be a misspelling of; "" for none that is there for them."""
        near = self._typed[command].near(ask.text) if command in self._typed else ""
        meant = self._keyword(command, near) if near else None
        return "" if meant and meant.target.yields and ask.person.role < meant.target.least else near

    async def _press(self, ask: Press, stranger: CalmaError | None) -> Reply:
        route = self._presses.get(ask.action)
        if route is None or len(ask.value) > route.longest:  # no card of ours ever carried as much
            return await self.fallback.unknown_press(ask)
        allowed = await self._allowed(ask, route, stranger)
        if allowed is None:
            return await self.fallback.not_allowed(ask)
        return await self._at_most_once(allowed, route.handler, reads=route.reads)

    async def _submit(self, ask: Submit, stranger: CalmaError | None) -> Reply:
        route = self._submits.get(ask.action)
        if route is None or len(ask.value) > LONGEST_VALUE:
            return await self.fallback.unknown_press(ask)
        allowed = await self._allowed(ask, route, stranger)
        if allowed is None:
            return await self.fallback.not_allowed(ask)
        if excesses := dict(route.limits.excesses(ask)):
            tell, language = self.fallback.told, ask.person.language
            return FieldErrors({name: tell(language, error) for name, error in excesses.items()})
        return await self._at_most_once(allowed, route.handler, reads=route.reads)

    async def _at_most_once(
        self, ask: Asked, handler: Callable[[Asked], Awaitable[Reply]], *, reads: bool
    ) -> Reply:
        if reads or not ask.request or await self.once.is_new(ask.person.tenant, ask.request):
            return await handler(ask)
        raise Repeated("came a second time", words="error.repeated")

    async def _allowed(
        self, ask: Asked, route: CommandRoute | PressRoute | SubmitRoute, stranger: CalmaError | None
    ) -> Asked | None:
        """Returns what is asked, of whoever may; None for others. Raises CalmaError if nobody can tell."""
        if ask.person.outside and not route.outsiders:
            return None
        person = await self._with_role(ask.person, route.least, stranger)
        if person is ask.person:
            return ask
        return replace(ask, person=person) if person else None

    async def _may(self, ask: Command, route: CommandRoute, stranger: CalmaError | None) -> bool:
        with suppress(CalmaError):
            return await self._allowed(ask, route, stranger) is not None
        return False

    async def _with_role(self, person: Person, least: Role, stranger: CalmaError | None) -> Person | None:
        """Returns a person whose role is at least that, by now; None for others. May raise CalmaError."""
        if person.role >= least:
            return person
        if stranger:  # they may well be allowed to: nobody is told that they are not
            raise stranger
        check = self.roles.get(person.platform)  # they may have become one since it told
        now = await check(person) if check and not person.outside else None
        if now is None and person.unsure:
            raise CalmaError("the platform does not tell who this is", words="error.unsure")
        return replace(person, role=now) if now is not None and now >= least else None


def _for_all(routes: tuple[Route, ...], given: Routes) -> tuple[Route, ...]:
    return tuple(replace(route, outsiders=True) for route in routes) if given.outsiders else routes


def _claim(taken: dict[Key, Value], key: Key, value: Value) -> None:
    if key in taken:
        raise ValueError(f"two handlers answer {key}")
    taken[key] = value
