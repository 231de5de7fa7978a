"""The day after, and what came of it."""

from __future__ import annotations

import logging

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.core.people import Preferences
from bot.core.viewer import Viewer
from bot.features.boundary import aftercare_cards
from tests.boundary.actor import Seat
from tests.boundary.test_edges import fits
from tests.boundary.test_support import ended
from tests.harness import Harness
from tests.seen import Seen


async def a_day(app: Harness) -> None:
    """Lets a day go by, and a little."""
    await app.passes(hours=24, minutes=10, step=30)


async def test_the_day_after_the_agent_alone_is_asked_and_once(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ended(ana)
    await app.passes(hours=23, step=30)
    assert app.mail.to("ana") == []
    await app.passes(hours=1, minutes=10, step=10)
    assert [to.id for to, _, _ in app.mail.sent] == ["ana"]  # of two contacts, one question
    assert await ana.reads_mail() == "How is it today?"
    assert "Yesterday a contact brought you abuse." in ana.text
    assert ana.labels == ["I'm all right", "I'd like to talk", "Leave me be"]
    await app.passes(hours=72, step=60)
    assert len(app.mail.to("ana")) == 1


@pytest.mark.parametrize(
    ("label", "title"), [("I'm all right", "Good to hear"), ("Leave me be", "All right")]
)
async def test_what_they_answer_is_told_and_stored_nowhere(
    app: Harness, ana: Seat, label: str, title: str
) -> None:
    await ended(ana)
    before = await app.stores.boundary.incidents.find_incident("T1", "id1")
    await a_day(app)
    await ana.reads_mail()
    assert await ana.presses(label) == title
    assert ana.labels == []
    assert await app.stores.boundary.incidents.find_incident("T1", "id1") == before
    await app.passes(hours=72, step=60)
    assert len(app.mail.sent) == 1


async def test_who_would_like_to_talk_reaches_whoever_stood_behind_them(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    sofia = Seat(app, "Sofía", "es")
    sofia.looks_at(app.mail.to("pablo")[0])
    await sofia.presses("Seen, I'm with you")
    await a_day(app)
    await ana.reads_mail()
    wish = ana.button("I'd like to talk")
    for _ in range(2):
        await ana.presses(wish)
    assert ana.title == "Sofía hears that you'd like to talk"
    await app.drainer.drain()
    assert len(app.mail.to("sofía")) == 1
    assert await sofia.reads_mail() == "Ana quisiera hablar"
    assert "Ana no tiene que justificar nada" in sofia.text
    await sofia.presses("Hoy paso a verle")
    assert "Sofía se encarga" in sofia.text
    await sofia.press("incident.hears", Seen(app.mail.to("sofía")[-1]).buttons[0].value)
    await app.drainer.drain()
    assert app.mail.titles("ana")[-1] == "Sofía would like to talk with you · 14:12 UTC"
    assert len(app.mail.to("ana")) == 3  # the answer of the day before, the question, this


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "On Tuesday a contact brought you slurs or hate."),
        ("es", "El martes recibió expresiones de odio en un contacto."),
    ],
)
async def test_it_is_asked_in_the_next_shift_and_says_of_which_day(
    app: Harness, language: str, line: str
) -> None:
    luis = Seat(app, "Luis", language, zone="America/Bogota")
    await luis.works("08:00", "12:00", days="1 4")  # Tuesdays and Fridays; it is Tuesday, 09:02
    await ended_in(luis)
    await app.passes(days=2, hours=22, minutes=50, step=30)
    assert not any(line in Seen(card).text for card in app.mail.to("luis"))
    await app.passes(minutes=20, step=10)
    await luis.reads_mail()
    assert line in luis.text


async def ended_in(who: Seat) -> None:
    """Somebody ends a contact at once, in either language."""
    await who.types("boundary")
    await who.press("boundary.zero", "slurs.phone")
    await who.press(who.buttons[0].action, who.buttons[0].value)


async def test_whoever_cannot_be_reached_is_passed_over_and_at_the_end_the_agent_hears_it(
    app: Harness, ana: Seat
) -> None:
    await ended(ana)
    await a_day(app)
    await ana.reads_mail()
    app.mail.refuses = {"pablo"}
    await ana.presses("I'd like to talk")
    await app.passes(minutes=1, step=0.5)
    assert app.mail.titles("sofía") == ["Ana would like to talk"]
    luis = Seat(app, "Luis")
    await ended(luis)
    await a_day(app)
    app.mail.refuses = {"pablo", "sofía"}
    await luis.reads_mail()
    await luis.presses("I'd like to talk")
    await app.passes(minutes=1, step=0.5)
    assert app.mail.titles("luis")[-1] == "I couldn't reach anybody to talk with"


async def test_with_nobody_set_up_it_says_so(app: Harness) -> None:
    eve = Seat(app, "Eve", "es", tenant="T9")
    await eve.types("boundary")
    await eve.press("boundary.zero", "slurs.phone")
    await eve.press(eve.buttons[0].action, eve.buttons[0].value)
    await a_day(app)
    assert await eve.reads_mail() == "¿Cómo va hoy?"
    assert "Ayer recibió expresiones de odio en un contacto." in eve.text
    assert await eve.presses("Quisiera hablar") == "Aquí todavía no tengo a quién avisar"


async def test_nothing_is_asked_where_nothing_had_to_be_ended(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    luis = Seat(app, "Luis")
    await ended(luis)
    await luis.presses("They called again")  # it goes on, and is asked about when that is over
    await a_day(app)
    assert app.mail.sent == []


async def test_a_supervisor_says_what_came_of_it_and_the_agent_sees_it(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    pablo, marta = Seat(app, "Pablo"), Seat(app, "Marta", role=Role.MANAGER)
    await marta.types("boundary log")
    assert "1 reported in the last 8 weeks are without an outcome." in marta.text.replace("*", "")
    await pablo.reads_mail()
    await pablo.presses("Seen, I'm with you")
    await pablo.chooses("The customer is restricted", of="What came of it")
    assert "What came of it: the customer is restricted · Pablo, 14:02 UTC" in pablo.text
    await pablo.chooses("The customer is restricted", of="What came of it")  # once more changes nothing
    await app.drainer.drain()
    assert app.mail.titles("ana")[-1] == "What came of it: the customer is restricted · Pablo, 14:02 UTC"
    await pablo.chooses("We talked", of="What came of it")  # a slip can be mended
    await app.drainer.drain()
    assert len(app.mail.to("ana")) == 3
    assert await ana.press("boundary.show", "id1.4") == "You did that right. It's over."
    assert "What came of it: we talked · Pablo, 14:02 UTC" in ana.text
    await marta.types("boundary log")
    assert "without an outcome" not in marta.text
    assert marta.rows[0][-1] == "Seen · we talked"


async def test_what_came_of_it_is_said_by_whoever_has_the_notice_alone(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    pablo = Seat(app, "Pablo")
    await pablo.reads_mail()
    value = pablo.choice("What came of it").options[0].value
    with caplog.at_level(logging.WARNING, "calma.boundary"):
        for seat in (Seat(app, "Pablo", tenant="T2"), ana):
            assert await seat.press("incident.result", value) == "I can't open that one here"
        for forged in ("id1.4.forged_talked", "id1.4", "", "id1.4.id2talked"):
            assert await pablo.press("incident.result", forged) == "I can't open that one here"
    assert len(caplog.messages) == 6
    await pablo.press("incident.result", value.replace("_talked", "_anything"))
    incident = await app.stores.boundary.incidents.find_incident("T1", "id1")
    assert incident
    assert incident.result is None


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(app: Harness, language: str) -> None:
    ana, pablo = Seat(app, f"Ana {'<!channel> **x** ' * 9}", language), Seat(app, "Pablo", language)
    await app.stores.people.keep_preferences(pablo.person, Preferences(language=language))
    await ana.types("boundary")
    await ana.press("boundary.zero", "sexual.phone")
    await ana.presses(ana.buttons[0])
    await app.drainer.drain()
    await pablo.reads_mail()
    for option in pablo.one(c.Choice).options:
        await pablo.press("incident.result", option.value)
        fits(pablo.card, app)
        await app.drainer.drain()
    await a_day(app)
    await ana.reads_mail()
    for button in ana.buttons:
        await ana.presses(button)
        fits(ana.card, app)
    await app.drainer.drain()
    await pablo.reads_mail()
    await pablo.presses(pablo.buttons[0])
    fits(pablo.card, app)
    fits(aftercare_cards.answered_card(Viewer(app.book, language), "unheard"), app)
    for card in (*ana.mail, *pablo.mail):
        fits(card, app)
    assert len(ana.mail) >= 6  # what came of it, four times; the question; and whatever else


async def test_nobody_answers_for_somebody_else(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await a_day(app)
    await ana.reads_mail()
    luis = Seat(app, "Luis")
    for button in ana.buttons:
        assert await luis.presses(button) == "I can't open that one here"
        assert luis.came(Placement.PRIVATE)
    assert await Seat(app, "Pablo").press("incident.hears", "id1.4.forged") == "I can't open that one here"
    await app.drainer.drain()
    assert len(app.mail.sent) == 1


async def test_where_the_contact_goes_on_what_came_of_it_is_open_again(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    pablo = Seat(app, "Pablo")
    await pablo.reads_mail()
    await pablo.chooses("Nothing more needed", of="What came of it")
    await ana.press("boundary.show", "id1.4")
    await ana.presses("They called again")
    incident = await app.stores.boundary.incidents.find_incident("T1", "id1")
    assert incident
    assert incident.result is None
