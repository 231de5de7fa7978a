"""What the buttons of a report carry: the part, the group, and how many weeks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.activity import EVERYBODY
from bot.core.buttons import ButtonFormat, number
from bot.core.report import SPANS
from bot.features.report.model import ReportView

_GROUP = r"[A-Za-z0-9_-]{1,64}|\*|\+"
_FORMAT = ButtonFormat(("[a-z]{1,10}", _GROUP, number(2), "[a-z0-9-]{1,40}", number(3)), optional=2)


@dataclass(frozen=True, slots=True)
class ReportReference:
    """What a card shows: a part of a group's report and, with `table`, one of its tables, from a page on."""

    view: ReportView = ReportView.START
    group: str = EVERYBODY
    weeks: int = SPANS[1]
    table: str = ""
    page: int = 0

    def encode(self) -> str:
        """Returns it as a value."""
        return _FORMAT.encode(self.view.value, self.group, self.weeks, self.table, self.page or "")

    def at(self, view: ReportView) -> ReportReference:
        """Returns another part of the same report."""
        return replace(self, view=view, table="", page=0)


def decode(value: str) -> ReportReference:
    """Returns what a value says; the start of everybody's report where no card of ours carried it."""
    parts = _FORMAT.decode(value)
    views = {view.value: view for view in ReportView}
    if parts is None or parts[0] not in views or int(parts[2]) not in SPANS:
        return ReportReference()
    view, group, weeks, table, page = parts
    return ReportReference(views[view], group, int(weeks), table, int(page or 0))
