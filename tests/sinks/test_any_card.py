"""Any card and any form there can be, with the worst of texts: within limits on every edge, and inert."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from bot import terminal
from bot.core import card as c
from bot.core.chat import Answer
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import limits
from bot.teams import render as teams
from bot.teams.fit import size
from bot.teams.wire import encoded
from tests import nasty
from tests.fakes import blockkit
from tests.nasty import examples
from tests.playground.test_render import read
from tests.sinks.marks import in_html, in_slack, in_teams, on_screen

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # a failure is long
LABELS = teams_form.Labels("Go", "Paste", "Required", "Gone")


@examples(8)
@given(nasty.cards)
def test_any_card_is_within_what_slack_takes_and_inert(card: c.Card) -> None:
    message = slack.message(card)
    assert blockkit.message(message) == []
    assert list(in_slack(message)) == []
    for view in (slack.modal(card, "x"), slack.home(card)):
        assert blockkit.view(view) == []
        assert list(in_slack(view)) == []
    assert json.loads(slack.private(Answer(card)))["blocks"] == json.loads(slack._json(message))["blocks"]


@examples(8)
@given(nasty.cards)
def test_any_card_is_within_what_teams_takes_and_inert(card: c.Card) -> None:
    adaptive = teams.adaptive_card(card)
    sent = teams.message(card.summary, adaptive)
    assert size(sent) <= limits.MESSAGE_BYTES
    assert _at_work(sent) == []
    encoded(sent).decode()


@examples(8)
@given(nasty.cards)
def test_any_card_is_sound_html_and_inert(card: c.Card) -> None:
    shown = html.html(card)
    assert read(shown).open == []
    assert in_html(shown) == []


@examples(8)
@given(nasty.cards)
def test_any_card_moves_no_screen(card: c.Card) -> None:
    assert on_screen(terminal.render(card, colour=False)) == []
    terminal.render(card, colour=True)


@examples(8)
@given(nasty.forms)
def test_any_form_is_within_limits_and_inert(form: c.Form) -> None:
    view = slack_form.modal(form, "x")
    assert blockkit.view(view) == []
    assert list(in_slack(view)) == []
    adaptive = teams_form.form_card(form, LABELS)
    assert _at_work(adaptive) == []
    shown = html_form.html(form)
    assert read(shown).open == []
    assert in_html(shown) == []


def _at_work(sent: dict[str, Any]) -> list[str]:
    # The headings of a table are bold by themselves; `test_elements` looks for bold elsewhere.
    return [wrong for wrong in in_teams(sent) if not wrong.startswith("bold: ")]
