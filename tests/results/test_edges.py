"""The cards of the figures fit every edge, with as much on them as there can be."""

from __future__ import annotations

import pytest

from bot.coach.drill import results_cards as cards
from bot.coach.drill.figures import Practised
from bot.coach.drill.report import Report
from bot.coach.edge import Member as Seat
from bot.coach.groups import Group
from tests.drill.actor import DrillApp, Trainee
from tests.drill.test_edges import fits

NAMES = "<!channel> **x** & *y* " * 10


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("named", [False, True])
async def test_every_card_fits_every_edge(language: str, named: bool) -> None:
    app = DrillApp()
    sight = app.features.drill.sight(Trainee(app, "rosa", language).person)
    groups = [Group("T1", f"own-{'f' * 32}{n}", f"{NAMES[:57]}{n:03}", "slack") for n in range(200)]
    seats = tuple(Seat(f"U{n}", f"{NAMES}{n}") for n in range(60))
    items = list(sight.bank)
    report = Report(
        Practised(10_000, 10_000),
        {name: None if n % 2 else n for n, name in enumerate(sight.book.situations)},
        tuple((name, 100) for name in items[:5]),
        tuple((name, 1, 99_999) for name in items[:5]),
    )
    for group in (None, groups[0]):
        scope = cards.Scope(groups, group, seats, named)
        for found in (None, report, Report(Practised(0, 0), {}, (), ())):
            fits(cards.figures(sight, scope, found))
        rows = [(seat.name, True) for seat in seats]
        for page in (0, 1, 9):
            fits(cards.who(sight, scope, rows, page, 3))
        fits(cards.who(sight, scope, [], 0, 60))
