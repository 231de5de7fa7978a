"""Where data is made up, whatever the page shows says so."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Placement, Reply
from bot.playground import page
from bot.playground.notice import noted_card, noted_reply, unnoted
from tests.build import shipped

WORDS = {"en": "Made-up data: nobody here is real.", "es": "Datos inventados: aquí nadie es real."}
KEY = "playground.made_up"


def notice(language: str) -> str:
    return shipped().words.say(language, KEY)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("how", [Placement.PRIVATE, Placement.UPDATE, Placement.DIALOG])
def test_every_card_says_it_once(language: str, how: Placement) -> None:
    card = c.Card("Report", (c.Heading("Report"),), language)
    noted = noted_reply(Answer(card, how), notice)
    assert isinstance(noted, Answer)
    assert noted.card.elements == (c.Heading("Report"), c.Note(WORDS[language]))
    assert noted_reply(noted, notice) == noted
    assert noted_card(noted.card, notice) == noted.card


@pytest.mark.parametrize("language", ["en", "es"])
def test_so_does_every_form(language: str) -> None:
    form = c.Form("Group", "group.new", "Save", (), intro=(c.Text("Who?"),), language=language)
    noted = noted_reply(form, notice)
    assert isinstance(noted, c.Form)
    assert noted.intro == (c.Text("Who?"), c.Note(WORDS[language]))


@pytest.mark.parametrize(
    "reply", [Answer(c.Card("Hi", (c.Heading("Hi"),))), FieldErrors({"name": "Missing"})]
)
def test_where_nothing_is_made_up_all_stays_as_it_is(reply: Reply) -> None:
    assert noted_reply(reply, unnoted) == reply


def test_the_page_has_a_banner_then_and_none_otherwise() -> None:
    words = shipped().words
    marked = page.fill(page.read_page(), words, KEY)
    assert f'data-word="{KEY}"' in marked
    assert all(text in marked.replace("\\u00ed", "í") for text in WORDS.values())
    plain = page.fill(page.read_page(), words)
    assert KEY not in plain
    assert "{{" not in plain
