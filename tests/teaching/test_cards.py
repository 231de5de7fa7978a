"""Every card of this feature, in both languages, on every edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES
from bot.core.viewer import Viewer
from bot.features.teaching import cards
from bot.playground.render import html
from bot.slack import render as slack
from tests.edges import is_shown_whole, own_labels, slack_takes, teams_takes
from tests.fakes import blockkit

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
        slack_takes(card)


@pytest.mark.parametrize("language", ["en", "es"])
def test_teams_takes_every_card(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        teams_takes(card)


@pytest.mark.parametrize("language", ["en", "es"])
def test_playground_and_terminal_show_all_that_is_written(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        is_shown_whole(card)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_is_cut_and_no_two_are_alike(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        labels = own_labels(card)
        assert all(0 < len(label) <= c.LABEL for label in labels)
        names = [label for label in labels if not label.startswith(("Phrases: ", "Frases: "))]
        assert not any(label.endswith("…") for label in names)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phrasebook_without_any_still_has_cards(book: Phrasebook, language: str) -> None:
    for card in every_card(replace(book, teachings={}), language):
        assert blockkit.message(slack.message(card)) == []
        assert html(card)
