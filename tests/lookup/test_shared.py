"""Cards that answers share: each answer has the card, and the text of it, that it would have had alone."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest

from bot.core import card as c
from bot.core.chat import Answer, Command, Person
from bot.core.phrasebook import Additions, Phrase, Phrasebook
from bot.core.shared_card import HOLES, FilledCard, SharedCard
from bot.core.viewer import Viewer
from bot.features.lookup import cards
from bot.features.lookup import shared_cards as sharing
from bot.features.lookup.buttons import OUTCOME_KNOWN, LookupView
from bot.features.lookup.finder import Finder
from bot.features.lookup.shared_cards import SharedCards
from bot.slack import render
from bot.wiring.calma import Calma

TICKET = "a-B_3456"


@pytest.fixture(scope="module")
def finder(book: Phrasebook) -> Finder:
    """The shipped phrasebook, with its index."""
    return Finder(book)


def views(book: Phrasebook) -> list[LookupView]:
    """Views of every situation, with long names beside them and with short ones, asked and answered."""
    names = sorted(book.situations, key=len)
    beside = [tuple(names[-3:]), tuple(names[:3]), ()]
    return [
        LookupView(name, channel, page=page, first=first, lead=lead, others=others, ticket=ticket)
        for name, channel, others in product(names, ("phone", "email"), beside)
        for page, first, lead, ticket in (
            (0, "en", (2, 0), TICKET),
            (1, "es", (), "t" * 32),
            (0, "es", (), OUTCOME_KNOWN),
        )
    ]


def alone(finder: Finder, view: LookupView, language: str, **how: object) -> c.Card:
    """Returns the card that is described for one answer alone."""
    sure, rising = bool(how.get("sure")), how.get("rising")
    viewer = Viewer(finder.book, language)
    return cards.phrases_card(viewer, view, sure=sure, rising=rising if isinstance(rising, dict) else {})


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_shared_card_is_the_one_it_would_have_been_alone(finder: Finder, language: str) -> None:
    shared = SharedCards()
    for view in views(finder.book):
        last = finder.book.situations[view.situation].phrases[-1].id
        for rising, sure in (({}, True), ({last: 0.7}, False)):
            answer = shared.phrases_answer(finder, view, language, sure=sure, rising=rising)
            assert answer.card == alone(finder, view, language, sure=sure, rising=rising)
            body = {"response_type": "ephemeral", **render.message(answer.card)}
            assert json.loads(render.private(answer)) == body


def test_a_card_is_rendered_once_and_filled_in_for_each_answer() -> None:
    rendered: list[c.Card] = []

    def text(card: c.Card) -> str:
        rendered.append(card)
        [buttons] = card.elements
        assert isinstance(buttons, c.Buttons)
        return " ".join(button.value for button in buttons.buttons)

    row = c.Buttons((c.Button("One", "a", f"x|{HOLES[1]}|{HOLES[0]}"), c.Button("Two", "a", HOLES[0])))
    prepared = SharedCard(c.Card("Two", (row,)))
    fillings = [FilledCard(prepared, fills) for fills in (("1", "2"), ("3", "{0}\\1"))]
    assert [filling.text(text, str) for filling in fillings] == ["x|2|1 1", "x|{0}\\1|3 3"]
    assert rendered == [prepared.card]


def test_what_is_filled_in_is_escaped() -> None:
    prepared = SharedCard(c.Card("One", (c.Buttons((c.Button("One", "a", HOLES[0]),)),)))
    filling = FilledCard(prepared, ('"},\n',))
    shown = json.loads(render.private(Answer(filling)))
    assert shown["blocks"][0]["elements"][0]["value"] == '"},\n'


def test_a_value_that_an_option_has_no_room_for_is_left_to_the_edge(finder: Finder) -> None:
    view = LookupView("yelling", others=("a" * 60, "b" * 60), ticket=TICKET)
    answer = SharedCards().phrases_answer(finder, view, "en", sure=True, rising={})
    assert answer.shown == alone(finder, view, "en", sure=True)


def test_no_card_of_another_phrasebook_is_shared(finder: Finder) -> None:
    own = Phrase("own-1", {"en": "Our own words."}, {"en": "Slowly"}, own=True)
    theirs = finder.with_book(finder.book.with_added(Additions(phrases={"yelling": (own,)})))
    shared, view = SharedCards(), LookupView("yelling", ticket=TICKET)
    for mine in (finder, theirs, Finder(replace(finder.book)), finder):
        answer = shared.phrases_answer(mine, view, "en", sure=True, rising={})
        assert answer.card == alone(mine, view, "en", sure=True)


def test_only_so_many_cards_are_remembered(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_REMEMBERED", 2)
    shared = SharedCards()
    first, *others = (LookupView(name, ticket=TICKET) for name in list(finder.book.situations)[:4])

    def prepared(view: LookupView) -> SharedCard | None:
        answer = shared.phrases_answer(finder, view, "en", sure=True, rising={})
        return answer.shown.prepared if isinstance(answer.shown, FilledCard) else None

    known = prepared(first)
    assert prepared(first) is known
    for view in others:
        prepared(view)
    assert prepared(first) is not known


async def test_answers_that_share_a_card_have_tickets_of_their_own(house: Calma) -> None:
    answers = [
        await house.desk.answer(Command(Person("T", "slack", user), "calm", "yelling")) for user in "AB"
    ]
    texts = [render.private(answer) for answer in answers if isinstance(answer, Answer)]
    fillings = [answer.shown for answer in answers if isinstance(answer, Answer)]
    tickets = [filling.fills[1] for filling in fillings if isinstance(filling, FilledCard)]
    assert len(set(tickets)) == 2
    for text, mine, theirs in zip(texts, tickets, reversed(tickets), strict=True):
        assert mine in text
        assert theirs not in text


def test_a_phrase_that_holds_what_marks_a_hole_is_shown_all_the_same() -> None:
    shared = SharedCard(
        c.Card("Hello", (c.Text(f"a {HOLES[9]} b"), c.Buttons((c.Button("Go", "go", HOLES[0]),))))
    )
    answer = FilledCard(shared, ("7",))
    assert json.loads(answer.text(_as_json, str)) == [f"a {HOLES[9]} b", "7"]


def _as_json(card: c.Card) -> str:
    text, buttons = card.elements
    assert isinstance(text, c.Text)
    assert isinstance(buttons, c.Buttons)
    return json.dumps([text.text, buttons.buttons[0].value], ensure_ascii=False)
