"""What the parts of the team's own content are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.misses import MissStore
from bot.core.names import Names
from bot.core.people import Clock, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.core.words import Say
from bot.features.team.ports import Exchange, Judge, Lint, TeamStore, Thumbs


@dataclass(frozen=True, slots=True)
class TeamDeps:
    """All of it. `changed` brings a team's words into its look-ups, behind the answer.

    `new_id` returns a name that no entry has; `nearest` the situation that a text is nearest to, or "".
    `judge` tells what a team's questions give away, `thumbs` by which rules a role-play is won. `names`
    tells what people and channels are called.
    """

    phrasebook: CurrentPhrasebook
    store: TeamStore
    misses: MissStore
    people: PeopleStore
    lint: Lint
    judge: Judge
    thumbs: Thumbs
    exchange: Exchange
    clock: Clock
    new_id: Callable[[], str]
    changed: Callable[[str], None]
    nearest: Callable[[str, str], str]
    names: Names

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the shipped phrasebook."""
        return Viewer(self.phrasebook.book, language)

    def say(self, person: Person) -> Say:
        """Returns the bot's words in the person's language."""
        return self.phrasebook.words.speaker(person.language)

    async def book(self, tenant: str) -> Phrasebook:
        """Returns the team's phrasebook as it is stored at this moment."""
        return self.phrasebook.book.with_added((await self.store.find_content(tenant)).additions())

    def situation(self, name: str, language: str) -> str:
        """Returns the name of a situation to show; its id where the phrasebook has it no more."""
        return self.viewer(language).situation(name) or name
