"""What role-plays are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Answer, Person
from bot.core.people import Clock
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario
from bot.features.roleplay.ports import PlayStore


@dataclass(frozen=True, slots=True)
class RoleplayDeps:
    """What is stored, the time, ids that nobody has had yet (letters, digits, `-`, `_`).

    `book` returns the phrasebook of a person's team, with its own role-plays; `draft` what the managers of a
    tenant try, by its id, or None. `needed` returns the situations that a person may want to practise, the
    likeliest first; `help_lines` tells whom somebody can call for themselves where they are. `distress`
    answers words by which somebody surely speaks of their own distress, not of the contact's; else None.
    """

    book: Callable[[Person], Phrasebook]
    draft: Callable[[str, str], Awaitable[Scenario | None]]
    plays: PlayStore
    clock: Clock
    new_id: Callable[[], str]
    needed: Callable[[Person], tuple[str, ...]]
    help_lines: Callable[[Person], Awaitable[str]]
    distress: Callable[[Person, str], Awaitable[Answer | None]]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)
