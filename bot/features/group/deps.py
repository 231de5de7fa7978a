"""What the feature of groups is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.groups import GroupStore, Rosters
from bot.core.people import PeopleStore
from bot.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class GroupDeps:
    """The phrasebook, the groups, who is in channels, whom people are known as, and ids for new groups."""

    phrasebook: CurrentPhrasebook
    groups: GroupStore
    rosters: Rosters
    people: PeopleStore
    new_id: Callable[[], str]

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.phrasebook.book, person.language)
