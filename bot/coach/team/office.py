"""What the parts of the team's room share: their needs, and what travels in their buttons and forms."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.coach.library import Library
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import Clock, People
from bot.coach.talk import Person
from bot.coach.team.content import Kind
from bot.coach.team.ports import Exchange, Lint, Misses, Records
from bot.coach.words import Say, pick

NAME, SIGNATURE = 40, 128  # characters
_log = logging.getLogger("calma.team")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REF = re.compile(r"(?P<id>[a-z0-9-]{0,64})\|(?P<version>[0-9]{1,9})\|(?P<miss>[0-9a-f]{0,32})")


@dataclass(frozen=True, slots=True)
class Office:
    """The needs of the room. `changed` takes up a team's words behind the answer.

    `new_id` returns a name that no entry has; `nearest` the situation that a text is nearest to, or "".
    """

    library: Library
    records: Records
    misses: Misses
    people: People
    lint: Lint
    exchange: Exchange
    clock: Clock
    new_id: Callable[[], str]
    changed: Callable[[str], None]
    nearest: Callable[[str, str], str]

    def say(self, person: Person) -> Say:
        """Returns the bot's words in the person's language."""
        return self.library.words.speaker(person.language)

    async def book(self, tenant: str) -> Phrasebook:
        """Returns the team's phrasebook as it is kept at this moment."""
        return self.library.book.with_added((await self.records.kept(tenant)).additions())

    def situation(self, name: str, language: str) -> str:
        """Returns the name of a situation to show; its id where the phrasebook has it no more."""
        found = self.library.book.situations.get(name)
        return pick(found.name, language) if found else name


@dataclass(frozen=True, slots=True)
class Ref:
    """What a form is about: an entry, and the version that was seen; or a new one, perhaps from a miss."""

    id: str = ""
    version: int = 0
    miss: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button or form."""
        return f"{self.id}|{self.version}|{self.miss}"

    @classmethod
    def decode(cls, value: str) -> Ref | None:
        """Returns what is in a value, or None where this version did not write it."""
        found = _REF.fullmatch(value) if value else None
        if value and not found:
            return None
        return cls(found["id"], int(found["version"]), found["miss"]) if found else cls()


def page_in(value: str) -> int:
    """Returns the page in a button's value, from 0; 0 where there is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


def signed(person: Person) -> str:
    """Returns how a change is signed: by name where the platform tells one, and by id in any case."""
    name = " ".join(clean(person.name).split())[:NAME]
    return f"{name} ({person.user_id})"[:SIGNATURE] if name else person.user_id


def stranger(person: Person, kind: Kind | str, name: str) -> None:
    """Logs that somebody came with an id that their team does not have: it may be another team's."""
    shown = name if _ID.fullmatch(name) and len(name) <= 64 else "(malformed)"
    what = kind.value if isinstance(kind, Kind) else kind
    _log.warning("tenant %r asked for the %s %s, which is not theirs", person.tenant, what, shown)


def clean(text: str) -> str:
    """Returns what somebody typed without characters that nobody sees and no database takes."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()
