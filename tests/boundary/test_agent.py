"""The boundary as an agent meets it: press this, see that."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Press
from bot.core.phrasebook import BASE_CHANNELS
from bot.features.boundary.model import Incident
from tests.boundary.actor import Seat
from tests.harness import Harness

AGAIN = "They went on, I said it again"
DOORS = ["Threat", "Bomb", "Self-harm", "Sexual", "Hate"]


async def stored(app: Harness, id: str = "id1") -> Incident:
    """Returns an incident as it is stored."""
    incident = await app.stores.boundary.incidents.find_incident("T1", id)
    assert incident
    return incident


async def test_the_whole_way_with_two_warnings(app: Harness, ana: Seat) -> None:
    assert await ana.types("boundary") == "Boundary · first warning"
    assert ana.labels[:3] == ["I said it", "They stopped", "Someone on this now"]
    assert "need to end the call" in ana.wordings[0]
    assert ana.languages == ["en", "es"]
    app.later(minutes=1)
    assert await ana.presses("I said it") == "Boundary · warned 14:03 UTC"
    assert ana.came(Placement.UPDATE)
    assert ana.wordings == ["This is the last time I'm asking: if this goes on, I'm ending the call."]
    assert ana.labels[:4] == ["They stopped", AGAIN, "Someone on this now", "Undo"]
    app.later(minutes=1)
    assert await ana.presses(AGAIN) == "Boundary · warned 14:03 UTC and 14:04 UTC"
    assert ana.wordings[0].startswith("I'm ending this call now.")
    assert ana.labels[:3] == ["Contact ended", "They stopped", "They hung up"]
    app.later(minutes=1)
    assert await ana.presses("Contact ended") == "You did that right. It's over."
    assert "Warned 14:03 UTC and 14:04 UTC. Ended 14:05 UTC. Policy followed." in ana.text
    assert "Nothing about this counts against you." in ana.text
    assert ana.labels[:3] == ["Tell my supervisor", "Add a note", "They called again"]


async def test_opening_it_shows_words_and_claims_nothing(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    app.later(minutes=5)
    await ana.presses("They stopped")
    assert "No warning was said. They stopped 14:07 UTC." in ana.text
    assert (await stored(app)).course.warned == ()


async def test_no_card_says_both_that_it_ends_and_what_if_it_goes_on(ana: Seat) -> None:
    await ana.types("boundary")
    for press in ("I said it", AGAIN, "Contact ended"):
        said = " ".join(line.text for phrase in ana.phrases for line in phrase.lines)
        assert not ("ending this call now" in said and "goes on" in said)
        await ana.presses(press)


async def test_in_spanish_spanish_comes_first(app: Harness) -> None:
    luis = Seat(app, "Luis", "es", zone="America/Bogota")
    assert await luis.types("límite correo") == "Límite · primer aviso"
    assert luis.came(Placement.PRIVATE)
    assert luis.languages == ["es", "en"]
    assert luis.wordings[0].startswith("Hola, [su nombre]:")
    assert luis.labels[:3] == ["Ya lo dije", "Ya paró", "Que venga alguien ya"]
    assert await luis.presses("Ya lo dije") == "Límite · avisos: 09:02"
    await luis.presses("Ya paró")
    assert luis.title == "Ya paró. De vuelta al tema."
    assert "Avisos: 09:02. Paró: 09:02." in luis.text


async def test_ending_earlier_is_possible_and_never_called_the_policy(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("I said it")
    assert await ana.presses("End it earlier") == "Boundary · before the warnings are said"
    assert "One warning of your policy hasn't been said." in ana.text
    assert (await stored(app)).course.open
    assert await ana.presses("Back") == "Boundary · warned 14:02 UTC"
    await ana.presses("End it earlier")
    app.later(minutes=1)
    assert await ana.presses("Contact ended") == "It's over now."
    assert "Warned 14:02 UTC. Ended 14:03 UTC after one warning; the policy has two." in ana.text
    assert "Policy followed" not in ana.text


async def test_they_hang_up(ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("I said it")
    assert await ana.presses("They hung up") == "They hung up. It's over."
    assert "Warned 14:02 UTC. They hung up 14:02 UTC." in ana.text


async def test_they_stopped_leads_back_to_the_matter_and_can_begin_again(ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("I said it")
    assert await ana.presses("They stopped") == "They stopped. Back to the matter."
    assert "next step" in ana.wordings[0]
    assert await ana.presses("It started again") == "Boundary · warned 14:02 UTC"
    assert await ana.presses(AGAIN) == "Boundary · warned 14:02 UTC and 14:02 UTC"


@pytest.mark.parametrize("channel", BASE_CHANNELS)
async def test_the_channel_changes_the_words_and_not_the_step(ana: Seat, channel: str) -> None:
    await ana.types("boundary chat")
    await ana.chooses(channel.capitalize(), of="Channel")
    assert ana.title == "Boundary · first warning"
    chosen = ana.choice("Channel")
    assert next(o.label for o in chosen.options if o.value == chosen.selected) == channel.capitalize()


class TestDoors:
    """What an insult is not."""

    async def test_danger_leads_to_the_safety_cards(self, ana: Seat) -> None:
        await ana.types("boundary chat")
        doors = {button.label: (button.action, button.value) for button in ana.buttons}
        assert doors["Threat"] == ("safety.show", "violence|chat")
        assert doors["Bomb"] == ("safety.show", "bomb|chat")
        assert doors["Self-harm"] == ("safety.show", "self-harm|chat")
        assert doors["Someone on this now"] == ("alert.raise", "abuse.chat")

    @pytest.mark.parametrize("door", ["Threat", "Bomb", "Self-harm"])
    async def test_danger_is_answered_before_all_else_and_the_contact_stays_open(
        self, app: Harness, ana: Seat, door: str
    ) -> None:
        await ana.types("boundary")
        await ana.presses(door)
        assert not ana.title.startswith("Boundary")
        assert "Get help now" in ana.labels
        incident = await stored(app)
        assert incident.course.open
        assert incident.course.kind is None

    async def test_the_door_says_what_it_was_and_the_report_goes_by_itself(
        self, app: Harness, ana: Seat
    ) -> None:
        await ana.types("boundary")
        assert await ana.presses("Sexual") == "Sexual remarks: no warning needed"
        assert ana.labels[:3] == ["Contact ended", "They stopped", "They hung up"]
        await ana.presses("Contact ended")
        assert "No warning was said. Ended 14:02 UTC. Policy followed: no warning is needed" in ana.text
        assert "Your supervisor was told at 14:02 UTC." in ana.text
        assert "Tell my supervisor" not in ana.labels
        await app.drainer.drain()
        assert app.mail.titles("pablo") == ["Ana ended a call after sexual remarks"]

    async def test_a_door_from_elsewhere_begins_there_and_once(self, app: Harness, ana: Seat) -> None:
        await ana.press("boundary.zero", "slurs.chat")
        assert ana.title == "Slurs or hate: no warning needed"
        events = (await stored(app)).course.events
        await ana.press("boundary.zero", "slurs.chat")
        assert (await stored(app)).course.events == events
        assert await app.stores.boundary.incidents.count_incidents("T1") == 1

    async def test_a_door_takes_the_contact_that_is_open(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("I said it")
        assert await ana.press("boundary.zero", "sexual.phone") == "Sexual remarks: no warning needed"
        assert (await stored(app)).course.warned

    async def test_what_was_left_open_long_ago_can_give_way(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.press("boundary.zero", "sexual.phone")
        assert "Start a new one" not in ana.labels
        app.later(hours=20)
        await ana.press("boundary.zero", "slurs.phone")
        assert await ana.presses("Start a new one") == "Boundary · first warning"

    @pytest.mark.parametrize("value", ["", "x", "rudeness.phone", "sexual", "sexual.fax", ".", "|"])
    async def test_a_strange_door_opens_the_boundary_and_guesses_nothing(self, ana: Seat, value: str) -> None:
        await ana.press("boundary.zero", value)
        assert ana.title.startswith(("Boundary", "Sexual remarks"))

    async def test_nobody_guesses_what_it_was(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("They stopped")
        assert (await stored(app)).course.kind is None
        await ana.chooses("Insults", of="What was it?")
        assert [choice.label for choice in ana.all(c.Choice)] == []
        kind = (await stored(app)).course.kind
        assert kind
        assert kind.value == "insults"


class TestUndo:
    """A press by mistake."""

    async def test_within_a_minute(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("I said it")
        app.later(seconds=60)
        assert await ana.presses("Undo") == "Boundary · first warning"
        assert (await stored(app)).course.warned == ()
        app.later(minutes=1)
        await ana.presses("They stopped")
        assert (
            "No warning was said. They stopped 14:04 UTC. A warning noted at 14:02 UTC was taken back."
            in (ana.text)
        )

    async def test_the_card_itself(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        assert await ana.presses("Opened by mistake") == "Taken back: nothing is noted"
        assert await ana.presses("Start the boundary") == "Boundary · first warning"
        assert (await stored(app)).course.step.value == "mistake"

    async def test_the_end(self, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("I said it")
        await ana.presses(AGAIN)
        await ana.presses("Contact ended")
        assert await ana.presses("Undo") == "Boundary · warned 14:02 UTC and 14:02 UTC"
        assert "Contact ended" in ana.labels

    async def test_after_a_minute_a_note_tells(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("I said it")
        undo = ana.button("Undo")
        app.later(seconds=61)
        assert await ana.presses(undo) == "Boundary · warned 14:02 UTC"
        assert "more than a minute ago" in ana.text
        assert "Undo" not in ana.labels
        await ana.presses("End it earlier")
        await ana.presses("Contact ended")
        await ana.presses("Add a note")
        assert [option.label for option in ana.select("mistaken").options] == ["The warning at 14:02 UTC"]
        await ana.sends(mistaken=ana.select("mistaken").options[0].value, decider="supervisor")
        assert "Ended 14:03 UTC without a warning; the policy has two." in ana.text
        assert "A supervisor decided to end it. A warning noted at 14:02 UTC was taken back." in ana.text

    async def test_pressed_twice_it_takes_back_once(self, app: Harness, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("I said it")
        await ana.presses(AGAIN)
        undo = ana.button("Undo")
        await ana.presses(undo)
        await ana.presses(undo)
        assert len((await stored(app)).course.warned) == 1


async def test_what_is_open_comes_first_and_can_give_way_to_a_new_one(ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("I said it")
    assert await ana.types("límite") == "Boundary · warned 14:02 UTC"
    new = ana.button("Start a new one")
    assert await ana.presses("Start a new one") == "Boundary · first warning"
    await ana.presses("I said it")
    await ana.presses(new)  # pressed once more, on the old card
    assert ana.title == "Boundary · warned 14:02 UTC"


async def test_an_old_card_never_moves_the_state_back(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    first = [button for button in ana.buttons if button.action.startswith("boundary.") and button.value]
    await ana.presses("I said it")
    for button in first:
        if button.action not in {"boundary.zero", "boundary.early", "boundary.ticket"}:
            await ana.presses(button)
            assert ana.title == "Boundary · warned 14:02 UTC"
    assert len((await stored(app)).course.warned) == 1


@pytest.mark.parametrize("action", ["boundary.again", "boundary.threat"])
async def test_the_buttons_of_before_claim_nothing(app: Harness, ana: Seat, action: str) -> None:
    await ana.types("boundary")
    assert await ana.press(action, "id1.1") == "Boundary · first warning"
    assert len((await stored(app)).course.events) == 1


async def test_a_double_click_has_one_effect(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    said = ana.button("I said it")
    press = Press(ana.person, said.action, said.value)
    await asyncio.gather(*(app.calma.desk.answer(press) for _ in range(5)))
    assert len((await stored(app)).course.warned) == 1


async def test_credit_limits_are_no_boundary(app: Harness, ana: Seat) -> None:
    await ana.types("límite de crédito rechazado")
    assert await app.stores.boundary.incidents.count_incidents("T1") == 0


async def test_somebody_elses_card_is_refused_kindly_and_logged(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    await ana.types("boundary")
    own = [button for button in ana.buttons if button.value.startswith("id1")]
    luis, eve = Seat(app, "Luis"), Seat(app, "Ana", tenant="T2")
    for other in (luis, eve):
        with caplog.at_level(logging.WARNING, "calma.boundary"):
            for button in own:
                await other.presses(button)
                assert other.title == "I can't open that one here"
                assert other.came(Placement.PRIVATE)
    assert caplog.messages[0] == "refused a press: tenant T1, user luis, incident id1"
    assert await ana.types("boundary") == "Boundary · first warning"


@pytest.mark.parametrize("value", ["", "x", "id1", "id1.x", "id1.-1", "a b.1", "id1.1.x y", "٣.1", "1" * 999])
async def test_a_strange_value_is_refused_and_nothing_worse(ana: Seat, value: str) -> None:
    for action in (
        *("said", "again", "threat", "stopped", "hung_up", "undo", "tell", "rest", "note", "channel"),
        *("kind", "show", "early", "voicemail", "called", "callback"),
    ):
        await ana.press(f"boundary.{action}", value)
        assert ana.title == "I can't open that one here"
