"""The file and the rules of writing for what teams add. What checks them is loaded when it is first needed.

It brings pydantic, every model and the YAML reader: a tenth of the memory, and most starts never ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.helpdesk import HelpdeskWeek
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.quiz import QuizItem
from bot.core.scenarios import Scenario
from bot.features.helpdesk.model import FigureTable
from bot.features.team.model import Content
from bot.features.team.ports import BlindShare, Fault


def lint(written: Phrase | QuizItem) -> Iterable[Fault]:
    """Returns what breaks a rule of writing in what was not read from a file."""
    from bot.content import exchange

    return exchange.lint(written)


def judge(items: Sequence[QuizItem]) -> BlindShare | None:
    """Returns what a team's questions give away without their moments, in the language where that is most."""
    from bot.content import lint_bank

    return lint_bank.own_warning(items)


def thumbs(scenario: Scenario) -> Sequence[Fault]:
    """Returns the rules of thumb that win a team's role-play: a hint, and no reason to refuse it."""
    from bot.content import exchange_scenarios

    return exchange_scenarios.thumbs_of(scenario)


class LateExchange:
    """`Exchange` in YAML and in tables."""

    def read(self, data: bytes, name: str, book: Phrasebook) -> Sequence[Content]:
        """Returns what a file holds; `book` is the team's. Raises Unreadable with every fault."""
        from bot.content import exchange

        return exchange.YamlExchange().read(data, name, book)

    def write(self, contents: Iterable[Content]) -> str:
        from bot.content import exchange

        return exchange.YamlExchange().write(contents)

    def write_table(self, contents: Iterable[Content], book: Phrasebook, language: str) -> str:
        from bot.content import exchange

        return exchange.YamlExchange().write_table(contents, book, language)


class LateFigureExchange:
    """`FigureExchange` in tables of spreadsheets."""

    def read(self, data: bytes, book: Phrasebook) -> FigureTable:
        from bot.content import figure_table

        return figure_table.read_figures(data, book)

    def write(self, weeks: Sequence[HelpdeskWeek], book: Phrasebook, language: str) -> str:
        from bot.content import figure_table

        return figure_table.write_figures(weeks, book, language)
