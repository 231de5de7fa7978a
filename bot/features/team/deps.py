"""What the parts of the team's room share: their needs, and what travels in their buttons and forms."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.misses import MissStore
from bot.core.people import Clock, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.core.words import Say
from bot.features.team.buttons import _ID
from bot.features.team.model import EntryKind
from bot.features.team.ports import Exchange, Lint, TeamStore

NAME, SIGNATURE = 40, 128  # characters

_log = logging.getLogger("calma.team")


@dataclass(frozen=True, slots=True)
class TeamDeps:
    """The needs of the room. `changed` takes up a team's words behind the answer.

    `new_id` returns a name that no entry has; `nearest` the situation that a text is nearest to, or "".
    """

    library: CurrentPhrasebook
    records: TeamStore
    misses: MissStore
    people: PeopleStore
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
        return self.library.book.with_added((await self.records.find_content(tenant)).additions())

    def situation(self, name: str, language: str) -> str:
        """Returns the name of a situation to show; its id where the phrasebook has it no more."""
        return Viewer(self.library.book, language).situation(name) or name


def signed(person: Person) -> str:
    """Returns how a change is signed: by name where the platform tells one, and by id in any case."""
    name = " ".join(clean(person.name).split())[:NAME]
    return f"{name} ({person.user_id})"[:SIGNATURE] if name else person.user_id


def stranger(person: Person, kind: EntryKind | str, name: str) -> None:
    """Logs that somebody came with an id that their team does not have: it may be another team's."""
    shown = name if _ID.fullmatch(name) and len(name) <= 64 else "(malformed)"
    what = kind.value if isinstance(kind, EntryKind) else kind
    _log.warning("tenant %r asked for the %s %s, which is not theirs", person.tenant, what, shown)


def clean(text: str) -> str:
    """Returns what somebody typed without characters that nobody sees and no database takes."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()
