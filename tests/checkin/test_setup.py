"""Off until a manager sets it up; its terms, whose changes are in the change log; off again, which erases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core import card as c
from bot.core.chat import Role
from bot.features.checkin import feature
from bot.features.checkin.model import LEAST, Terms
from bot.features.checkin.period import Cadence, CadenceChange
from bot.wiring.stores import Stores
from tests.checkin.actor import AFTER, MIDDLE, Colleague, offered, record_of, switched_on
from tests.harness import Clock, Harness

ALL = ("voluntary", "impact", "keys")


@pytest.fixture
def new() -> Harness:
    """An app whose organisation has set nothing up."""
    return Harness(now=MIDDLE)


def boss_of(app: Harness, language: str = "en") -> Colleague:
    return Colleague(app, "boss", language, Role.MANAGER, shown_as="Rosa")


async def terms_of(stores: Stores) -> Terms:
    return await stores.checkin.terms.find_terms("T1")


async def changes_of(app: Harness) -> list[str]:
    """Returns the change log as a manager reads it, the newest first."""
    boss = boss_of(app)
    await boss.press("team.change")
    return [f"{quote.label} {quote.text}" for quote in boss.all(c.Quote)]


async def test_nobody_set_it_up_so_it_is_kindly_not_there(new: Harness) -> None:
    ana = Colleague(new)
    for text in ("", "me"):
        await ana.types(text)
        assert ana.title == "Not switched on here"
        assert "nothing of it is stored" in ana.text
        assert ana.labels == ["Take care", "Someone to talk to"]
    await ana.presses("Someone to talk to")
    assert ana.title == "Someone to talk to, now"
    await ana.types("care")
    assert ana.title == "Around a hard shift"
    assert await new.stores.checkin.records.all_records("T1") == ()


async def test_whoever_agreed_while_it_was_turned_off_is_asked_when_it_is_on_again(app: Harness) -> None:
    ana, boss = Colleague(app), boss_of(app)
    await ana.answers()
    terms = await terms_of(app.stores)
    assert await app.stores.checkin.terms.keep_terms("T1", replace(terms, on=False))  # nothing else was done
    await boss.types("settings")
    await boss.sends(confirmed=ALL, staff="agreed")
    await ana.types()
    assert ana.form
    assert not ana.form.fields
    assert (await record_of(app)).entries == ()


async def test_a_manager_sets_it_up_and_is_led_to_the_units(new: Harness) -> None:
    boss, ana = boss_of(new), Colleague(new)
    await boss.types()
    await boss.presses("Set it up")
    assert boss.title == "Set up the self-check"
    for told in ("Voluntary", "works council", "GDPR Art. 35", "prevention", "holds the keys", "docs/trust"):
        assert told in boss.text
    await boss.sends()
    assert boss.errors == {
        "confirmed": "All three have to hold before it is switched on.",
        "staff": "Say whether they agreed, or that there is none here.",
    }
    await boss.sends(confirmed=ALL[:2], staff="agreed", minimum=7)
    assert set(boss.errors) == {"confirmed", "minimum"}
    assert not (await terms_of(new.stores)).on
    await boss.sends(confirmed=ALL, staff="agreed", country="MX")
    assert boss.title == "It is on"
    assert boss.button("Units").action == "checkin.units"
    assert await terms_of(new.stores) == Terms(
        on=True, country="MX", version=2, changes=(CadenceChange(date(2024, 1, 1), Cadence.FORTNIGHTLY),)
    )
    [line] = await changes_of(new)
    for told in ("Rosa", "the self-check", "switched on", "confirmed: voluntary", "asked, and they agreed"):
        assert told in line
    await ana.types()
    assert ana.form
    assert ana.form.send == "Yes, I want this"
    assert "the answers of 10 people or more" in ana.text


async def test_in_spanish(new: Harness) -> None:
    rosa = boss_of(new, "es")
    await rosa.types("ajustes")
    assert rosa.title == "Activar el chequeo"
    await rosa.sends(confirmed=ALL, staff="none")
    assert rosa.title == "Está activado"
    await rosa.press("team.change")
    assert "confirmado: voluntario" in rosa.text
    luz = Colleague(Harness(now=MIDDLE), language="es")
    await luz.types()
    assert luz.title == "Aquí no está activado"


async def test_the_set_up_sent_twice_and_by_two(new: Harness) -> None:
    boss, other = boss_of(new), boss_of(new)
    for who in (boss, other):
        await who.types("settings")
    form = boss.form
    await boss.sends(confirmed=ALL, staff="none")
    boss.form = form
    await boss.sends(confirmed=ALL, staff="none", minimum=50)
    await other.sends(confirmed=ALL, staff="none", minimum=50)
    assert other.title == "It is on"
    assert (await terms_of(new.stores)).minimum == 10


async def test_a_settings_form_of_before_switches_nothing_on(app: Harness, new: Harness) -> None:
    boss = boss_of(app)
    await boss.types("settings")
    form, late = boss.form, boss_of(new)
    late.form = form
    await late.sends()
    assert late.title == "Set up the self-check"
    assert not (await terms_of(new.stores)).on


async def test_only_managers(new: Harness) -> None:
    ana = Colleague(new)
    await ana.types("settings")
    assert ana.form is None
    await ana.press("checkin.settings")
    assert ana.form is None


async def test_settings_are_dated_and_logged(app: Harness, clock: Clock) -> None:
    boss = boss_of(app)
    await boss.types("settings")
    form = boss.form
    await boss.sends(minimum=7, retention=29)
    assert boss.errors == {
        "minimum": "A whole number, 8 or more.",
        "retention": "A whole number from 30 to 365.",
    }
    await boss.sends(minimum="9.0", retention=90, cadence="1", country="MX")
    assert boss.title == "Saved"
    assert "“How often” becomes “Every week” on 30 November" in boss.text
    terms = await terms_of(app.stores)
    assert (terms.cadence, terms.minimum, terms.retention, terms.country) == (Cadence.WEEKLY, 9, 90, "MX")
    assert terms.period(MIDDLE.date()).id == "2026-W47-W48"
    assert terms.period(AFTER.date()).id == "2026-W49"
    boss.form = form
    await boss.sends(minimum=20)
    assert boss.title == "Not saved"
    assert (await terms_of(app.stores)).minimum == 9
    [line] = await changes_of(app)
    for told in (
        "how often: every week",
        "people for a figure: 8 → 9",
        "days answers are kept: 180 → 90",
        "country: – → MX",
    ):
        assert told in line


async def test_toggled_for_ten_minutes_no_period_appears(app: Harness, clock: Clock) -> None:
    boss, ana = boss_of(app), Colleague(app)
    await ana.answers()
    for weeks in ("1", "52", "2"):
        await boss.types("settings")
        await boss.sends(cadence=weeks)
        clock.later(minutes=5)
    assert [entry.period for entry in (await record_of(app)).entries] == ["2026-W47-W48"]
    clock.now = AFTER
    await ana.types()
    assert ana.form
    assert ana.form.value.startswith("2026-W49-W50|")


async def test_the_time_before_it_was_on_has_no_figure(new: Harness, clock: Clock) -> None:
    boss = boss_of(new)
    await boss.types("settings")
    await boss.sends(confirmed=ALL, staff="none")
    assert await new.stores.checkin.results.is_published("T1", "2026-W45-W46")
    assert not await new.stores.checkin.results.is_published("T1", "2026-W47-W48")


async def test_turning_it_off_erases_after_one_more_question(app: Harness) -> None:
    boss, ana = boss_of(app), Colleague(app)
    await ana.answers()
    await boss.types("settings")
    await boss.sends(on="no")
    assert boss.title == "Turn it off and erase all?"
    assert (await terms_of(app.stores)).on
    await boss.presses("Turn off and erase")
    assert boss.title == "It is off"
    assert await app.stores.checkin.records.all_records("T1") == ()
    for text in ("", "me"):
        await ana.types(text)
        assert ana.title == "The self-check is off"
        assert "erased" in ana.text
    assert "switched off and erased" in (await changes_of(app))[0]
    await boss.types("team")
    await boss.presses("Set it up")
    await boss.sends(confirmed=ALL, staff="none")
    await ana.types()
    assert ana.form
    assert (await record_of(app)).entries == ()


async def test_what_there_is_of_somebody_is_theirs_also_while_it_is_off(app: Harness, new: Harness) -> None:
    ana = Colleague(app)
    await ana.answers()
    record = await record_of(app)
    await new.stores.checkin.records.add_records("T1", [record])
    ana = Colleague(new)
    await ana.types()
    assert ana.title == "Not switched on here"
    await ana.types("me")
    assert "stays yours" in ana.text
    assert "Start" not in ana.labels
    await ana.presses("Export my answers")
    assert ana.title == "My self-check answers"
    await ana.sends()
    await ana.presses("Stop and erase")
    await ana.presses("Erase")
    await ana.presses("Erase for good")
    assert ana.title == "Erased"
    assert (await record_of(new)).entries == ()
    await ana.types("me")
    assert ana.title == "Not switched on here"


async def test_questions_that_may_not_be_asked_so_often_are_not_from_the_next_period_on(
    app: Harness, clock: Clock
) -> None:
    await switched_on(app, cadence=Cadence.WEEKLY, minimum=LEAST)
    await offered(app, "ana")
    deps = app.features.checkin
    assert deps
    content = deps.current.content
    deps.current.content = replace(content, instrument=replace(content.instrument, min_interval_days=80))
    await feature.reminding(deps, app.stores.ledger.add_notices)(clock.now)
    terms = await terms_of(app.stores)
    assert terms.period(clock.now.date()).id == "2026-W48"
    assert terms.period(AFTER.date()).cadence_weeks == 13
    [line] = await changes_of(app)
    assert "Calma changed the self-check how often: every three months" in line
    boss = boss_of(app)
    await boss.types("settings")
    assert boss.form
    [cadence] = [field for field in boss.form.fields if field.name == "cadence"]
    assert isinstance(cadence, c.Select)
    assert [option.value for option in cadence.options] == ["13", "26", "52"]
