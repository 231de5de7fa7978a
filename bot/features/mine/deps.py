"""What a person's own settings and saved phrases are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.card import Button
from bot.core.chat import Person
from bot.core.people import FavouriteStore, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.safety import DangerAnswer
from bot.core.viewer import Viewer
from bot.core.words import Say


@dataclass(frozen=True, slots=True)
class MineDeps:
    """All of it. `book` returns a tenant's phrasebook; `more_settings` lead to other features' settings.

    `danger` answers what was typed as a search where it is danger itself.
    """

    book: Callable[[str], Phrasebook]
    people: PeopleStore
    favourites: FavouriteStore
    danger: DangerAnswer
    more_settings: Sequence[Callable[[Say], Button]] = ()

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.book(person.tenant), person.language)
