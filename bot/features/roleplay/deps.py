"""What role-plays are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.people import Clock
from bot.features.roleplay.ports import PlayStore


@dataclass(frozen=True, slots=True)
class RoleplayDeps:
    """The phrasebook, what is stored, the time, ids that nobody has had yet (letters, digits, `-`, `_`).

    `needed` returns the situations that a person may want to practise, the likeliest first; `help_lines`
    tells whom somebody can call for themselves where they are.
    """

    phrasebook: CurrentPhrasebook
    plays: PlayStore
    clock: Clock
    new_id: Callable[[], str]
    needed: Callable[[Person], tuple[str, ...]]
    help_lines: Callable[[Person], Awaitable[str]]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)
