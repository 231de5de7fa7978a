"""Every element and every field, with marks in each of its texts, on every edge."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import terminal
from bot.core import card as c
from bot.core.chat import FieldErrors, Suggestion, Suggestions
from bot.core.inert import JOINER, Marked, literal, visible
from bot.core.words import Words, pick
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import marks as slack_marks
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from bot.teams import search as teams_search
from bot.teams import texts as teams_texts
from tests.fakes import blockkit
from tests.sinks.marks import (
    ALL,
    MARKS,
    PAGE,
    in_html,
    in_markdown,
    in_mrkdwn,
    in_slack,
    in_teams,
    on_screen,
)

TYPED = literal(ALL)  # as it is put into a text of the bot's own
ELEMENTS: tuple[c.Element, ...] = (
    c.Heading(TYPED, TYPED),
    c.Text(TYPED),
    c.Note(TYPED),
    c.Quote(ALL, ALL),
    c.PhraseBlock((c.PhraseLine("en", TYPED), c.PhraseLine("es", TYPED)), TYPED),
    c.Choice("pick", TYPED, (c.Option(TYPED, "1", TYPED), c.Option("x", "2")), "1"),
    c.Buttons(
        (c.Button(TYPED, "press", "value"), c.Button(TYPED, "open", "value", form=True))
    ),  # a value is never typed
    c.Divider(),
    c.Link(TYPED, PAGE),
    c.Table((TYPED, TYPED, TYPED, TYPED), ((TYPED, TYPED, TYPED, TYPED),)),
    c.Chart(TYPED, (TYPED, "b"), (1.0, 2.0), 5.0, words=(TYPED, "")),
    c.Meter(TYPED, 1.0, 5.0, TYPED),
    c.Plot(TYPED, (TYPED, "b"), (c.Series(TYPED, (1.0, 2.0)), c.Series("b", (1.0, None))), TYPED, "%"),
)
SELECTS = tuple(
    c.Select(f"s{i}", TYPED, (c.Option(TYPED, "1", TYPED), *(c.Option(str(n), f"x{n}") for n in range(i))))
    for i in (1, 12)
)
FIELDS: tuple[c.Field, ...] = (
    *(c.Input(kind.value, TYPED, kind, ALL, TYPED) for kind in c.InputKind),
    *SELECTS,
)
FORM = c.Form(TYPED, "send", TYPED, FIELDS, "value", ELEMENTS)
LABELS = teams_form.Labels("Go", "Paste", "Required", "Gone")


def card(*elements: c.Element) -> c.Card:
    return c.Card(TYPED, elements)


def test_every_element_is_here() -> None:
    assert {type(element) for element in ELEMENTS} == set(get_args(c.Element))


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_plot_does_nothing_of_what_is_typed_into_it(mark: str) -> None:
    typed = f"x {literal(mark)}"[:20]  # as much as a picture of Slack's has room for
    for lines in (True, False):
        series = (c.Series(typed, (1.0, 2.0)), c.Series("b", (1.0, 3.0)))
        shown = card(c.Plot(typed, (typed, "b"), series, typed, "%", lines))
        body = slack.message(shown)
        assert blockkit.message(body) == []
        assert list(in_slack(body)) == []
        assert list(in_teams(teams.message(shown.summary, teams.adaptive_card(shown)))) == []
        assert in_html(html.html(shown)) == []
        assert on_screen(terminal.render(shown, colour=False)) == []


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: type(element).__name__)
def test_an_element_does_nothing_of_what_is_typed_into_it(element: c.Element) -> None:
    shown = card(element)
    for body in (slack.message(shown), slack.modal(shown, "x"), slack.home(shown)):
        assert list(in_slack(body)) == []
    assert blockkit.message(slack.message(shown)) == []
    adaptive = teams.adaptive_card(shown)
    assert list(in_teams(teams.message(shown.summary, adaptive))) == []
    assert in_html(html.html(shown)) == []
    assert on_screen(terminal.render(shown, colour=False)) == []


def test_a_form_does_nothing_of_what_is_typed_into_it_and_keeps_it_whole() -> None:
    assert list(in_slack(slack_form.modal(FORM, "x"))) == []
    assert list(in_teams(teams_form.form_card(FORM, LABELS))) == []
    page = html_form.html(FORM)
    assert in_html(page) == []
    typed = next(f for f in FIELDS if isinstance(f, c.Input) and f.kind is c.InputKind.PARAGRAPH)
    block = next(b for b in slack_form.modal(FORM)["blocks"] if b.get("block_id") == typed.name)
    assert block["element"]["initial_value"] == ALL
    inputs = teams_form.form_card(FORM, LABELS)["body"]
    assert next(item for item in inputs if item.get("id") == f"one_{typed.name}")["value"] == ALL


def test_words_that_refuse_a_form_and_suggestions_do_nothing() -> None:
    words = Words({"en": {"terminal.form": "x", "terminal.optional": "x"}})
    hits = Suggestions((Suggestion(TYPED, TYPED, TYPED),))
    for reply in (FieldErrors({"a": TYPED}), hits, FORM):
        assert on_screen(terminal.render_reply(reply, words, "en", colour=False)) == []
    refused = slack_form.errors({"a": ALL}, {"blocks": [{"type": "input", "block_id": "a"}]})
    assert list(in_slack({"type": "view", "errors": refused})) == []
    for shown in (teams_search.results(hits, {}), teams_search.message(TYPED)):
        assert list(in_teams(shown)) == []


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_mark_does_nothing_anywhere_in_a_text(mark: str) -> None:
    for text in (mark, f"{mark} x", f"x {mark}", f"x\n{mark}", f"({mark})", f"{mark}{mark}", f"“{mark}”"):
        assert in_mrkdwn(slack_marks.escape(text)) == []
        assert in_markdown(teams_texts.unmarked(text)) == []


def test_words_take_in_what_is_typed_as_it_is() -> None:
    words = Words({"en": {"by": "**{name}** said {text}.", "line": "Call **{number}**."}})
    said = words.say("en", "by", name="*A* **b**", text="**now**")
    assert [run for run, bold in c.spans(said) if bold] == [f"*A* *{JOINER}*b*{JOINER}*{JOINER}"]
    line = words.say("en", "line", number="911")
    assert dict(c.spans(words.say("en", "by", name="Ana", text=line)))["911"] is True


def test_words_of_the_phrasebook_keep_their_bold_wherever_they_are_put() -> None:
    assert isinstance(pick({"en": "**Wait** for it"}, "en"), Marked)
    words = Words({"en": {"now": "NOW {text}"}})
    said = words.say("en", "now", text=pick({"en": "**Wait** for it"}, "en"))
    assert list(c.spans(said)) == [("NOW ", False), ("Wait", True), (" for it", False)]


@given(st.text())
def test_what_is_literal_is_never_bold_and_stays_so(text: str) -> None:
    assert not any(bold for _, bold in c.spans(literal(text)))
    assert literal(literal(text)) == literal(text)
    assert literal(text).replace(f"*{JOINER}", "*").replace(JOINER, "") == text.replace(JOINER, "")


@given(st.text(alphabet=st.sampled_from("ab*_~`:&<>{$[](\\#-1. \n\u202e\u200b")))
def test_whatever_the_marks_nothing_is_at_work(text: str) -> None:
    assert in_mrkdwn(slack_marks.escape(text)) == []
    assert in_markdown(teams_texts.unmarked(text)) == []
    assert visible(visible(text)) == visible(text)
