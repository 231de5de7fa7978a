"""The look-up's cards: what they show, what travels in their buttons, and that every edge can show them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import terminal
from bot.content.load import load
from bot.core import card as c
from bot.core.phrasebook import CHANNELS, PUBLIC, Phrase, Phrasebook, base_channel
from bot.core.viewer import Viewer
from bot.features.lookup import cards
from bot.features.lookup import select as choose
from bot.features.lookup.buttons import OUTCOME_KNOWN, LookupView
from bot.playground import render as playground
from bot.slack import render as slack
from bot.teams import render as teams
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import elements as slack_elements
from tests.fakes.teams import elements as teams_elements

LANGUAGES = ("en", "es")
TICKET = "a-B_3456"


@cache
def shipped() -> Phrasebook:
    """The shipped phrasebook, where a parameter needs it before there are fixtures."""
    return load(PHRASEBOOK)


SITUATIONS = tuple(shipped().situations)
INDUSTRIES = ("", *(facet.id for facet in shipped().facets.values() if facet.kind == "industry"))

# ---- which phrases, and in which order

phrases = st.lists(
    st.builds(
        Phrase,
        id=st.text(),
        text=st.just({"en": "x"}),
        cue=st.just({"en": "x"}),
        channels=st.sets(st.sampled_from(CHANNELS)).map(tuple),
        industries=st.sets(st.sampled_from(["finance", "telecom"])).map(tuple),
    ),
    max_size=30,
)


@given(phrases, st.sampled_from(CHANNELS), st.lists(st.integers(0, 40), unique=True))
def test_paging_shows_every_fitting_phrase_exactly_once(
    written: list[Phrase], channel: str, lead: list[int]
) -> None:
    places = choose.fitting(written, channel, "finance")
    shown = [i for page in range(choose.pages(places)) for i in choose.page_of(places, lead, page)]
    assert sorted(shown) == sorted(places)
    ahead = [i for i in lead if i in places]
    assert shown[: len(ahead)] == ahead
    assert choose.page_of(places, lead, choose.pages(places)) == choose.page_of(places, lead, 0)


@given(phrases, st.sampled_from(CHANNELS), st.sampled_from(["", "finance", "telecom"]))
def test_no_phrase_of_another_channel_or_industry_is_shown(
    written: list[Phrase], channel: str, industry: str
) -> None:
    shown = [written[i] for i in choose.fitting(written, channel, industry)]
    own = [phrase for phrase in written if channel in phrase.channels]
    near = {channel} if own and channel == PUBLIC else {channel, base_channel(channel)}
    here = [phrase for phrase in written if not phrase.channels or near.intersection(phrase.channels)]
    assert not here or all(not phrase.channels or near.intersection(phrase.channels) for phrase in shown)
    assert not own or industry or channel in shown[0].channels or not shown[0].channels
    here = [phrase for phrase in here if not own or not phrase.channels or channel in phrase.channels] or here
    here = here or written
    if any(not phrase.industries or industry in phrase.industries for phrase in here) and industry:
        assert all(not phrase.industries or industry in phrase.industries for phrase in shown)
    assert bool(shown) == bool(written)


# ---- what travels in a button

name = st.text(st.characters(exclude_characters="|,"), min_size=1, max_size=20)
views = st.builds(
    LookupView,
    situation=name,
    channel=st.sampled_from(CHANNELS),
    industry=st.one_of(st.just(""), name),
    page=st.integers(0, 10_000),
    first=name,
    lead=st.lists(st.integers(0, 10_000), max_size=5).map(tuple),
    others=st.lists(name, max_size=3).map(tuple),
    ticket=st.text("abzAZ09-_", max_size=32),
)


@given(views)
def test_a_view_comes_back_from_its_button(view: LookupView) -> None:
    assert LookupView.decode(view.encode()) == view


@given(
    st.one_of(
        st.text(), st.lists(st.one_of(st.text(), st.sampled_from(["phone", "٣", "²", "1.2"]))).map("|".join)
    )
)
@example("yelling|phone||²|en|||")
@example("yelling|phone||٣|en|||")
@example("yelling|phone||-1|en|||")
@example("yelling|phone||0|en|1.x||")
@example("yelling|phone||0|en|||a b")
@example("yelling|phone||0|en||")
def test_a_strange_value_is_an_old_view_and_nothing_worse(value: str) -> None:
    view = LookupView.decode(value)
    assert view is None or LookupView.decode(view.encode()) == view


@pytest.mark.parametrize("value", ["yelling|phone||{}|en|||", "yelling|phone||0|en|{}||"])
def test_an_endless_number_is_an_old_view(value: str) -> None:
    assert LookupView.decode(value.format("9" * 5_000)) is None


@settings(deadline=None)
@given(views, st.sampled_from(SITUATIONS), st.sampled_from(LANGUAGES))
def test_a_view_of_a_situation_that_exists_always_has_a_card(
    book: Phrasebook, view: LookupView, situation: str, language: str
) -> None:
    view, viewer = replace(view, situation=situation), Viewer(book, language)
    for card in (cards.phrases_card(viewer, view), cards.others_card(viewer, view)):
        assert card.summary
        within_slack(slack.message(card))


# ---- every edge shows every card


def longest(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the three ids that need the most room in a button."""
    return tuple(sorted(ids, key=len)[-3:])


def every_card(book: Phrasebook, situation: str) -> Iterator[c.Card]:
    """Yields the cards that the look-up has for a situation: each choice of phrases, on every page.

    Of the first situation there are those of every industry and in either order of languages too, and what is
    the same for all situations.
    """
    first_of_all, seen = situation == SITUATIONS[0], set[tuple[object, ...]]()
    for channel, industry, language, first in product(CHANNELS, INDUSTRIES, LANGUAGES, LANGUAGES):
        places = choose.fitting(book.situations[situation].phrases, channel, industry)
        choice = (channel, language, *places)
        if not first_of_all and (choice in seen or first != language):
            continue
        seen.add(choice)
        viewer = Viewer(book, language)
        view = LookupView(
            situation,
            channel,
            industry,
            first=first,
            lead=(17, 18, 19),
            others=longest(SITUATIONS),
            ticket=TICKET,
        )
        for page in range(choose.pages(places)):
            yield cards.phrases_card(viewer, replace(view, page=page), sure=page == 0)
        yield cards.phrases_card(viewer, replace(view, ticket=OUTCOME_KNOWN), status="Thanks")
        yield cards.others_card(viewer, view)
        if first_of_all:
            yield cards.menu_card(viewer, first, channel, industry)
            yield cards.unsure_card(viewer, "<!channel> **x**\n" * 99, [view] * 3, known=True)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_card_of_a_situation_fits_every_edge(book: Phrasebook, situation: str) -> None:
    for card in dict.fromkeys(every_card(book, situation)):
        message = slack.message(card)
        within_slack(message)
        carried(card, message)
        within_teams(teams.message(card.summary, teams.adaptive_card(card)))
        sound_html(card)
        in_a_terminal(card)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_channel_has_words_in_both_languages(book: Phrasebook, situation: str) -> None:
    viewer = Viewer(book, "en")
    written = {viewer.said(phrase.text): phrase for phrase in book.situations[situation].phrases}
    for channel, language in product(CHANNELS, LANGUAGES):
        card = cards.phrases_card(Viewer(book, language), LookupView(situation, channel, first=language))
        shown = [element for element in card.elements if isinstance(element, c.PhraseBlock)]
        assert 1 <= len(shown) <= choose.PER_PAGE
        for phrase in shown:
            assert phrase.lines[0].language == language
            texts = {line.language: line.text for line in phrase.lines}
            assert set(texts) == {"en", "es"}
            own = written[texts["en"]].channels
            assert not own or {channel, base_channel(channel)}.intersection(own)


def within_slack(message: dict[str, Any]) -> None:
    """Holds a message against Slack's limits, in figures of their own reference."""
    assert message["text"]
    assert 0 < len(message["blocks"]) <= 50
    for block in message["blocks"]:
        for text in texts_of(block):
            assert 0 < len(text["text"]) <= 3_000
        assert len(block.get("fields", [])) <= 10
        assert all(len(field["text"]) <= 2_000 for field in block.get("fields", []))
        assert 1 <= len(block.get("elements", [0])) <= (10 if block["type"] == "context" else 25)
    pressed = slack_elements(message)
    for element in pressed:
        if element["type"] == "button":
            assert 0 < len(element["text"]["text"]) <= 75
            assert 0 < len(element.get("value", "-")) <= 2_000
        else:
            within_select(element)
    ids = [element["action_id"] for element in pressed]
    assert len(set(ids)) == len(ids)
    assert all(0 < len(identifier) <= 255 for identifier in ids)


def within_select(select: dict[str, Any]) -> None:
    """Holds a select against Slack's limits."""
    assert select["type"] == "static_select"
    assert 0 < len(select["placeholder"]["text"]) <= 150
    assert 1 <= len(select["options"]) <= 100
    for option in select["options"]:
        assert 0 < len(option["text"]["text"]) <= 75
        assert 0 < len(option["value"]) <= 150
        assert len(option.get("description", {"text": ""})["text"]) <= 75
    values = [option["value"] for option in select["options"]]
    assert len(set(values)) == len(values)
    assert "initial_option" not in select or select["initial_option"] in select["options"]


def texts_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the texts of a block that are read, not pressed."""
    inside = block.get("elements", []) if block["type"] == "context" else []
    return [*([block["text"]] if "text" in block else []), *block.get("fields", []), *inside]


def carried(card: c.Card, message: dict[str, Any]) -> None:
    """What the card's buttons and selects carry arrives whole, cut by no limit."""
    sent = [e.get("value") for e in slack_elements(message) if e["type"] == "button"]
    sent += [o["value"] for e in slack_elements(message) for o in e.get("options", [])]
    meant = [b.value or None for e in card.elements if isinstance(e, c.Buttons) for b in e.buttons]
    meant += [o.value for e in card.elements if isinstance(e, c.Choice) for o in e.options]
    assert sent == meant


def within_teams(message: dict[str, Any]) -> None:
    """Holds a message against Teams' limits."""
    assert len(json.dumps(message).encode()) <= 80_000
    card = message["attachments"][0]["content"]
    rows = teams_elements(card, "ActionSet")
    assert rows
    assert all(1 <= len(row["actions"]) <= 6 for row in rows)


class Page(HTMLParser):
    """Reads HTML: what is shown, and which elements were left open."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "img", "a", "iframe")
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data


def sound_html(card: c.Card) -> None:
    """The playground shows every wording, in markup that is whole."""
    parts = [playground.element(part, card.language, first=i == 0) for i, part in enumerate(card.elements)]
    inside, whole = "".join(parts), playground.html(card)
    assert inside in whole
    assert shown(whole.replace(inside, "")) == ""
    text = "".join(map(shown, parts))
    for line in wordings(card):
        assert c.plain(line) in text


@cache
def shown(markup: str) -> str:
    """Returns what markup shows, which is whole in itself; many cards have a part in common."""
    page = Page()
    page.feed(markup)
    page.close()
    assert page.open == []
    return page.shown


def in_a_terminal(card: c.Card) -> None:
    """The terminal shows every wording, and sends the terminal nothing to obey."""
    text = terminal.render(card, colour=False)
    assert text.replace("\n", "").isprintable()
    told = " ".join(text.replace("**", "").split())
    for line in wordings(card):
        assert " ".join(c.plain(line).split()) in told


def wordings(card: c.Card) -> list[str]:
    """Returns every wording of every phrase on the card."""
    return [line.text for e in card.elements if isinstance(e, c.PhraseBlock) for line in e.lines]
