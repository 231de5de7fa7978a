"""The boundary as an agent meets it: press this, see that."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.chat import Placement, Press
from bot.core.phrasebook import CHANNELS
from tests.boundary.actor import Seat, appoint
from tests.harness import Harness


async def test_the_whole_way_with_two_warnings(app: Harness, ana: Seat) -> None:
    assert await ana.types("boundary") == "Boundary · step 1 of 2"
    assert ana.badge == "14:02 UTC started"
    assert ana.labels == ["They stopped", "They did it again", "Threat or hate"]
    [phrase] = ana.phrases
    assert [line.language for line in phrase.lines] == ["en", "es"]
    app.later(minutes=2)
    assert await ana.presses("They did it again") == "Boundary · step 2 of 2"
    assert ana.came(Placement.UPDATE)
    assert ana.badge == "warned 14:02 UTC"
    assert ana.labels == ["Contact ended", "They stopped", "Threat or hate"]
    assert len(ana.phrases) == 2
    app.later(minutes=1)
    assert await ana.presses("Contact ended") == "You did that right. It's over."
    assert "Warned 14:02 UTC, 14:04 UTC. Ended 14:05 UTC." in ana.text
    assert "Nothing about this counts against you." in ana.text
    assert ana.labels == ["Tell my supervisor", "I need 5 minutes", "Add a note"]


async def test_in_spanish_spanish_comes_first(app: Harness) -> None:
    luis = Seat(app, "Luis", "es")
    assert await luis.types("límite correo") == "Límite · paso 1 de 2"
    assert luis.came(Placement.PRIVATE)
    assert [line.language for line in luis.phrases[0].lines] == ["es", "en"]
    assert luis.phrases[0].lines[0].text.startswith("Hola, {name}:")
    assert luis.labels == ["Ya paró", "Lo hizo otra vez", "Amenaza u odio"]
    await luis.presses("Ya paró")
    assert luis.title == "El límite funcionó. De vuelta al tema."


async def test_they_stopped_leads_back_to_the_matter_and_can_be_reopened(ana: Seat) -> None:
    await ana.types("boundary")
    assert await ana.presses("They stopped") == "It held. Back to the matter."
    assert "next step" in ana.phrases[0].lines[0].text
    assert await ana.presses("It started again") == "Boundary · step 1 of 2"
    assert await ana.presses("They did it again") == "Boundary · step 2 of 2"


async def test_a_threat_goes_straight_to_the_end_and_the_report_by_itself(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    assert await ana.presses("Threat or hate") == "Threat or hate: end it now"
    assert ana.labels == ["Contact ended", "They stopped"]
    await ana.chooses("sexual remarks", of="What was it?")
    await ana.presses("Contact ended")
    assert "Your supervisor was told at 14:02 UTC." in ana.text
    assert "Tell my supervisor" not in ana.labels
    await app.drainer.drain()
    [card] = app.mail.to("pablo")
    ana.looks_at(card)
    assert "sexual remarks · zero tolerance" in ana.text


@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_channel_changes_the_words_and_not_the_step(ana: Seat, channel: str) -> None:
    await ana.types("boundary chat")
    before = ana.badge
    await ana.chooses(channel, of="Channel")
    assert (ana.title, ana.badge) == ("Boundary · step 1 of 2", before)
    chosen = ana.all(c.Choice)[0]
    assert next(o.label for o in chosen.options if o.value == chosen.selected) == channel


async def test_what_is_open_comes_first_and_can_give_way_to_a_new_one(ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They did it again")
    assert await ana.types("límite") == "Boundary · step 2 of 2"
    new = ana.button("Start a new one")
    assert await ana.presses("Start a new one") == "Boundary · step 1 of 2"
    await ana.presses("They did it again")
    await ana.presses(new)  # pressed once more, on the old card
    assert ana.title == "Boundary · step 2 of 2"


async def test_an_old_card_never_moves_the_state_back(ana: Seat) -> None:
    await ana.types("boundary")
    first = {button.label: button for button in ana.buttons}
    await ana.presses("They did it again")
    for button in first.values():
        await ana.presses(button)
        assert ana.title == "Boundary · step 2 of 2"
        assert ana.badge == "warned 14:02 UTC"


async def test_a_double_click_has_one_effect(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    again = ana.button("They did it again")
    press = Press(ana.person, again.action, again.value)
    await asyncio.gather(*(app.calma.desk.answer(press) for _ in range(5)))
    incident = await app.stores.boundary.incidents.open_incident("T1", "ana")
    assert incident
    assert len(incident.course.warned) == 2


async def test_credit_limits_are_no_boundary(app: Harness, ana: Seat) -> None:
    await ana.types("límite de crédito rechazado")
    assert await app.stores.boundary.incidents.count_incidents("T1") == 0


async def test_somebody_elses_card_is_refused_kindly_and_logged(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    await ana.types("boundary")
    luis, eve = Seat(app, "Luis"), Seat(app, "Ana", tenant="T2")
    for other in (luis, eve):
        other.looks_at(ana.card)
        with caplog.at_level(logging.WARNING, "calma.boundary"):
            for button in ana.buttons:
                await other.presses(button)
                assert other.title == "I can't open that one here"
                assert other.came(Placement.PRIVATE)
    assert len(caplog.records) == 6
    assert caplog.messages[0] == "refused a press: tenant T1, user luis, incident id1"
    assert await ana.types("boundary") == "Boundary · step 1 of 2"


@pytest.mark.parametrize("value", ["", "x", "id1", "id1.x", "id1.-1", "a b.1", "id1.1.x y", "٣.1", "1" * 999])
async def test_a_strange_value_is_refused_and_nothing_worse(ana: Seat, value: str) -> None:
    for action in ("again", "stopped", "tell", "rest", "note", "channel", "kind", "show"):
        await ana.press(f"boundary.{action}", value)
        assert ana.title == "I can't open that one here"


async def test_a_note_is_kept_without_the_customers_data(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    assert await ana.presses("Add a note") == "Add a note"
    noted = "Shouted, then wrote from eve@example.com, +52 (55) 1234-5678, card 4111 1111 1111 1111."
    await ana.sends(note=noted, ticket="CASE-77", kind="slurs")
    assert "was taken out" in ana.text
    kept = await app.stores.boundary.incidents.find_incident("T1", "id1")
    assert kept
    assert kept.note == "Shouted, then wrote from •••, •••, card •••."
    assert (kept.ticket, kept.course.kind.value) == ("CASE-77", "slurs")


async def test_a_note_that_is_too_long_is_named_at_its_field(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    await ana.presses("Add a note")
    assert await ana.sends(note="a" * 10_000, ticket="4111111111111111") == ""
    assert ana.errors["note"] == "That is 10000 characters; at most 500 fit. Please shorten it."
    assert set(ana.errors) == {"note", "ticket"}
    kept = await app.stores.boundary.incidents.find_incident("T1", "id1")
    assert kept
    assert (kept.note, kept.ticket) == ("", "")


async def test_five_minutes(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    assert await ana.presses("I need 5 minutes") == "5 minutes for you"
    assert "Breathe" in ana.text
    assert "Nothing about this counts against you." in ana.text
    await app.passes(minutes=4.5, step=0.5)
    assert app.mail.to("ana") == []
    await app.passes(minutes=1, step=0.5)
    assert app.mail.titles("ana") == ["Your minutes are over"]
    assert app.mail.to("pablo") == []
    assert await ana.presses("Back") == "It held. Back to the matter."


Step = (
    tuple[int, int] | None
)  # which card, counted back from the newest, and which of its buttons; or `/calm`
steps: st.SearchStrategy[Step] = st.one_of(
    st.none(), st.tuples(st.just(0), st.integers(0, 5)), st.tuples(st.integers(0, 20), st.integers(0, 5))
)
actions = st.lists(steps, max_size=15)


@settings(deadline=None, max_examples=60)
@given(actions)
def test_whatever_is_pressed_at_most_one_is_open(done: list[Step]) -> None:
    asyncio.run(_all_of_it(done))


async def _all_of_it(done: list[Step]) -> None:
    app = Harness()
    await appoint(app, "sofía")
    ana = Seat(app, "Ana")
    await ana.types("boundary")
    seen = [ana.card]
    for step in done:
        if step is None:
            await ana.types("boundary")
        else:
            back, number = step
            card = seen[-1 - back % len(seen)]
            ana.looks_at(card)
            await ana.presses(ana.labels[number % len(ana.labels)])
            if ana.form:
                ana.looks_at(card)
        app.later(minutes=1)
        seen.append(ana.card)
        assert ana.buttons
        everything = await app.stores.boundary.incidents.incident_page("T1", 0, 100)
        assert sum(incident.course.open for incident in everything) <= 1
    await app.passes(minutes=30, step=0.5)
