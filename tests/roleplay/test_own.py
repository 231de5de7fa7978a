"""A reply in one's own words, and the customer's side, as an agent meets them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.chat import Placement
from bot.core.safety import SafetyKind
from bot.features.roleplay.swap import moments, swappable
from tests.harness import Harness
from tests.practice import fits
from tests.roleplay.actor import Player
from tests.roleplay.sample import BILL, PARCEL, SOLVED, with_samples


async def test_the_customer_answers_what_was_said(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    assert "“Six days! Where is it?”" in ana.text
    await ana.replies("script")
    assert "“Important. And still it isn't here. I have the number here.”" in ana.text
    await ana.replies("form", "blame")
    assert "“I paid you, not the carrier. And NOW?”" in ana.text
    await ana.replies("promise")
    assert "“Tonight. I'll believe it when I see it. A new one, then.”" in ana.text


async def test_a_calm_customer_has_other_words(app: Harness) -> None:
    ana = Player(app, language="es")
    await ana.types("simulacro parcel")
    await ana.replies(*SOLVED[:3])
    assert "«En el depósito. Al menos ya lo sé. ¿Y ahora? ¿Qué podemos hacer?»" in ana.text


@pytest.mark.parametrize(
    ("language", "typed", "button", "text", "seen"),
    [
        (
            "en",
            "roleplay parcel",
            "Say it your way",
            "Six days, I'm sorry. I'm looking it up and you hear from me in ten minutes.",
            ("“Six days”", "“sorry”", "“looking”", "“ten minutes”"),
        ),
        (
            "es",
            "simulacro parcel",
            "Con mis palabras",
            "Seis días, lo siento. Lo busco y en diez minutos le llamo.",
            ("«Seis días»", "«lo siento»", "«busco»", "«diez minutos»"),
        ),
    ],
)
async def test_own_words_are_compared_and_the_contact_goes_on(
    app: Harness, language: str, typed: str, button: str, text: str, seen: tuple[str, ...]
) -> None:
    ana = Player(app, language=language)
    await ana.types(typed)
    await ana.opens(button)
    assert ana.form
    fits(ana.form, app.book.words)
    await ana.sends(text=text)
    assert ana.came(Placement.UPDATE)
    fits(ana.card, app.book.words)
    assert [words for words in seen if words not in ana.text] == []
    assert ana.one(c.Quote).text == text
    await ana.replies("name-it")
    assert ana.badge in ("Phone · reply 2", "Teléfono · respuesta 2")
    play = await app.stores.plays.open_play("T1", "ana")
    assert play
    assert (play.state.turn, play.state.tension) == (1, 45)


async def test_what_is_missing_or_better_left_out_is_said(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.opens("Say it your way")
    await ana.sends(text="You should have ordered earlier. It will definitely come.")
    assert "**Not named yet:**" in ana.text
    assert "**No sign yet that you heard them.**" in ana.text
    assert "**No step that fits here.**" in ana.text
    assert "**No time yet.**" in ana.text
    assert "**May sound like blame:** “You should have ordered”" in ana.text
    assert "**May sound like a promise:** “definitely”" in ana.text


@pytest.mark.parametrize(
    ("language", "typed", "button", "text"),
    [
        ("en", "roleplay parcel", "Say it your way", "I'm going to kill myself"),
        ("es", "simulacro parcel", "Con mis palabras", "me quiero matar, ya no puedo más"),
    ],
)
async def test_an_agents_own_distress_comes_before_any_comparing(
    app: Harness, language: str, typed: str, button: str, text: str
) -> None:
    ana = Player(app, language=language)
    await ana.types(typed)
    await ana.opens(button)
    await ana.sends(text=text)
    assert "988" in ana.text or "024" in ana.text or "findahelpline" in ana.text
    assert "**" not in ana.title


async def test_the_question_about_ending_ones_life_is_a_reply_like_any_other(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.opens("Say it your way")
    await ana.sends(text="Are you thinking of ending your life? I'm staying with you.")
    assert "**No time yet.**" in ana.text


async def test_nothing_typed_is_asked_for_and_a_customers_data_is_not_shown(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.opens("Say it your way")
    await ana.sends(text="  \n ")
    assert ana.errors == {"text": "Write your line first."}
    await ana.sends(text="I call you at 555 123 4567 today, **bold** <@U1>")
    assert "555 123" not in ana.text
    fits(ana.card, app.book.words)


async def test_nothing_of_it_is_stored(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    before = await app.stores.plays.open_play("T1", "ana")
    await ana.opens("Say it your way")
    await ana.sends(text="Xylophone, I'm sorry.")
    assert await app.stores.plays.open_play("T1", "ana") == before


async def test_only_two_moments_ask_for_ones_own_words(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    asked = ["Say it your way" in ana.labels]
    for line in SOLVED[:-1]:
        await ana.replies(line)
        asked.append("Say it your way" in ana.labels)
    assert asked == [True, False, False, True, False, False]


async def test_a_form_that_the_contact_left_behind_shows_where_it_is(app: Harness) -> None:
    ana, luis = Player(app), Player(app, "luis")
    await ana.types("roleplay parcel")
    button = ana.button("Say it your way")
    form = await ana.opens("Say it your way")
    await ana.types("roleplay parcel")
    await ana.replies("name-it")
    ana.form = form
    await ana.sends(text="I'm sorry")
    assert ana.badge == "Phone · reply 2"
    await ana.presses(button)
    assert ana.badge == "Phone · reply 2"
    assert await luis.presses(button) == "This card can't go on"
    for value in ("", "x", "id1", "id1.99999", "💥"):
        assert await ana.press("roleplay.own", value) == "This card can't go on"
    await ana.types("roleplay")
    await ana.replies(*SOLVED[1:])
    ana.form = form
    await ana.sends(text="I'm sorry")
    assert ana.badge == "a right ending"


@pytest.mark.parametrize(
    ("language", "typed", "first"),
    [
        ("en", "roleplay swap", "The other side"),
        ("es", "simulacro al revés", "Al revés"),
        ("es", "simulacro cambio", "Al revés"),
        ("en", "swap", "The other side"),
    ],
)
async def test_the_other_side_lists_whose_customer_one_can_be(
    app: Harness, language: str, typed: str, first: str
) -> None:
    ana = Player(app, language=language)
    assert await ana.types(typed) == first
    assert ana.came(Placement.CHAT)
    fits(ana.card, app.book.words)
    assert [option.value for option in ana.choice().options] == [BILL, PARCEL]


async def test_three_moments_as_the_customer(app: Harness) -> None:
    ana = Player(app)
    assert await ana.types("roleplay swap parcel") == "Shop, late parcel"
    assert ana.badge == "the customer · 1 of 3"
    assert "You sell lamps." in ana.text
    assert "You say: “Six days! Where is it?”" in ana.text
    await ana.picks("script")
    assert "You'd answer: “Important. And still it isn't here.”" in ana.text
    assert [meter.note for meter in ana.all(c.Meter)] == ["from 60 to 70", "from 60 to 45"]
    assert "**What would have helped:** “Six days is long.”" in ana.text
    await ana.presses("Next moment")
    assert ana.badge == "the customer · 2 of 3"
    assert "The agent had said: “" in ana.text
    await ana.picks(best=True)
    assert "That one. It lands." in ana.text
    assert len(ana.all(c.Meter)) == 1
    await ana.presses("Next moment")
    await ana.picks(best=True)
    await ana.presses("What calmed most")
    assert "**What calmed you most:** “Six days is long.” Your tension went from 60 to 45." in ana.text
    assert await ana.presses("Play it as the agent") == "Shop, late parcel"
    assert ana.badge == "Phone · reply 1"


async def test_an_ending_is_what_a_reply_leads_to_where_nobody_answers(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay swap parcel")
    await ana.picks("cut-short")
    assert "The customer hung up." in ana.text


async def test_it_stores_nothing_and_leaves_the_open_play(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay parcel")
    await ana.replies("name-it")
    before = await app.stores.plays.open_play("T1", "ana")
    await ana.types("roleplay swap parcel")
    await ana.picks("script")
    assert await app.stores.plays.open_play("T1", "ana") == before


async def test_an_old_press_shows_again_what_it_was_about_and_a_broken_one_the_list(app: Harness) -> None:
    ana = Player(app)
    await ana.types("roleplay swap parcel")
    old = ana.buttons[0]
    await ana.presses(old)
    shown = ana.card
    await ana.presses("Next moment")
    await ana.presses(old)
    assert ana.card == shown
    values = (
        "",
        "x",
        "late-parcel",
        "late-parcel.s.gone",
        "late-parcel.s",
        "gone.s.script",
        "late-parcel.s.a,b,c,d,e",
    )
    for value in (*values, "💥" * 50):
        for action in ("swap.pick", "swap.next"):
            assert await ana.press(action, value) == "The other side"
    assert await ana.press("swap.start", "gone") == "The other side"
    assert "That contact is no longer here." in ana.text


async def test_nobody_plays_the_customer_where_somebody_may_get_hurt(app: Harness) -> None:
    parcel = with_samples().scenarios[PARCEL]
    assert swappable(parcel)
    assert moments(parcel)[0].node.id == "opening"
    for kind in SafetyKind:
        assert not swappable(replace(parcel, safety=kind))
    whole = Harness()
    ana = Player(whole)
    await ana.types("roleplay swap forty dollars")
    assert "can't be played from the other side" in ana.text
    offered = [option.value for option in ana.choice().options]
    assert not any(whole.book.scenarios[id].safety for id in offered)


async def test_without_any_it_says_so() -> None:
    parcel = replace(with_samples().scenarios[PARCEL], swap={})
    app = Harness(book=replace(with_samples(), scenarios={PARCEL: parcel}))
    ana = Player(app)
    await ana.types("roleplay swap")
    assert "There is no contact to play from the other side yet." in ana.text
    await ana.press("swap.start", "any")
    assert "There is no contact" in ana.text
    await ana.types("roleplay")
    assert "Play the customer" not in ana.labels


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12))
@settings(max_examples=30, deadline=None)
def test_any_order_of_presses_finds_its_card(presses: list[tuple[int, bool]]) -> None:
    async def run() -> None:
        app = Harness(book=with_samples())
        ana = Player(app)
        await ana.types("roleplay swap parcel")
        seen = list(ana.buttons)
        for n, old in presses:
            among = seen if old else ana.buttons
            await ana.presses(among[n % len(among)])
            if ana.form:
                await ana.sends(text="I'm sorry")
            assert ana.title
            seen += ana.buttons
        assert not app.errors

    asyncio.run(run())
