"""Every card of this feature, in both languages, on every edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.features.method import cards
from bot.playground.render import html
from bot.slack import render as slack
from tests.edges import is_shown_whole, own_labels, slack_takes, teams_takes
from tests.fakes import blockkit

VALUE = "x" * 150  # the longest that travels anywhere


def every_card(book: Phrasebook, language: str) -> Iterator[c.Card]:
    """Yields all of them."""
    viewer = Viewer(book, language)
    yield cards.method_list(viewer)
    yield cards.pitfall_list(viewer)
    yield cards.persona_list(viewer)
    for method in book.methods.values():
        yield from (cards.step_card(viewer, method, step) for step in method.steps)
        if method.example:
            yield cards.example_card(viewer, method, method.example)
    yield from (cards.pitfall_card(viewer, pitfall) for pitfall in book.pitfalls.values())
    for persona in book.personas.values():
        yield cards.persona_card(viewer, persona, dict.fromkeys(persona.situations, VALUE))


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
def test_every_card_is_told_in_one_line_and_no_name_is_cut(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        assert "\n" not in card.summary
        assert card.language == language
        labels = own_labels(card)
        assert all(0 < len(label) <= 75 for label in labels)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phrasebook_without_any_still_has_cards(book: Phrasebook, language: str) -> None:
    bare = replace(book, methods={}, pitfalls={}, personas={})
    for card in every_card(bare, language):
        assert blockkit.message(slack.message(card)) == []
        assert html(card)
