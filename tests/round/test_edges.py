"""Every card and form of a round fits every edge, in both languages, with the longest replies."""

from __future__ import annotations

import pytest

from bot.coach import card as c
from bot.coach.round.forms import LINE, REPLY
from tests.practice import fits
from tests.round.table import Guest, Table, buttons

LONG = ("<!channel> **x** & `y` " * 30)[:REPLY]


def shown(guest: Guest) -> c.Card | c.Form:
    return guest.form or guest.card


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_and_form_fits_every_edge(language: str) -> None:
    table = Table()
    words, marta = table.library.words, table.marta(language)
    for where in ("C1", ""):
        await marta.types("team", where)
        assert marta.form
        fits(marta.form, words)
    await marta.types("team")
    await marta.fills_in(own=LONG[:LINE])
    fits(marta.card, words)
    marta.sees(await table.posted())
    for n in range(7):
        guest = table.somebody(f"u{n}", language).sees(marta.board)
        await guest.replies(LONG)
        assert guest.form
        fits(guest.form, words)
        fits(guest.card, words)
        fits(marta.board, words)
    for action in ("count", "reveal", "ballot", "count", "close", "ballot"):
        button = next(b for b in buttons(marta.board) if b.action == f"round.{action}")
        await marta.presses(button.label)
        fits(marta.card, words)
        fits(marta.board, words)
        for vote in [b for b in buttons(marta.card) if b.action == "round.vote"][:2]:
            await marta.presses(vote.label, on=marta.card)
            fits(marta.card, words)


async def test_what_goes_out_fits_too() -> None:
    table = Table()
    table.mail.refuses.add("C1")
    marta = table.marta()
    await marta.types("team")
    await marta.fills_in(prompt="refund-day-31")
    await table.drainer.drain()
    fits(table.mail.to("marta")[0], table.library.words)
