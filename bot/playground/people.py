"""Who one can be on the page: a small team, the same on every machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core.chat import Person, Role
from bot.core.edge import ChannelMember
from bot.playground.markup import escape

TENANT = PLATFORM = "playground"
CHANNELS = {"channel-support": "#support", "channel-night-shift": "#night-shift"}
SEATS = (Role.AGENT, Role.SUPERVISOR, Role.MANAGER)  # in "You are"
TO_TURN_TO = (Role.SUPERVISOR, Role.MANAGER, Role.AGENT)  # in a form: first those who are mostly meant


class PlaygroundRoster:
    """`Roster` of the playground."""

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the whole team; None for a channel that there is not."""
        if tenant != TENANT or conversation not in CHANNELS:
            return None
        return tuple(ChannelMember(who, member.name) for who, member in TEAM.items())

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of the team and of its channels."""
        known = {**CHANNELS, **{who: member.name for who, member in TEAM.items()}}
        return {id: known[id] for id in ids if id in known}


@dataclass(frozen=True, slots=True)
class PlaygroundPerson:
    """Somebody of the team."""

    name: str
    role: Role


TEAM = {
    "ana": PlaygroundPerson("Ana", Role.AGENT),
    "luis": PlaygroundPerson("Luis", Role.AGENT),
    "sofia": PlaygroundPerson("Sofía", Role.SUPERVISOR),
    "marta": PlaygroundPerson("Marta", Role.MANAGER),
}


def person(who: str, language: str, zone: str = "") -> Person:
    """Returns the member `who` of the team. Raises KeyError for anybody else."""
    return Person(TENANT, PLATFORM, who, language, TEAM[who].role, name=TEAM[who].name, zone=zone)


def ordered(order: Sequence[Role]) -> tuple[str, ...]:
    """Returns the ids of the team, role by role."""
    return tuple(who for role in order for who, member in TEAM.items() if member.role == role)


def role(who: str) -> str:
    """Returns what the member `who` is, to stand beside the name."""
    word = TEAM[who].role.name.lower()
    return f'<span class="note" data-word="playground.{word}">{word}</span>'


def options(order: Sequence[Role], *chosen: str) -> str:
    """Returns the team as the options of a select, grouped by role."""
    return "".join(_group(role, chosen) for role in order)


def _group(role: Role, chosen: Collection[str]) -> str:
    word = role.name.lower()
    inside = "".join(_option(who, chosen) for who, member in TEAM.items() if member.role == role)
    return f'<optgroup label="{word}" data-word-label="playground.{word}">{inside}</optgroup>'


def _option(who: str, chosen: Collection[str]) -> str:
    mark = " selected" if who in chosen else ""
    return f'<option value="{who}"{mark}>{escape(TEAM[who].name)}</option>'
