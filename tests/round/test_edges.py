"""Every card and form of a round fits every edge, in both languages, with the longest replies."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.features.round.forms import LINE, REPLY
from tests.harness import CHANNEL, Harness
from tests.practice import fits
from tests.round.actor import Guest, manager, posted

LONG = ("<!channel> **x** & `y` " * 30)[:REPLY]


def shown(guest: Guest) -> c.Card | c.Form:
    return guest.form or guest.card


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_and_form_fits_every_edge(app: Harness, language: str) -> None:
    words, marta = app.book.words, manager(app, language)
    for where in ("C1", ""):
        marta.where = where
        await marta.types("team")
        assert marta.form
        fits(marta.form, words)
    marta.where = CHANNEL
    await marta.types("team")
    await marta.sends(own=LONG[:LINE])
    fits(marta.card, words)
    marta.at(await posted(app))
    for n in range(7):
        guest = Guest(app, f"u{n}", language).at(marta.board)
        await guest.presses("round.reply")
        assert guest.form
        fits(guest.form, words)
        await guest.sends(reply=LONG)
        fits(guest.card, words)
        fits(marta.board.card, words)
    for action in ("count", "reveal", "reveal", "ballot", "count", "close", "ballot"):
        button = next(b for b in marta.board.buttons if b.action == f"round.{action}")
        await marta.presses(button.label)
        fits(marta.card, words)
        fits(marta.board.card, words)
        for vote in [b for b in marta.buttons if b.action == "round.vote"][:2]:
            await marta.presses(vote.label, on=marta)
            fits(marta.card, words)


async def test_what_goes_out_fits_too(app: Harness) -> None:
    app.mail.refuses.add("C1")
    marta = manager(app)
    await marta.types("team")
    await marta.sends(prompt="refund-day-31")
    await app.passes(minutes=10)
    fits(app.mail.to("marta")[0], app.book.words)
