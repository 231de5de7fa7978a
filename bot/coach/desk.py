"""The desk: finds the capability that answers an Ask, and checks the person's role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, assert_never

from bot.coach.card import Card
from bot.coach.talk import Answer, Ask, Command, Person, Press, Role

CommandHandler = Callable[[Command], Awaitable[Answer]]
PressHandler = Callable[[Press], Awaitable[Answer]]

Key = TypeVar("Key")
Value = TypeVar("Value")

# Commands that are one and the same; the first of each line is the one capabilities know.
ALIASES = {"calma": "calm"}


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """`/command keyword` goes to `handler`; without keywords it takes all that no other route took."""

    command: str
    handler: CommandHandler
    keywords: frozenset[str] = frozenset()
    least: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class PressRoute:
    """A press of `action` goes to `handler`."""

    action: str
    handler: PressHandler
    least: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class Routes:
    """What one capability answers."""

    commands: tuple[CommandRoute, ...] = ()
    presses: tuple[PressRoute, ...] = ()


class Capability(Protocol):
    """A room of the coach."""

    def routes(self) -> Routes:
        """Returns what this capability answers."""


class Reception(Protocol):
    """Who answers what no capability takes; always with something to do next."""

    async def unknown_command(self, ask: Command) -> Answer: ...

    async def unknown_press(self, ask: Press) -> Answer: ...

    async def not_allowed(self, ask: Ask) -> Answer: ...

    def sorry(self, language: str, reference: str) -> Card: ...


@dataclass(slots=True)
class Desk:
    """Answers every Ask. Wire it once with all capabilities."""

    reception: Reception
    report: Callable[[BaseException], str]  # logs an error and returns its reference
    _keywords: dict[tuple[str, str], CommandRoute] = field(default_factory=dict)
    _commands: dict[str, CommandRoute] = field(default_factory=dict)
    _presses: dict[str, PressRoute] = field(default_factory=dict)

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

    async def answer(self, ask: Ask) -> Answer:
        """Returns the answer to `ask`; an unknown command or action gets a friendly one."""
        match ask:
            case Command():
                return await self._command(ask)
            case Press():
                return await self._press(ask)
            case _:
                assert_never(ask)

    def apologise(self, person: Person, error: BaseException) -> Card:
        """Logs `error` and returns what the person sees instead of an answer. For each edge's catch-all."""
        return self.reception.sorry(person.language, self.report(error))

    async def _command(self, ask: Command) -> Answer:
        name = ALIASES.get(ask.name.lower(), ask.name.lower())
        keyword = ask.text.strip().casefold()
        route = self._keywords.get((name, keyword)) or self._commands.get(name)
        if route is None:
            return await self.reception.unknown_command(ask)
        if ask.person.role < route.least:
            return await self.reception.not_allowed(ask)
        return await route.handler(ask)

    async def _press(self, ask: Press) -> Answer:
        route = self._presses.get(ask.action)
        if route is None:
            return await self.reception.unknown_press(ask)
        if ask.person.role < route.least:
            return await self.reception.not_allowed(ask)
        return await route.handler(ask)


def _claim(taken: dict[Key, Value], key: Key, value: Value) -> None:
    if key in taken:
        raise ValueError(f"two capabilities answer {key}")
    taken[key] = value
