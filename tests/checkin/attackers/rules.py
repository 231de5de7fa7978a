"""The rules under attack: what is published of one unit, and of units that somebody remakes over time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import Terms, UnitResult
from bot.features.checkin.period import Cadence, Period, period_of
from bot.features.checkin.publish import unit_results
from bot.features.checkin.unit_service import steady_from
from bot.features.checkin.units import (
    FrozenUnit,
    Membership,
    Unit,
    UnitPlan,
    frozen_units,
    moves,
    moves_people,
)
from tests.checkin.attackers.manager import Seen, Wish
from tests.checkin.attackers.organisation import Answers
from tests.checkin.attackers.questions import index_figure

BEGIN = date(2026, 1, 5)
LONG_BEFORE = BEGIN - timedelta(weeks=40)
REMADE_EVERY = 3  # periods: people count from their third one on
TOP, BOTTOM = 75.0, 25.0  # between what an index counts


def publish(instrument: Instrument, answers: Answers, minimum: int) -> Mapping[str, Hashable]:
    """Returns what is published of one unit in which everybody who answered counts, by figure."""
    unit = FrozenUnit(Unit("u", "u"), frozenset(answers), frozenset(answers))
    period = period_of(BEGIN, Cadence.FORTNIGHTLY)
    return {r.figure: shown(r) for r in unit_results(instrument, period.id, (unit,), answers, minimum)}


def shown(result: UnitResult) -> Hashable:
    """Returns a figure as a manager sees it; None if it is hidden."""
    return None if result.low is None else (result.low, result.high)


@dataclass
class Timeline:
    """Units over time, as a manager wishes them; each wish is asked for in one period, as early as it can be.

    `accounts` are the periods in which somebody was first offered it; whoever is not there was long before.
    """

    instrument: Instrument
    minimum: int = 10
    cadence: Cadence = Cadence.FORTNIGHTLY
    accounts: Mapping[str, int] = field(default_factory=dict)

    def seen(self, wishes: Sequence[Wish], answers: Sequence[Answers], figure: str = "") -> list[Seen]:
        """Returns all that is shown of a figure, or hidden, and who counted in it; "": of the index."""
        figure = figure or index_figure(self.instrument)
        memberships: list[Membership] = []
        published: dict[str, list[Period]] = {}
        people: dict[str, tuple[str, str]] = {}
        found: list[Seen] = []
        holding = UnitPlan(LONG_BEFORE)
        for n, given in enumerate(answers):
            period = period_at(n, self.cadence)
            plan = self._plan(n, wishes[max(0, n - 1)])  # asked for in a period, it holds from the next on
            if n and moves_people(people, plan.people, memberships):
                wait = steady_from(self.terms, period.first, memberships) > period.first
                plan = holding if wait else plan
            memberships += moves(people, plan)
            people, holding = dict(plan.people), plan
            offered = {who: self._offered(who) for who in people}
            units = frozen_units(period, plan.units, memberships, offered, published)
            results = unit_results(self.instrument, period.id, units, given, self.minimum)
            by_unit = {r.unit: r for r in results if r.figure == figure}
            for unit in units:
                result = by_unit.get(unit.unit.id)
                low, high = bounds(result) if result and not unit.changed else (None, None)
                if low is not None:
                    published.setdefault(unit.unit.id, []).append(period)
                if not unit.changed:  # that it is hidden because it changed is nobody's answer
                    found.append(Seen(unit.counted, self.minimum, low, high, unit.unit.id, n))
        return found

    @property
    def terms(self) -> Terms:
        """What was set up."""
        return Terms(on=True, minimum=self.minimum, cadence=self.cadence)

    def _plan(self, n: int, wish: Wish) -> UnitPlan:
        return UnitPlan(
            period_at(n, self.cadence).first if n else LONG_BEFORE,
            tuple(Unit(id, id) for id in sorted(wish)),
            {
                who: ("test", unit)
                for unit, members in wish.items()
                for who in members
                if self.accounts.get(who, -1) < max(n, 1)
            },
        )

    def _offered(self, who: str) -> date:
        joined = self.accounts.get(who)
        return LONG_BEFORE if joined is None else period_at(joined, self.cadence).first


def period_at(n: int, cadence: Cadence = Cadence.FORTNIGHTLY) -> Period:
    """Returns the period of that number."""
    return period_of(BEGIN + n * timedelta(weeks=cadence.value), cadence)


def bounds(result: UnitResult) -> tuple[float | None, float | None]:
    """Returns between what a figure lies; its ends are at what everybody alike would come to."""
    if result.low is None:
        return None, None
    high = result.high if result.high is not None else TOP
    return max(float(result.low), BOTTOM), min(float(high), TOP)
