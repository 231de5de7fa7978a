"""Names in place of ids: what people and channels are called, for whoever reads of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

from bot.core.chat import Person
from bot.core.deadline import seconds_left
from bot.core.groups import Rosters
from bot.core.people import PeopleStore
from bot.core.personal import NAMELESS
from bot.core.viewer import name_line
from bot.core.words import Say

PATIENCE = 1.5  # seconds that a card waits for what only the platform knows
TAIL = 4  # characters of an id by which two people are told apart whose names nobody knows


class Names:
    """Knows whoever turned to the coach, and asks the platform for all others."""

    def __init__(self, people: PeopleStore, rosters: Rosters) -> None:
        self._people, self._rosters = people, rosters

    async def of(self, tenant: str, platform: str, ids: Iterable[str]) -> Mapping[str, str]:
        """Returns the names of people and channels by id, fit for a line, as far as anybody knows them."""
        wanted = [id for id in dict.fromkeys(ids) if id not in ("", NAMELESS)]
        profiles = await self._people.find_profiles(tenant, wanted)
        names = {id: profile.name for id, profile in profiles.items() if profile.name}
        if missing := [id for id in wanted if id not in names]:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds_left(PATIENCE)):
                    names |= await self._rosters.names(tenant, platform, missing)
        return {id: line for id, name in names.items() if (line := name_line(name))}

    async def unreachable(self, person: Person, *ids: str) -> str:
        """Returns the names of those whom no message gets to, as part of a line; "" where there are none.

        They are nobody to lead, or to be told anything: closed accounts, apps, people of other companies.
        """
        gone = await self._rosters.unreachable(person.tenant, person.platform, ids)
        names = await self.of(person.tenant, person.platform, gone)
        return ", ".join(sorted(names.get(id, f"…{id[-TAIL:]}") for id in gone))


def known_as(say: Say, names: Mapping[str, str], id: str) -> str:
    """Returns somebody's name; for one that nobody knows, words that tell them apart from others."""
    if id == NAMELESS:
        return say("name.erased")
    return names.get(id) or say("name.unknown", tail=id[-TAIL:])


def own_name(say: Say, person: Person) -> str:
    """Returns what others read of somebody who just did something, fit for a line."""
    return known_as(say, {person.user_id: name_line(person.name)}, person.user_id)


def told_apart(say: Say, names: Mapping[str, str], ids: Iterable[str]) -> dict[str, str]:
    """Returns the names of people among whom one is to be chosen, by id, in order; no two are the same."""
    shown = {id: known_as(say, names, id) for id in ids}
    times = Counter(shown.values())
    apart = {id: name if times[name] == 1 else f"{name} (…{id[-TAIL:]})" for id, name in shown.items()}
    return dict(sorted(apart.items(), key=lambda entry: (entry[1].casefold(), entry[0])))


def channel_known_as(say: Say, names: Mapping[str, str], id: str) -> str:
    """Returns the name of a channel, likewise."""
    return names.get(id) or say("name.unknown_channel", tail=id.partition("@")[0][-TAIL:])


def signed_id(signature: str) -> str:
    """Returns the id of who signed, as in `Marta (U123)` or `U123` alone; "" where it is none of these."""
    inside = signature.rpartition(" (")[2]
    return inside.removesuffix(")") if signature.endswith(")") else "" if " " in signature else signature


def signed_name(say: Say, names: Mapping[str, str], signature: str) -> str:
    """Returns who signed, by name: the one they are known by now, else the one they signed with."""
    id, own = signed_id(signature), signature.rpartition(" (")[0]
    return names.get(id) or name_line(own) or (known_as(say, names, id) if id else name_line(signature))
