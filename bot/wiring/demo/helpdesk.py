"""What the help desk says of a made-up year: three figures a week that wander by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bot.core.helpdesk import HelpdeskWeek
from bot.core.outcomes import iso_week
from bot.wiring.demo.year import PERIODS, first_day

# By figure: where it is drawn to, and how far it goes in a week.
_USUAL = {"fcr": (71.0, 1.2), "csat_difficult": (62.0, 1.8), "escalation_rate": (13.0, 0.7)}
_BACK = 0.15  # of the way, each week
MISSED = 0.03  # weeks for which nobody exported the satisfaction


def helpdesk_weeks(seed: int, today: date, periods: int = PERIODS) -> Iterator[HelpdeskWeek]:
    """Yields the weeks that are over, the same for each seed and each day that it is asked on."""
    dice = Random(f"{seed} help desk")
    values = {name: usual for name, (usual, _) in _USUAL.items()}
    monday = first_day(today, periods)
    while monday + timedelta(weeks=1) <= today:
        for name, (usual, step) in _USUAL.items():
            values[name] += _BACK * (usual - values[name]) + dice.gauss(0, step)
        week = {name: round(value, 1) for name, value in values.items()}
        missed = dice.random() < MISSED
        yield HelpdeskWeek(
            iso_week(monday),
            week["fcr"],
            None if missed else week["csat_difficult"],
            week["escalation_rate"],
        )
        monday += timedelta(weeks=1)
