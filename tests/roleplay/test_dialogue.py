"""Role-plays as an agent meets them: press this, see that."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.chat import Placement
from bot.features.roleplay import feature
from bot.store.memory.roleplay import MemoryPlayStore
from bot.wiring.stores import Stores
from tests.build import put_book
from tests.harness import Harness
from tests.roleplay.actor import Player
from tests.roleplay.sample import BILL, PARCEL, SOLVED, with_samples


async def test_from_the_list_to_a_right_ending(app: Harness) -> None:
    ana = Player(app)
    assert await ana.types("roleplay") == "Role-play"
    assert ana.came(Placement.CHAT)
    assert await ana.chooses("Shop, late parcel") == "Shop, late parcel"
    assert ana.came(Placement.UPDATE)
    assert ana.badge == "Phone · reply 1"
    assert "“Six days! Where is it?”" in ana.text
    assert "A parcel is six days late" in ana.text
    assert len(ana.labels) == 5
    assert ana.labels[-1] == "Leave, keep my place"
    await ana.replies("name-it")
    assert "The delay was named" in ana.text
    assert ana.badge == "Phone · reply 2"
    await ana.replies(*SOLVED[1:])
    assert ana.badge == "a right ending"
    assert "The new parcel is on its way" in ana.text
    chart = ana.one(c.Chart)
    assert list(chart.values) == [60, 45, 40, 35, 25, 20, 15]
    assert "Each reply was the one a good colleague would have taken." in ana.text
    assert ana.labels == ["Again", "Another", "Now as the customer"]


async def test_a_wrong_ending_shows_the_turning_point_and_a_better_line(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay late parcel")
    await ana.replies("name-it", "other-team")
    assert ana.badge == "not yet"
    assert "**2 · That is another team, let me put you through to them. → tension 65**" in ana.text
    phrase = ana.one(c.PhraseBlock)
    assert [line.text for line in phrase.lines] == [
        "Read it to me, I look now.",
        "Léamelo y lo busco ahora.",
    ]
    assert phrase.cue == "Something was done at once."


async def test_the_boundary_is_a_reply_and_ending_by_it_is_right(app: Harness) -> None:
    ana = Player(app, language="es")
    assert await ana.types("simulacro insultos") == "Factura, insultos"
    assert any(label.endswith(" · límite") for label in ana.labels)
    await ana.replies("first-warning", "second-warning", "end-it")
    assert ana.badge == "buen final"
    assert "terminó por el protocolo" in ana.text


async def test_a_call_comes_in_and_a_week_later_it_goes_on(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.replies("name-it")
    assert await ana.presses("Leave, keep my place") == "Shop, late parcel: your place is kept"
    app.later(days=7)
    assert await ana.types("role-play") == "Shop, late parcel"
    assert ana.badge == "Phone · reply 2"
    assert "Another" in ana.labels
    await ana.presses("Another")
    assert "Go on: Shop, late parcel" in ana.labels
    await ana.presses("Go on: Shop, late parcel")
    assert ana.badge == "Phone · reply 2"


async def test_another_one_sets_the_open_one_aside(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    old = ana.buttons[0]
    await ana.types("roleplay bill")
    assert "Shop, late parcel was set aside for this one." in ana.text
    await ana.presses(old)
    assert "You set this contact aside for another one." in ana.text
    assert await ana.presses("My role-play") == "Phone bill, insults"


async def test_a_stale_or_second_press_shows_where_the_contact_is(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    old = {button.value: button for button in ana.buttons if button.action == "roleplay.take"}
    await ana.replies("name-it")
    shown = ana.card
    for button in old.values():
        await ana.presses(button)
        assert ana.card == shown


async def test_two_presses_at_once_count_once(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    one, other = ana.buttons[:2]
    await asyncio.gather(*(ana.presses(b) for b in (one, other)))
    going = await app.stores.plays.open_play("T1", "ana")
    assert going is None or going.state.turn == 1


async def test_again_and_another(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.replies("cut-short")
    again = ana.button("Again")
    await ana.presses("Again")
    assert ana.badge == "Phone · reply 1"
    await ana.replies("name-it")
    await ana.presses(again)  # the same button, once more
    assert ana.badge == "Phone · reply 2"


async def test_give_me_one_prefers_what_was_not_played_and_what_is_needed(app: Harness) -> None:
    ana = Player(app)
    await ana.types("yelling", "calm")
    await ana.types("roleplay")
    assert await ana.presses("Give me one") == "Phone bill, insults"
    await ana.replies("back", "zero")
    await ana.presses("Another")
    assert await ana.presses("Give me one") == "Shop, late parcel"
    await ana.replies("cut-short")
    await ana.presses("Another")
    assert await ana.presses("Give me one") == "Phone bill, insults"  # played longest ago


async def test_a_name_nobody_knows_gets_the_list(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay xyz")
    assert "I don't know a contact by that name." in ana.text
    await ana.types("roleplay phone")
    assert await ana.types("roleplay pharmcy parcl") == "Role-play"
    assert await ana.types("roleplay parcl") == "Shop, late parcel"


async def test_somebody_elses_buttons_and_old_values_change_nothing(app: Harness) -> None:
    ana, luis = Player(app), Player(app, "luis")
    await ana.types("roleplay parcel")
    for button in ana.buttons:
        assert await luis.presses(button) == "This card can't go on"
    for value in ("", "x", "id1.0", "id1.99999.name-it", "id1.0.nothing", "💥" * 50):
        await ana.press("roleplay.take", value)
    going = await app.stores.plays.open_play("T1", "ana")
    assert going
    assert going.state.turn == 0
    other = Player(app, "ana", tenant="T2")
    assert await other.press("roleplay.show", going.id) == "This card can't go on"


async def test_a_scenario_that_was_rewritten_meanwhile_says_so(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.replies("name-it")
    button, book = ana.buttons[0], with_samples()
    parcel = book.scenarios[PARCEL]
    nodes = {
        id: replace(
            node, lines=tuple(replace(line, to=line.to.replace("order", "found")) for line in node.lines)
        )
        for id, node in parcel.nodes.items()
        if id != "order"
    }
    edited = replace(book, scenarios={**book.scenarios, PARCEL: replace(parcel, nodes=nodes)})
    put_book(app.calma, edited)
    await ana.presses(button)
    assert "That contact was changed or taken back meanwhile" in ana.text
    assert await ana.types("roleplay") == "Role-play"
    assert await ana.types("roleplay bill") == "Phone bill, insults"


async def test_without_scenarios_it_says_so() -> None:
    app = Harness(book=replace(with_samples(), scenarios={}))
    ana = Player(app)
    await ana.types("roleplay")
    assert ana.text == "Role-play\nThere is no role-play here yet."


async def test_what_nobody_touches_for_a_year_is_deleted(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    job = feature.retention(app.stores.plays)
    app.later(days=300)
    assert await job(app.now) == 0
    await ana.replies("name-it")
    app.later(days=364)
    assert await job(app.now) == 0
    app.later(days=2)
    assert await job(app.now) == 1


PRESSES = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30)


@given(PRESSES)
@settings(max_examples=40, deadline=None)
def test_any_order_of_presses_keeps_one_open_play(presses: list[tuple[int, bool]]) -> None:
    async def run() -> None:
        plays = MemoryPlayStore()
        app = Harness(Stores(plays=plays), book=with_samples())
        ana = Player(app)
        await ana.types("roleplay")
        await ana.presses("Give me one")
        seen = list(ana.buttons)
        for n, old in presses:
            among = seen if old else ana.buttons
            button = among[n % len(among)]
            await ana.presses(button)
            if ana.form:
                await ana.sends(text="I'm sorry")
            seen += ana.buttons
            assert sum(play.open for play in plays._plays.values()) <= 1

    asyncio.run(run())


def test_the_samples_are_the_two() -> None:
    assert list(with_samples().scenarios) == [BILL, PARCEL]


async def test_the_only_one_there_is_goes_on() -> None:
    book = with_samples()
    app = Harness(book=replace(book, scenarios={PARCEL: book.scenarios[PARCEL]}))
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.replies("name-it")
    await ana.press("roleplay.start", "any")
    assert ana.badge == "Phone · reply 2"
    await ana.press("roleplay.start", "gone")
    assert "That contact is no longer here." in ana.text
    await ana.press("roleplay.start")
    assert ana.badge == "Phone · reply 2"
