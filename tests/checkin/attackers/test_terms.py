"""Terms that change afterwards: a cadence for ten minutes, a minimum that is lowered after a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from bot.features.checkin import feature
from bot.features.checkin.cards import GO_ON
from bot.features.checkin.consent import asked_consent, counts, holding, within_retention
from bot.features.checkin.model import FLOOR, RETENTION, Terms
from bot.features.checkin.period import Cadence
from bot.features.checkin.record import CheckinRecord
from tests.build import build
from tests.checkin.actor import HEAVY, Colleague, grouped, switched_on
from tests.checkin.attackers.told import CASES, told
from tests.harness import TENANT, Harness

TRIED = CASES or 300
DAY = timedelta(days=1)


def test_a_cadence_for_ten_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    """Another cadence is chosen and taken back within one day, on any days of two years."""
    other = shorter = 0
    for seed in range(TRIED):
        chance = Random(seed)
        usual, brief = chance.sample(list(Cadence), 2)
        terms = Terms(on=True, cadence=usual)
        today = date(2026, 1, 5) + chance.randrange(60) * DAY
        for _ in range(6):
            before = terms.period(today)
            toggled = terms.asked_every(brief, today)
            other += toggled.period(today) != before
            terms = toggled.asked_every(usual, today)
            other += terms.period(today) != before
            today += chance.randrange(1, 60) * DAY
        days = [date(2026, 1, 5) + n * DAY for n in range(800)]
        shorter += any(terms.period(day).cadence_weeks != usual.value for day in days)
    told(
        capsys,
        "9 · a cadence is toggled within a day",
        f"{TRIED} tenants, 6 times each",
        f"{other} other periods on that day, {shorter} tenants with one later",
        "0",
    )
    assert (other, shorter) == (0, 0)


def test_a_cadence_is_changed_in_the_middle(capsys: pytest.CaptureFixture[str]) -> None:
    """Changed for good, on any day, several times: no period is cut short, none overlaps another."""
    wrong = tried = 0
    for seed in range(TRIED):
        chance = Random(seed)
        terms, today = Terms(on=True, cadence=chance.choice(list(Cadence))), date(2026, 1, 5)
        known = [terms.period(today)]
        for _ in range(120):
            if chance.random() < 0.05:
                terms = terms.asked_every(chance.choice(list(Cadence)), today)
            today += chance.randrange(1, 12) * DAY
            while not known[-1].holds(today):
                tried += 1
                known.append(terms.period(known[-1].next))
                wrong += known[-1].first != known[-2].next
            wrong += terms.period(today) != known[-1]
    told(
        capsys, "9 · a cadence is changed on any day", f"{tried} periods", f"{wrong} cut or overlapping", "0"
    )
    assert not wrong


def test_what_was_agreed_to_is_weakened(capsys: pytest.CaptureFixture[str]) -> None:
    """A minimum of 50 and 30 days are agreed to; then a manager changes whatever there is to change."""
    checkin = build().features.checkin
    assert checkin
    used = kept = tried = 0
    for seed in range(TRIED):
        chance = Random(seed)
        agreed = _terms(chance)
        record = CheckinRecord(
            "ana", "test", date(2026, 1, 5), consent=asked_consent(agreed, checkin.content), taking_part=True
        )
        now = replace(agreed, minimum=chance.randint(8, agreed.minimum), retention=chance.choice(RETENTION))
        if chance.random() < 0.3:
            now = replace(now, country="MX")
        weak = (
            now.minimum < agreed.minimum or now.retention > agreed.retention or now.country != agreed.country
        )
        tried += weak
        used += weak and counts(record, now, checkin.content.instrument, checkin.content.about)
        assert record.consent
        held = holding(record.consent, asked_consent(now, checkin.content))
        kept += held.minimum < agreed.minimum or held.retention > agreed.retention
        assert within_retention(record, now, date(2026, 11, 25)) == record
    told(
        capsys,
        "8 · terms are weakened after a yes",
        f"{tried} changes",
        f"{used} times the answers went on counting, {kept} times under weaker terms",
        "0",
    )
    assert tried
    assert (used, kept) == (0, 0)


def _terms(chance: Random) -> Terms:
    return Terms(
        on=True, minimum=chance.randint(max(8, FLOOR), 50), retention=chance.randint(*RETENTION), country="US"
    )


async def test_a_minimum_is_lowered_for_a_unit_that_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve agreed to twelve. A manager lowers it to eight: without a new yes, they are in no figure."""
    app = Harness(now=datetime(2026, 9, 9, 9, tzinfo=UTC))
    assert app.features.checkin
    team = [f"p{i:02}" for i in range(12)]
    await switched_on(app, minimum=12)
    await grouped(app, *team)
    shown = []
    for period in range(6):
        if period == 4:
            await switched_on(app, minimum=8)
        for name in team:
            who = Colleague(app, name)
            await who.types()
            if period == 0:
                await who.sends()
            if period >= 4:
                await who.press(GO_ON)  # under what they agreed to
            await who.sends(**HEAVY)
        app.later(days=14)
        await feature.closing(app.features.checkin)(app.now)
        results = await app.stores.checkin.results.results_of_unit(TENANT, "night")
        shown.append(any(result.low is not None for result in results if result.period == results[-1].period))
    told(
        capsys,
        "8 · a minimum is lowered after twelve people's yes",
        "one unit, 6 periods",
        f"{sum(shown[:4])} figures before, {sum(shown[4:])} after",
        "none after, until they say yes again",
    )
    assert shown[3]
    assert not any(shown[4:])
