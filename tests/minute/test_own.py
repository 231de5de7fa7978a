"""A person turns it on, gets a line as their shift starts, and turns it off: in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.core import card as c
from bot.core.minutes import MinuteKind
from bot.features.minute.select import line_on
from bot.features.minute.starts import SPREAD, WINDOW
from tests.harness import TENANT, Actor, Harness
from tests.minute.actor import BOGOTA, MADRID, MONDAY, kind_of, meet, turned_on


@pytest.fixture
def app() -> Harness:
    return Harness(now=MONDAY)


async def test_what_it_is_and_what_is_kept_is_said_first(app: Harness) -> None:
    ana = await meet(app)
    assert await ana.types("minute") == "Start-of-shift minute"
    about, kept = (text.text for text in ana.all(c.Text))
    assert about.startswith("One line as your shift starts")
    assert "that it is on, with days, time and your time zone" in kept
    assert "for 30 days, as of any message, that it was sent" in kept
    assert "94 people in customer service" in ana.notes[0]
    assert ana.labels == ["Turn it on", "Start my shift", "Not now"]
    form = await ana.opens("Turn it on")
    assert ana.field("at").value == "09:00"
    assert ana.select("days").selected == ("0", "1", "2", "3", "4")
    assert "Your own time: Bogota." in ana.text
    assert form.send == "Turn it on"
    assert await app.stores.minutes.find_minute(TENANT, "ana") is None  # nothing before it is sent


async def test_it_comes_as_the_shift_starts_and_the_two_kinds_take_turns(app: Harness) -> None:
    ana = await turned_on(app)
    assert "It comes weekdays at 09:00, or in the five minutes after. The next one: later today." in ana.text
    await ana.types("minute")
    assert ana.badge == "on"
    assert ana.labels == ["Change", "Turn it off", "Start my shift"]
    assert await _days(app, ana, 7) == [0, 1, 2, 3, 4]
    texts = [card.summary for card in ana.mail]
    kinds = [kind_of(app, text) for text in texts]
    assert set(kinds) == set(MinuteKind)
    assert all(kind is not other for kind, other in pairwise(kinds))
    assert len(set(texts)) == 5
    assert await ana.reads_mail() == "Before you start"
    assert ana.labels == ["Not now", "Turn it off"]


async def test_the_same_in_spanish(app: Harness) -> None:
    ana = await meet(app, language="es")
    assert await ana.types("minuto") == "Minuto de inicio de turno"
    assert ana.labels == ["Activarlo", "Empezar mi turno", "Ahora no"]
    await ana.opens("Activarlo")
    assert await ana.sends(at="08:30", days=("0", "6")) == "Está activado"
    assert "Llega los lunes y los domingos a las 08:30" in ana.text
    await app.passes(hours=9)
    assert await ana.reads_mail() == "Antes de empezar"
    assert kind_of(app, ana.card.summary)
    assert await ana.presses("Desactivarlo") == "Está desactivado"
    assert await app.stores.minutes.find_minute(TENANT, "ana") is None


async def test_one_tap_in_the_message_ends_it(app: Harness) -> None:
    ana = await turned_on(app)
    await app.passes(hours=9)
    await ana.reads_mail()
    assert await ana.presses("Turn it off") == "It is off"
    assert await _days(app, ana, 8) == []
    assert await ana.presses("Turn it on again") == "Start-of-shift minute"
    assert await ana.types("minute stop") == "It is off"


async def test_what_waits_goes_too(app: Harness) -> None:
    ana = await turned_on(app)
    app.clock.now = MONDAY + timedelta(hours=7, minutes=55)  # planned, and not due yet
    await app.ticks()
    [progress] = await app.stores.ledger.campaign_progress(TENANT)
    assert progress.total == 1
    await ana.types("minute")
    await ana.presses("Turn it off")
    assert await app.stores.ledger.campaign_progress(TENANT) == ()


async def test_not_now_puts_the_card_away_and_stores_nothing(app: Harness) -> None:
    ana = await turned_on(app)
    await app.passes(hours=9)
    before = await app.stores.minutes.find_minute(TENANT, "ana")
    await ana.reads_mail()
    assert await ana.presses("Not now") == "All right"
    assert ana.text.endswith("Have a good shift.")
    assert await app.stores.minutes.find_minute(TENANT, "ana") == before
    luis = await meet(app, "luis")
    await luis.types("minute")
    await luis.presses("Not now")
    assert "**/calm minute** brings this back" in luis.text


@pytest.mark.parametrize(("text", "language"), [("minute now", "en"), ("minuto ahora", "es")])
async def test_a_shift_of_no_fixed_time_is_started_by_hand(app: Harness, text: str, language: str) -> None:
    ana = await meet(app, language=language)
    title = {"en": "Before you start", "es": "Antes de empezar"}[language]
    assert await ana.types(text) == title
    first = kind_of(app, ana.card.summary)
    assert await ana.presses(ana.labels[0]) == title
    assert kind_of(app, ana.card.summary) is not first
    for value in ("", "x", "-1", "9" * 40):
        assert await ana.press("minute.now", value) == title
    assert await app.stores.minutes.find_minute(TENANT, "ana") is None
    assert await app.stores.ledger.campaign_progress(TENANT) == ()


async def test_a_time_that_is_none_and_no_day_are_told(app: Harness) -> None:
    ana = await meet(app)
    await ana.types("minute")
    await ana.opens("Turn it on")
    await ana.sends(at="soon", days=())
    assert ana.errors.keys() == {"at", "days"}


async def test_a_shift_that_was_told_is_what_the_form_begins_with(app: Harness) -> None:
    ana = await meet(app)
    await ana.works("22:00", "06:00", "4 5 6")
    await ana.types("minute")
    await ana.opens("Turn it on")
    assert ana.field("at").value == "22:00"
    assert ana.select("days").selected == ("4", "5", "6")


async def test_a_zone_that_nobody_knows_is_said(app: Harness) -> None:
    ana = await meet(app, zone="")
    await ana.types("minute")
    await ana.opens("Turn it on")
    assert "Nobody has told me your time zone, so it goes by the clock of UTC." in ana.text
    await ana.sends()
    await app.passes(hours=4)
    assert len(ana.mail) == 1


async def test_too_late_it_does_not_come_into_the_middle_of_a_shift(app: Harness) -> None:
    ana = await turned_on(app)
    app.later(hours=8 + 0.75)  # nobody was there to send it; 09:45 by now
    await app.ticks()
    assert ana.mail == []
    assert await _days(app, ana, 2) == [0, 1]  # Tuesday and Wednesday


async def test_planned_before_an_outage_it_expires(app: Harness) -> None:
    ana = await turned_on(app)
    app.clock.now = MONDAY + timedelta(hours=7, minutes=55)
    await app.ticks()
    app.clock.now = MONDAY + timedelta(hours=8) + SPREAD + WINDOW
    await app.ticks()
    assert ana.mail == []


@pytest.mark.parametrize(
    "fields", [{"state": "stopped"}, {"state": "paused"}, {"quiet": "08:00", "loud": "10:00"}]
)
async def test_a_stop_a_pause_and_quiet_hours_hold_for_it_and_the_card_says_so(
    app: Harness, fields: dict[str, str]
) -> None:
    ana = await turned_on(app)
    await ana.types("settings", command="drill")
    assert "and for the start-of-shift minute" in ana.text
    await ana.sends(**fields)
    await app.passes(hours=10)
    assert ana.mail == []
    await ana.types("minute")
    assert "in **/drill settings** keep it back for now" in ana.text
    assert "schedule.settings" in ana.actions


async def test_a_public_holiday_has_none(app: Harness) -> None:
    app.clock.now = app.now.replace(month=12, day=24)
    ana = await turned_on(app)
    assert await _days(app, ana, 4) == [0]  # the 25th is Friday, then the weekend


async def test_whoever_changes_the_time_after_a_line_came_gets_the_next_one_tomorrow(app: Harness) -> None:
    ana = await turned_on(app)
    await app.passes(hours=9)
    assert len(ana.mail) == 1
    await ana.types("minute")
    await ana.presses("Change")
    await ana.sends(at="18:00")
    assert "The next one: tomorrow." in ana.text
    await app.passes(step=10, hours=15)
    assert len(ana.mail) == 1


async def test_whoever_moves_keeps_their_hour(app: Harness) -> None:
    ana = await turned_on(app, zone=BOGOTA)
    await app.passes(hours=9)
    await meet(app, zone=MADRID)
    assert len(ana.mail) == 1
    await app.passes(step=10, days=1, hours=10)  # Tuesday still goes by Bogota: it was planned there
    assert len(ana.mail) == 2
    app.clock.now = MONDAY + timedelta(days=2, hours=2, minutes=6)  # 09:06 in Madrid
    await app.ticks()
    assert len(ana.mail) == 3


@pytest.mark.parametrize("reason", ["user_not_found", "blocked", "not installed"])
async def test_whoever_has_gone_or_blocks_it_gets_no_more(app: Harness, reason: str) -> None:
    ana = await turned_on(app)
    app.mail.refuses, app.mail.reasons = {"ana"}, {"ana": reason}
    await app.passes(hours=9)
    assert await app.stores.minutes.find_minute(TENANT, "ana") is None
    assert ana.mail == []


async def test_a_token_that_is_refused_turns_it_off_for_nobody(app: Harness) -> None:
    await turned_on(app)
    app.mail.refuses, app.mail.reasons = {"ana"}, {"ana": "invalid_auth"}
    await app.passes(hours=9)
    assert await app.stores.minutes.find_minute(TENANT, "ana")


async def test_what_was_kept_is_shown_and_erased(app: Harness) -> None:
    ana = await turned_on(app)
    await ana.types("privacy")
    assert "Your start-of-shift minute" in ana.text
    await ana.presses("Erase everything")
    await ana.presses(ana.labels[0])
    await ana.presses(ana.labels[0])
    assert await app.stores.minutes.find_minute(TENANT, "ana") is None
    assert await _days(app, ana, 2) == []


async def test_the_settings_lead_there(app: Harness) -> None:
    ana = await meet(app)
    await ana.types("settings")
    assert await ana.presses("Start-of-shift minute") == "Start-of-shift minute"
    assert ana.form
    assert ana.form.action == "minute.keep"


async def test_of_a_phrasebook_without_lines_nothing_comes(app: Harness) -> None:
    bare = Harness(book=replace(app.book, minutes={}), now=MONDAY)
    ana = await turned_on(bare)
    await bare.passes(hours=9)
    assert ana.mail == []
    await ana.types("minute now")
    assert "There are no lines in this phrasebook." in ana.text


def test_nobody_reads_the_same_line_twice_in_six_weeks(app: Harness) -> None:
    first = date(2026, 11, 23)
    for user in ("ana", "luis", "U0999"):
        lines = [line_on(app.book, user, first + timedelta(days=n)) for n in range(40)]
        assert len({line.id for line in lines if line}) == 40


async def _days(app: Harness, ana: Actor, count: int) -> list[int]:
    """Lets days go by, and returns on which of them something came, from 0 on."""
    came = []
    for day in range(count):
        before = len(ana.mail)
        await app.passes(step=15, days=1)
        came += [day] if len(ana.mail) > before else []
    return came
