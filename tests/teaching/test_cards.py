"""Every card of this feature, in both languages, on every edge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import terminal
from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES
from bot.core.viewer import Viewer
from bot.features.teaching import cards
from bot.playground.render import html
from bot.slack import render as slack
from bot.teams import limits as teams_limits
from bot.teams import render as teams
from tests.fakes import blockkit
from tests.fakes.teams import elements as teams_elements

VALUE = "x" * 150  # the longest that travels anywhere


def every_card(book: Phrasebook, language: str) -> Iterator[c.Card]:
    """Yields all of them."""
    viewer = Viewer(book, language)
    yield cards.list_card(viewer, leads=False)
    yield cards.list_card(viewer, leads=True)
    yield from (cards.family_card(viewer, family) for family in FAMILIES.values())
    for teaching in book.teachings.values():
        yield cards.teaching_card(viewer, teaching, dict.fromkeys(teaching.situations, VALUE))


@pytest.mark.parametrize("language", ["en", "es"])
def test_slack_takes_every_card(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        assert blockkit.message(slack.message(card)) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_teams_takes_every_card(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        made = teams.adaptive_card(card)
        assert len(json.dumps(made)) < teams_limits.CARD_BYTES
        rows = teams_elements(made, "ActionSet")
        assert rows
        assert all(1 <= len(row["actions"]) <= teams_limits.ACTIONS_IN_ROW for row in rows)


@pytest.mark.parametrize("language", ["en", "es"])
def test_playground_and_terminal_show_all_that_is_written(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        page = re.sub("</?(?:strong|span)[^>]*>", "", html(card).replace("&#x27;", "'"))
        printed = " ".join(terminal.render(card, colour=False).split())
        for element in card.elements:
            if isinstance(element, c.Heading | c.Text | c.Note):
                assert c.plain(element.text) in page
                assert " ".join(c.plain(element.text).split()) in printed


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_is_cut_and_no_two_are_alike(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        assert card.summary
        labels = [button.label for e in card.elements if isinstance(e, c.Buttons) for button in e.buttons]
        assert len(labels) == len(set(labels))
        assert all(0 < len(label) <= c.LABEL for label in labels)
        names = [label for label in labels if not label.startswith(("Phrases: ", "Frases: "))]
        assert not any(label.endswith("…") for label in names)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phrasebook_without_any_still_has_cards(book: Phrasebook, language: str) -> None:
    for card in every_card(replace(book, teachings={}), language):
        assert blockkit.message(slack.message(card)) == []
        assert html(card)
