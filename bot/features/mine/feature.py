"""The door of what is a person's own, for whoever wires it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.card import Element
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.home import HomeElements
from bot.features.mine.cards import first_saved
from bot.features.mine.deps import MineDeps
from bot.features.mine.handlers import SavedHandlers
from bot.features.mine.model import saved_phrases
from bot.features.mine.settings_handlers import SettingsHandlers


def handlers(deps: MineDeps) -> tuple[Handlers, ...]:
    """Returns what a person can do with their settings and their saved phrases."""
    return (SettingsHandlers(deps), SavedHandlers(deps))


def saved_elements(deps: MineDeps) -> HomeElements:
    """Returns what shows somebody the first phrases that they saved, at the start."""

    async def elements(person: Person) -> Sequence[Element]:
        viewer = deps.viewer(person)
        entries = saved_phrases(viewer.book, await deps.favourites.favourites_of(person))
        return first_saved(viewer, entries, person.channel)

    return elements
