"""The cards of the figures fit every edge, with as much on them as there can be."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.core.edge import ChannelMember as Seat
from bot.core.figures import period_at
from bot.core.groups import Group
from bot.core.ranges import Range
from bot.features.drill import manager_cards as cards
from bot.features.drill.stats import PracticeReport
from tests.drill.actor import DrillApp, Trainee
from tests.drill.test_edges import fits
from tests.harness import TUESDAY

NAMES = "<!channel> **x** & *y* " * 10


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("since", [None, TUESDAY])
async def test_every_card_fits_every_edge(language: str, since: datetime | None) -> None:
    app = DrillApp()
    viewer = app.features.drill.viewer(Trainee(app, "rosa", language).person)
    groups = [Group("T1", f"own-{'f' * 32}{n}", f"{NAMES[:57]}{n:03}", "slack") for n in range(200)]
    seats = tuple(Seat(f"U{n}", f"{NAMES}{n}") for n in range(60))
    items = list(viewer.bank)
    part, period = Range(20, 40), period_at(TUESDAY)
    report = PracticeReport(
        part,
        dict.fromkeys(viewer.book.situations, part),
        tuple((name, part) for name in items[:5]),
        tuple((name, 1) for name in items[:5]),
    )
    for group in (None, groups[0]):
        scope = cards.StatsScope(groups if group else [], group, seats, since)
        for found in ("results.no_groups", cards.COMING, report, PracticeReport(part, {}, (), ())):
            fits(cards.stats_card(viewer, scope, period, found))
        rows = [(seat.name, True) for seat in seats]
        for page in (0, 1, 9):
            fits(cards.names_card(viewer, scope, rows, page, since and since.date()))
        fits(cards.names_card(viewer, scope, [], 0))
