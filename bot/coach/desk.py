"""The desk: finds the capability that answers an Ask, and checks the person's role."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar, assert_never

from bot.coach.card import Card
from bot.coach.ports import People
from bot.coach.talk import Answer, Ask, Command, Person, Press, Query, Reply, Role, Submit, Suggestions

CommandHandler = Callable[[Command], Awaitable[Reply]]
PressHandler = Callable[[Press], Awaitable[Reply]]
SubmitHandler = Callable[[Submit], Awaitable[Reply]]
QueryHandler = Callable[[Query], Awaitable[Suggestions]]
Key = TypeVar("Key")
Value = TypeVar("Value")

# Commands that are one and the same; the second of each pair is the one capabilities know.
ALIASES = {"calma": "calm", "practica": "drill", "chequeo": "checkin"}
COMMANDS = frozenset({*ALIASES, *ALIASES.values()})


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """`/command keyword` goes to `handler`; without keywords it takes all that no other route took.

    With `more`, whatever follows the keyword goes to `handler` too: `/calm method heard`. The whole text
    stays in the Ask; `rest` gives what follows.
    """

    command: str
    handler: CommandHandler
    keywords: frozenset[str] = frozenset()
    more: bool = False
    least: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class PressRoute:
    """A press of `action` goes to `handler`."""

    action: str
    handler: PressHandler
    least: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class SubmitRoute:
    """A form of `action` that was sent goes to `handler`."""

    action: str
    handler: SubmitHandler
    least: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class Routes:
    """What one capability answers. At most one capability answers queries."""

    commands: tuple[CommandRoute, ...] = ()
    presses: tuple[PressRoute, ...] = ()
    submits: tuple[SubmitRoute, ...] = ()
    query: QueryHandler | None = None


def canonical(name: str) -> str:
    """Returns the command that is meant by a name: `drill` for `Práctica`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return ALIASES.get(bare, bare)


def spoken(text: str) -> tuple[str, str]:
    """Returns the command that words begin with, and the rest; without one all of it is a look-up."""
    first, _, others = text.strip().partition(" ")
    name = canonical(first.lstrip("/").rstrip(",.:;!"))
    return (name, others.strip()) if name in COMMANDS else ("calm", text.strip())


def rest(ask: Command) -> str:
    """Returns what follows the keyword of a command: `heard` in `/calm method heard`."""
    return ask.text.strip().partition(" ")[2].strip()


class Capability(Protocol):
    """A room of the coach."""

    def routes(self) -> Routes:
        """Returns what this capability answers."""


class Reception(Protocol):
    """Who answers what no capability takes; always with something to do next."""

    async def unknown_command(self, ask: Command) -> Answer: ...

    async def unknown_press(self, ask: Press | Submit) -> Answer: ...

    async def not_allowed(self, ask: Ask) -> Answer: ...

    def sorry(self, language: str, reference: str) -> Card: ...


@dataclass(slots=True)
class Desk:
    """Answers every Ask. Wire it once with all capabilities."""

    reception: Reception
    report: Callable[[BaseException], str]  # logs an error and returns its reference
    people: People
    _keywords: dict[tuple[str, str], CommandRoute] = field(default_factory=dict)
    _commands: dict[str, CommandRoute] = field(default_factory=dict)
    _presses: dict[str, PressRoute] = field(default_factory=dict)
    _submits: dict[str, SubmitRoute] = field(default_factory=dict)
    _queries: dict[str, QueryHandler] = field(default_factory=dict)

    def open(self, capabilities: Iterable[Capability]) -> None:
        """Takes up what the capabilities answer. Raises ValueError where two answer the same."""
        for capability in capabilities:
            routes = capability.routes()
            for command in routes.commands:
                for keyword in command.keywords:
                    _claim(self._keywords, (command.command, keyword), command)
                if not command.keywords:
                    _claim(self._commands, command.command, command)
            for press in routes.presses:
                _claim(self._presses, press.action, press)
            for submit in routes.submits:
                _claim(self._submits, submit.action, submit)
            if routes.query:
                _claim(self._queries, "query", routes.query)

    async def answer(self, ask: Ask) -> Reply:
        """Returns the reply to `ask`; an unknown command or action gets a friendly one."""
        ask = replace(ask, person=await self.people.known(ask.person))
        match ask:
            case Command():
                return await self._command(ask)
            case Press():
                return await self._press(ask)
            case Submit():
                return await self._submit(ask)
            case Query():
                return await self._queries["query"](ask) if self._queries else Suggestions(())
            case _:
                assert_never(ask)

    def apologise(self, person: Person, error: BaseException) -> Card:
        """Logs `error` and returns what the person sees instead of an answer. For each edge's catch-all."""
        return self.reception.sorry(person.language, self.report(error))

    async def _command(self, ask: Command) -> Reply:
        name = canonical(ask.name)
        route = self._keyword(name, ask.text.strip().casefold()) or self._commands.get(name)
        if route is None:
            return await self.reception.unknown_command(ask)
        if ask.person.role < route.least:
            return await self.reception.not_allowed(ask)
        return await route.handler(ask)

    def _keyword(self, command: str, text: str) -> CommandRoute | None:
        whole = self._keywords.get((command, text))
        if whole:
            return whole
        first = self._keywords.get((command, text.partition(" ")[0]))
        return first if first and first.more else None

    async def _press(self, ask: Press) -> Reply:
        route = self._presses.get(ask.action)
        if route is None:
            return await self.reception.unknown_press(ask)
        if ask.person.role < route.least:
            return await self.reception.not_allowed(ask)
        return await route.handler(ask)

    async def _submit(self, ask: Submit) -> Reply:
        route = self._submits.get(ask.action)
        if route is None:
            return await self.reception.unknown_press(ask)
        if ask.person.role < route.least:
            return await self.reception.not_allowed(ask)
        return await route.handler(ask)


def _claim(taken: dict[Key, Value], key: Key, value: Value) -> None:
    if key in taken:
        raise ValueError(f"two capabilities answer {key}")
    taken[key] = value
