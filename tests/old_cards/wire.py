"""What people send to the bot and see of it, as it goes over the wire of either platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.old_cards.world import World

Json = dict[str, Any]
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Control:
    """Something to press: a button, an option, or a form to send with its `fields` as the wire has them.

    `sent` is what travels in it, as the platform sends it back.
    """

    kind: str  # "press" or "form"
    action: str
    value: str
    place: str  # where it stands: "message", "chat", "channel", "dialog" or "home"
    sent: Json
    fields: Json = field(default_factory=dict)
    asked: frozenset[str] = frozenset()  # names of the fields that the client wants filled


@dataclass(frozen=True)
class Seen:
    """A card or form that somebody saw: `to` whom or where, its first words, all that can be pressed.

    `whole` is all of it, as it came over the wire.
    """

    how: str
    to: str
    title: str
    controls: tuple[Control, ...]
    whole: str = field(default="", compare=False)

    def line(self) -> Json:
        """Returns what is recorded of it."""
        return {
            "how": self.how,
            "to": self.to,
            "title": _in_a_moment(self.title),
            "controls": [f"{each.action} {each.value}".strip() for each in self.controls],
        }


class Wire(Protocol):
    """A platform's wire. Each method does one thing as `who`, and returns all that was sent because of it."""

    channel: str
    tenant: str

    async def types(self, who: str, text: str) -> list[Seen]:
        """Types a command, such as `calm yelling`."""

    async def does(self, who: str, what: str, text: str) -> list[Seen]:
        """Does what only this platform has."""

    async def presses(self, who: str, place: str, sent: Json) -> list[Seen]:
        """Presses a button, or chooses an option."""

    async def sends(self, who: str, place: str, sent: Json, fields: Json) -> list[Seen]:
        """Sends a form with these fields."""

    def button(self, action: str, value: str) -> Json:
        """Returns what a button sends."""

    def unchosen(self, action: str) -> Json:
        """Returns what a select of `action` sends in which nothing is chosen."""

    def filled(self, control: Control, typed: Typed) -> Json:
        """Returns the fields of a form as the wire has them."""

    def id(self, who: str) -> str:
        """Returns somebody's id on the platform."""

    def arrived(self) -> list[Seen]:
        """Returns what was sent since the last look."""


async def play(wire: Wire, world: World, step: Json) -> list[Seen]:
    """Does what a recorded step tells, and returns all that was sent because of it."""
    match step["does"]:
        case "passes":
            await world.passes(step["minutes"])
            # They go out side by side.
            return sorted(wire.arrived(), key=lambda seen: (seen.to, seen.title, str(seen.line())))
        case "worked":
            await world.worked(wire.tenant)
            return []
        case "types":
            return await wire.types(step["who"], step["text"])
        case "press":
            return await wire.presses(step["who"], step["place"], step["sent"])
        case "form":
            return await wire.sends(step["who"], step["place"], step["sent"], step["fields"])
        case what:
            return await wire.does(step["who"], what, step["text"])


def _in_a_moment(title: str) -> str:
    # Whether a call for help is out when the agent's card of it is made is a matter of milliseconds.
    told = re.sub(r"I told (.+?) · \d\d:\d\d", r"Telling \1 now", title)
    return re.sub(r"Avisé a (.+?) · \d\d:\d\d", r"Avisando a \1", told)
