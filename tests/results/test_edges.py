"""The cards of the figures fit every edge, with as much on them as there can be."""

from __future__ import annotations

import pytest

from bot.core.edge import ChannelMember as Seat
from bot.core.groups import Group
from bot.features.drill import manager_cards as cards
from bot.features.drill.model import PractisedCounts
from bot.features.drill.stats import PracticeReport
from tests.drill.actor import DrillApp, Trainee
from tests.drill.test_edges import fits

NAMES = "<!channel> **x** & *y* " * 10


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("named", [False, True])
async def test_every_card_fits_every_edge(language: str, named: bool) -> None:
    app = DrillApp()
    viewer = app.features.drill.viewer(Trainee(app, "rosa", language).person)
    groups = [Group("T1", f"own-{'f' * 32}{n}", f"{NAMES[:57]}{n:03}", "slack") for n in range(200)]
    seats = tuple(Seat(f"U{n}", f"{NAMES}{n}") for n in range(60))
    items = list(viewer.bank)
    report = PracticeReport(
        PractisedCounts(10_000, 10_000),
        {name: None if n % 2 else n for n, name in enumerate(viewer.book.situations)},
        tuple((name, 100) for name in items[:5]),
        tuple((name, 1, 99_999) for name in items[:5]),
    )
    for group in (None, groups[0]):
        scope = cards.StatsScope(groups, group, seats, named)
        for found in (None, report, PracticeReport(PractisedCounts(0, 0), {}, (), ())):
            fits(cards.figures(viewer, scope, found))
        rows = [(seat.name, True) for seat in seats]
        for page in (0, 1, 9):
            fits(cards.who(viewer, scope, rows, page, 3))
        fits(cards.who(viewer, scope, [], 0, 60))
