"""What the help-desk software of an organisation says by the week, beside which practice is looked at.

They are figures of everybody together, and say nothing of why they move. How long contacts take is not among
them: it pushes people to hurry the very customers who need calm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core import written
from bot.core.viewer import Viewer

MEASURES = ("fcr", "csat_difficult", "escalation_rate")


@dataclass(frozen=True, slots=True)
class HelpdeskWeek:
    """Figures of one week, in percent from 0 to 100; None where one is not known. `week` is `2026-W48`.

    `fcr` is how many contacts were solved the first time, `csat_difficult` how many customers were satisfied
    after a hard one, `escalation_rate` how many contacts were escalated.
    """

    week: str
    fcr: float | None = None
    csat_difficult: float | None = None
    escalation_rate: float | None = None

    def value(self, measure: str) -> float | None:
        """Returns one of MEASURES."""
        values = (self.fcr, self.csat_difficult, self.escalation_rate)
        return dict(zip(MEASURES, values, strict=True))[measure]


def measured(viewer: Viewer, value: float | None) -> str:
    """Returns one of the figures as it is written everywhere: `15.5%`, a dash where it is not known."""
    return "–" if value is None else written.percentage(value, viewer.locale)


# Returns the weeks of a tenant that are known, from the first ISO week to the last, in order.
HelpdeskReader = Callable[[str, str, str], Awaitable[tuple[HelpdeskWeek, ...]]]
