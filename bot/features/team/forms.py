"""What each kind of thing that a team keeps has: fields on a form, rules, a look on a card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.core.words import pick
from bot.features.team.deps import TeamDeps
from bot.features.team.model import Content, EntryKind
from bot.features.team.ports import Fault

LANGUAGES = ("en", "es")


class Sheet(Protocol):
    """One kind of thing. `most` is how many of them a team may keep."""

    kind: EntryKind
    most: int

    def fields(self, office: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        """Returns the fields of the form, filled in with `content`."""

    def read(self, ask: Submit, entry_id: str) -> Content:
        """Returns what was written into the form, right or wrong."""

    def faults(self, content: Content, book: Phrasebook, office: TeamDeps) -> Iterator[Fault]:
        """Yields what is wrong with it; `book` is the team's, without the entry as it was before."""

    def shown(self, content: Content, office: TeamDeps, language: str) -> tuple[c.Element, ...]:
        """Returns it as part of a card."""


def situations(office: TeamDeps, language: str, chosen: str = "") -> c.Select:
    """Returns the field in which a situation is chosen."""
    found = office.library.book.situations.values()
    options = tuple(c.Option(pick(s.name, language), s.id, pick(s.when, language)) for s in found)
    return c.Select(
        "situation",
        office.library.words.say(language, "team.situation"),
        options,
        (chosen,) if chosen else (),
    )


def facet(book: Phrasebook, name: str, language: str) -> str:
    """Returns the name of a channel or an industry to show."""
    return Viewer(book, language).facet(name) or name
