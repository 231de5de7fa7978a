"""What methods, pitfalls and personas are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandHandler
from bot.core.speech import Speech


@dataclass(frozen=True, slots=True)
class MethodDeps:
    """The phrasebook, and the ways to what other features answer.

    `otherwise` answers a command that names nothing here. `phrases` gives what a button carries that leads a
    person to the phrases of a situation, `speech` how the Spanish of their team speaks.
    """

    phrasebook: CurrentPhrasebook
    otherwise: CommandHandler
    phrases: Callable[[str, Person], str]
    speech: Callable[[Person], Speech]
