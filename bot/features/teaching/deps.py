"""What teachings are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandHandler


@dataclass(frozen=True, slots=True)
class TeachingDeps:
    """The phrasebook, and the ways to what other features answer.

    `otherwise` answers a command that names nothing here. `phrases` gives what a button carries that leads a
    person to the phrases of a situation.
    """

    phrasebook: CurrentPhrasebook
    otherwise: CommandHandler
    phrases: Callable[[str, Person], str]
