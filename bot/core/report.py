"""What managers look at, as it is shown wide: sections of elements and tables, whoever draws them.

The feature that knows the figures makes it; the page, and whoever writes files of it, show it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.core.activity import EVERYBODY
from bot.core.card import Element, Option, Table, plain
from bot.core.chat import Person

SPANS = (4, 12, 52)  # weeks that a report may be of


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Figures as rows, to be read, and as a `file` to take along. `id` names it: small letters and `-`.

    `of_all` tells that it is of all groups together, whichever is chosen.
    """

    id: str
    title: str
    table: Table
    file: Table
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of a report: what is said and drawn, and the tables behind it. `id` as a table's."""

    id: str
    title: str
    elements: tuple[Element, ...]
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report. `lead` are the sentences on top; `groups` what one may choose, `group` what is chosen.

    `first` and `last` are the days that it is of. `notice` stands on top of all, such as that the figures are
    made up; "" where there is none. `practise` is the topic that the last of `lead` suggests, "" where it
    suggests none or that is scheduled for the group; `planned` says for whom it is, and where to see it.
    `proof` is what shows that the lead is so; `until` says why the days end where they do. `locale` is how
    numbers are written in it, by the language where it is "".
    """

    title: str
    subtitle: str
    lead: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    groups: tuple[Option, ...]
    group: str
    weeks: int
    language: str
    first: date
    last: date
    notice: str = ""
    practise: str = ""
    planned: str = ""
    proof: tuple[Element, ...] = ()
    until: str = ""
    locale: str = ""

    def group_of(self, table: ReportTable) -> str:
        """Returns the name of the group that a table is of, which may be all together."""
        group = EVERYBODY if table.of_all else self.group
        return next((plain(option.label) for option in self.groups if option.value == group), group)


class ReportSource(Protocol):
    """Makes reports."""

    async def document(self, person: Person, group: str, weeks: int) -> ReportDocument:
        """Returns the report of a group over one of SPANS, as a person reads it; "" stands for all together.

        Whoever asks has seen to it that the person may read it.
        """

    async def note_taken(self, person: Person, document: ReportDocument) -> None:
        """Notes in the change log that a person takes a file of a report along."""


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """One figure of the last week, as it is shown: what it is of, and how it was the week before."""

    label: str
    shown: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class WeekOverview:
    """What the start tells a manager: three figures of the last whole week, and what to practise next.

    Fewer figures, where some may not be shown; no `advice` where nothing tells it.
    """

    figures: tuple[WeekFigure, ...] = ()
    advice: tuple[Element, ...] = ()


ManagerWeek = Callable[[Person], Awaitable[WeekOverview]]
