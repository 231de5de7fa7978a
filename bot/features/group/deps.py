"""What the feature of groups is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.groups import Group, GroupCounting, GroupReader, GroupStore
from bot.core.names import Names
from bot.core.people import Clock
from bot.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class GroupDeps:
    """All of it. `reader` reads who is in a group, `counting` decides whose figures people count in.

    `log_change` notes in the change log what a group was, None before it was made, and is, None once it goes.
    """

    phrasebook: CurrentPhrasebook
    groups: GroupStore
    reader: GroupReader
    names: Names
    new_id: Callable[[], str]
    counting: GroupCounting
    clock: Clock
    log_change: Callable[[Person, Group | None, Group | None], Awaitable[None]]

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.phrasebook.book, person.language)
