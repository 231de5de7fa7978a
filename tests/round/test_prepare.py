"""A channel prepares its week: what will people complain about, and what would they say."""

from __future__ import annotations

import pytest

from bot.core.card import Input
from bot.core.chat import Placement, Role
from bot.features.round.forms import REPLY
from tests.harness import Harness
from tests.practice import fits
from tests.round.actor import Guest, manager, posted

QUESTION = "What will people complain about this week? Write down what you'd say."
PRICE = "Why did my bill go up?"
ANSWER = "It went up on Monday, and here is what that means for yours."


async def asked(app: Harness, language: str = "en") -> Guest:
    """Returns Marta, who has asked the channel and looks at the card."""
    marta = manager(app, language)
    await marta.types("team")
    await marta.sends(prompt="prepare")
    return marta.at(await posted(app))


async def writes(app: Harness, marta: Guest, name: str, line: str = PRICE, reply: str = ANSWER) -> Guest:
    """Returns somebody who wrote down what they expect."""
    guest = Guest(app, name).at(marta.board)
    assert await guest.presses("Write mine") == "Prepare the week"
    assert await guest.sends(line=line, reply=reply) == "It's in"
    return guest


async def test_a_week_is_prepared_and_the_best_becomes_a_phrase(app: Harness) -> None:
    marta = await asked(app)
    assert marta.board.title == "Prepare the week"
    assert f"**{QUESTION}**" in marta.board.text
    assert marta.board.labels == ["Write mine", "Refresh", "Reveal"]
    for name in ("ana", "luis", "eva", "pau", "sol", "teo", "ines"):
        await writes(app, marta, name, f"{name.upper()}'s customers ask about waiting.")
    await writes(app, marta, "leo", "I've been on hold for an hour", "Ten minutes more, and I stay with you.")
    await marta.presses("Refresh")
    assert "Replies so far: **8**" in marta.board.text
    assert "hold" not in marta.board.text
    await marta.presses("Reveal")
    assert len(marta.board.quotes) == 16
    assert marta.board.labels == ["Use for our phrases"] * 8
    assert "leo" not in marta.board.text
    texts = marta.board.quotes
    here = texts.index("I've been on hold for an hour") // 2
    assert await marta.presses(marta.board.buttons[here]) == "Add a phrase"
    assert marta.select("situation").selected == ("waiting",)
    wordings = [marta.field(name).value for name in ("text_en", "text_es")]
    assert wordings == ["Ten minutes more, and I stay with you.", ""]


async def test_the_language_of_whoever_wrote_it_is_the_one_that_is_filled_in(app: Harness) -> None:
    marta = await asked(app)
    ana = Guest(app, "ana", "es").at(marta.board)
    await ana.presses("round.reply")
    assert ana.title == "Preparar la semana"
    await ana.sends(line="¿Por qué subió mi factura?", reply="Le explico el cambio en un minuto.")
    assert ana.title == "Ya está guardada"
    await marta.reveals()
    await marta.presses("Use for our phrases")
    fields = {name: marta.field(name).value for name in ("text_es", "text_en")}
    assert fields == {"text_es": "Le explico el cambio en un minuto.", "text_en": ""}


async def test_few_are_revealed_only_when_asked_twice_and_nobody_votes(app: Harness) -> None:
    marta = await asked(app)
    ana = await writes(app, marta, "ana")
    await marta.presses("Reveal")
    assert "With fewer than 8 replies it is easy to guess" in marta.board.text
    assert marta.board.quotes == []
    await marta.presses("Reveal anyway")
    assert marta.board.quotes == [PRICE, ANSWER]
    assert "Read and vote" not in marta.board.labels
    assert (
        await app.stores.rounds.own_ballot("T1", ana.board.buttons[0].value.split(".")[0], "ana")
    ).text == ""


async def test_what_was_written_may_be_changed_and_data_of_customers_goes(app: Harness) -> None:
    marta = await asked(app)
    ana = await writes(app, marta, "ana")
    await ana.presses("Write mine")
    assert ana.form
    assert [field.value for field in ana.form.fields if isinstance(field, Input)] == [PRICE, ANSWER]
    form = ana.form
    await ana.sends(line="Call me at 555 867 5309 today", reply="I'll call.")
    assert "What looked like a customer's data was taken out." in ana.text
    ana.form = form
    await ana.sends(line=" ", reply="")
    assert set(ana.errors) == {"line", "reply"}
    await marta.reveals()
    assert not any("867" in quote for quote in marta.board.quotes)
    ana.form = form
    assert await ana.sends(line="Late", reply="Late") == "They are shown already"
    assert await ana.presses("Write mine") == "Replies"  # on the card as it was


async def test_only_whoever_leads_reveals_and_only_managers_take_it_over(app: Harness) -> None:
    marta = await asked(app)
    ana = await writes(app, marta, "ana")
    assert await ana.presses("Reveal") == "Whoever posted it decides that"
    await marta.reveals()
    await ana.at(marta.board).presses("Use for our phrases")
    assert ana.title != "Add a phrase"
    rosa = Guest(app, "rosa", role=Role.MANAGER).at(marta.board)
    assert await rosa.presses("Use for our phrases") == "Add a phrase"


async def test_without_a_word_it_says_so(app: Harness) -> None:
    marta = await asked(app)
    await marta.reveals()
    assert "Nobody wrote anything this time." in marta.board.text


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_and_form_fits_every_edge(app: Harness, language: str) -> None:
    words, marta = app.book.words, await asked(app, language)
    for n in range(15):
        guest = Guest(app, f"u{n}", language).at(marta.board)
        await guest.presses("round.reply")
        assert guest.form
        fits(guest.form, words)
        await guest.sends(line="x & `y` <!here> " * 15, reply=("<!channel> **x** & `y` " * 30)[:REPLY])
        fits(guest.card, words)
    for _ in range(2):
        button = next((b for b in marta.board.buttons if b.action == "round.reveal"), None)
        if button:
            await marta.presses(button)
        fits(marta.board.card, words)
    [every] = [b for b in marta.board.buttons if b.action == "round.ballot"]
    await marta.presses(every)
    assert marta.came(Placement.DIALOG)
    fits(marta.card, words)
