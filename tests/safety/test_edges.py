"""Every safety card, in both languages, for all channels and countries, fits every edge and is said whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot import terminal
from bot.core import card as c
from bot.core.phrasebook import BASE_CHANNELS, Phrasebook
from bot.core.safety import OrdinaryAnswer, SafetyKind
from bot.core.viewer import Viewer
from bot.features.safety import cards, manager_cards, manager_forms
from bot.features.safety.buttons import SafetyView
from bot.features.safety.calling import CallPlan
from bot.features.safety.model import KindWeek, SafetyReview, SafetySetup, fingerprint
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from tests.fakes import blockkit
from tests.fakes.teams import elements
from tests.harness import TUESDAY

LANGUAGES = ("en", "es")
LONG = "<!channel> **x** & `y` " * 12
SETUP = SafetySetup(
    7,
    dict.fromkeys(SafetyKind, LONG[:300]),
    LONG[:60],
    {"CO": LONG[:60], "XX": "1"},
    "CO",
    "US",
    SafetyReview("Dra. **Inés**", TUESDAY.date(), "words"),
    "Marta",
    TUESDAY,
)
ORDINARY = OrdinaryAnswer("lookup.show", "habitual-complainer|phone|e-commerce|0|en|17.18.19|a,b,c|ticket")


def plans(book: Phrasebook) -> Iterator[CallPlan]:
    """Yields every country alone, none, and one with customers elsewhere."""
    yield CallPlan(SETUP)
    yield CallPlan(SETUP, "CO", book.numbers["CO"], book.numbers["US"])
    for code, numbers in book.numbers.items():
        yield CallPlan(SafetySetup(), code, numbers, numbers if code == "CL" else None)


def fits(card: c.Card) -> None:
    """Holds a card against every edge."""
    message = slack.message(card)
    assert blockkit.message(message) == []
    assert len(slack.blocks(card)) == len(message["blocks"])  # nothing was cut to make it fit
    shown = teams.adaptive_card(card)
    assert len(json.dumps(shown)) < 28_000
    assert all(len(row["actions"]) <= 6 for row in elements(shown, "ActionSet"))
    assert html.html(card)
    assert terminal.render(card, colour=False).replace("\n", "").isprintable()
    assert "{" not in "".join(
        line.text for e in card.elements if isinstance(e, c.PhraseBlock) for line in e.lines
    )
    assert not any("{" in e.text for e in card.elements if isinstance(e, c.Text | c.Note | c.Heading))


@pytest.mark.parametrize("kind", SafetyKind)
def test_every_card_fits_every_edge(book: Phrasebook, kind: SafetyKind) -> None:
    guide = book.safety[kind]
    for language, channel, plan in product(LANGUAGES, BASE_CHANNELS, plans(book)):
        viewer, view = Viewer(book, language), SafetyView(kind, channel, ORDINARY)
        if kind is SafetyKind.AGENT_DISTRESS:
            card = cards.own_card(viewer, guide, view, plan, care=True)
        else:
            card = cards.guide_card(viewer, guide, view, plan)
        fits(card)
        fits(manager_cards.preview_card(viewer, card, view))
        blocks = [e for e in card.elements if isinstance(e, c.PhraseBlock)]
        assert 1 <= len(blocks) <= 3
        assert all(
            [line.language for line in b.lines] == [language, *{"en", "es"} - {language}] for b in blocks
        )
        assert sum(len(e.buttons) for e in card.elements if isinstance(e, c.Buttons)) <= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_cards_and_the_form_fit_too(book: Phrasebook, language: str) -> None:
    viewer = Viewer(book, language)
    weeks = [KindWeek("2026-W48", kind, 9_999) for kind in SafetyKind]
    reviewed = replace(SETUP, review=SafetyReview("Inés", TUESDAY.date(), fingerprint(book.safety)))
    for plan in plans(book):
        fits(cards.menu_card(viewer, "phone", plan))
    for care in (True, False):
        fits(cards.after_card(viewer, "chat", care=care))
    for setup in (SafetySetup(), SETUP, reviewed):
        fits(manager_cards.setup_card(viewer, setup, "saved"))
        form = manager_forms.setup_form(viewer, setup)
        assert blockkit.view(slack_form.modal(form, "x")) == []
        labels = teams_form.labels(book.words.speaker(language))
        assert len(json.dumps(teams_form.form_card(form, labels))) < 76_000
        assert html_form.html(form)
    fits(manager_cards.weeks_card(viewer, weeks, TUESDAY))
    fits(manager_cards.weeks_card(viewer, [], TUESDAY))
