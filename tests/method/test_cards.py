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
from bot.core.viewer import Viewer
from bot.features.method import cards
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
        page, printed = html(card), terminal.render(card, colour=False)
        told = " ".join(printed.split())
        for text in written(card):
            assert c.plain(text) in re.sub("</?(?:strong|span)[^>]*>", "", page.replace("&#x27;", "'"))
            assert " ".join(c.plain(text).split()) in told


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_card_is_told_in_one_line_and_no_name_is_cut(book: Phrasebook, language: str) -> None:
    for card in every_card(book, language):
        assert card.summary
        assert "\n" not in card.summary
        assert card.language == language
        labels = [button.label for e in card.elements if isinstance(e, c.Buttons) for button in e.buttons]
        assert len(labels) == len(set(labels))
        assert all(0 < len(label) <= 75 for label in labels)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_phrasebook_without_any_still_has_cards(book: Phrasebook, language: str) -> None:
    bare = replace(book, methods={}, pitfalls={}, personas={})
    for card in every_card(bare, language):
        assert blockkit.message(slack.message(card)) == []
        assert html(card)


def written(card: c.Card) -> list[str]:
    """Returns all that a person reads on the card, buttons aside."""
    texts = [e.text for e in card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
    return texts + [line.text for e in card.elements if isinstance(e, c.PhraseBlock) for line in e.lines]
