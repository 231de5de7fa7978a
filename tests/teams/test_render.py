"""Cards within Teams' limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Element,
    Heading,
    Note,
    Option,
    PhraseBlock,
    PhraseLine,
    Quote,
    Table,
    Text,
    Tone,
)
from bot.teams import limits
from bot.teams.actions import in_dialog
from bot.teams.fit import size
from bot.teams.render import adaptive_card, message
from tests.fakes.teams import elements, shown

words = st.text(max_size=60)
element = st.one_of(
    st.builds(Heading, words, words),
    st.builds(Text, words),
    st.builds(Note, words),
    st.builds(Quote, words, words),
    st.builds(
        PhraseBlock,
        st.lists(st.builds(PhraseLine, st.sampled_from(["en", "es"]), words), max_size=3).map(tuple),
        words,
    ),
    st.builds(Choice, words, words, st.lists(st.builds(Option, words, words), max_size=9).map(tuple), words),
    st.builds(
        Buttons,
        st.lists(
            st.builds(Button, words, words, words, st.sampled_from(Tone), st.booleans()), max_size=20
        ).map(tuple),
    ),
    st.just(Divider()),
    st.builds(
        Table,
        st.tuples(words, words),
        st.lists(st.tuples(words, words), max_size=5).map(tuple),
    ),
    st.builds(
        Chart,
        words,
        st.tuples(words, words),
        st.tuples(st.floats(0, 5), st.floats(0, 5)),
        st.just(5.0),
    ),
)


@given(st.builds(Card, words, st.lists(element, max_size=12).map(tuple)))
def test_every_card_keeps_within_the_limits(card: Card) -> None:
    sound(adaptive_card(card))


def sound(card: dict[str, Any]) -> None:
    assert card["version"] == "1.5"
    assert size(card) <= limits.MESSAGE_BYTES
    for row in elements(card, "ActionSet"):
        assert len(row["actions"]) <= limits.ACTIONS_IN_ROW
    for action in elements(card, "Action.Execute"):
        assert action["fallback"]["type"] == "Action.Submit"
        assert action["fallback"]["data"] == action["data"]
        assert action["verb"] == action["data"]["action"]
    for action in elements(card, "Action.Submit"):
        assert action["data"]["msteams"] == {"type": "task/fetch"}
    assert elements(in_dialog(card), "Action.Execute") == []
    ids = [select["id"] for select in elements(card, "Input.ChoiceSet")]
    assert len(ids) == len(set(ids))
    for block in elements(card, "RichTextBlock"):
        assert block["inlines"]


def test_thirteen_buttons_take_three_rows() -> None:
    buttons = Buttons(tuple(Button(str(i), "a") for i in range(13)))
    rows = elements(adaptive_card(Card("x", (buttons,))), "ActionSet")
    assert [len(row["actions"]) for row in rows] == [6, 6, 1]


LARGE: dict[str, tuple[Element, ...]] = {
    "one long text": (Heading("Title"), Text("ñandú " * 60_000)),
    "many long texts": (Heading("Title"), *(Text("ñandú " * 400) for _ in range(60))),
    "many phrases": (
        Heading("Title"),
        *(
            PhraseBlock((PhraseLine("en", "word " * 40), PhraseLine("es", "palabra " * 40)), "slowly")
            for _ in range(200)
        ),
    ),
    "many buttons": (Heading("Title"), Buttons(tuple(Button("Go", "a", "v" * 200) for _ in range(300)))),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_card_that_is_too_large_is_cut_by_rule(name: str) -> None:
    card = adaptive_card(Card("The summary", LARGE[name]))
    sound(card)
    assert "Title" in shown(card)
    assert card["speak"] == "The summary"


def test_what_a_button_carries_is_never_cut() -> None:
    button = Buttons((Button("Go", "act", "v" * 2_000),))
    card = adaptive_card(Card("x", (button, Text("long " * 40_000))))
    assert elements(card, "Action.Execute")[0]["data"] == {"action": "act", "value": "v" * 2_000}


def test_a_message_has_a_summary_for_notifications() -> None:
    found = message("**Yelling**: " + "a long phrase " * 60, adaptive_card(Card("x", (Text("x"),))))
    assert found["summary"].startswith("Yelling: a long phrase")
    assert len(found["summary"]) <= limits.SUMMARY_TEXT
    assert "attachments" in found


def test_a_table_is_a_table_and_lines_where_there_are_none() -> None:
    rows = (("Night **shift**", "12"), ("[Day](https://evil.example)", "7"))
    card = adaptive_card(Card("x", (Table(("Group", "People"), rows),)))
    [table] = elements(card, "Table")
    assert [len(row["cells"]) for row in table["rows"]] == [2, 2, 2]
    assert len(table["columns"]) == 2
    assert shown(card).split("\n") == ["Group", "People", "Night ", "shift", "12", rows[1][0], "7"]
    first, second = table["fallback"]["items"]
    assert "".join(run["text"] for run in first["inlines"]) == "Night shift  People: 12"
    assert second["type"] == "RichTextBlock"  # where a link is only a text


def test_a_chart_has_its_numbers_as_a_table_elsewhere() -> None:
    chart = Chart("Mood", ("Mon", "Tue"), (3.25, 4.0), 5.0)
    [found] = elements(adaptive_card(Card("x", (chart,))), "Chart.VerticalBar")
    assert found["title"] == "Mood"
    assert found["data"] == [{"x": "Mon", "y": 3.25}, {"x": "Tue", "y": 4.0}]
    cells = [run["text"] for run in elements(found["fallback"], "TextRun")]
    assert cells == ["Mood", "", "Mon", "3.2 / 5", "Tue", "4 / 5"]
    assert found["fallback"]["fallback"]["type"] == "Container"


def test_a_chart_of_what_is_not_known_exactly_has_words_in_place_of_numbers() -> None:
    chart = Chart("Load", ("Mon", "Tue"), (65.0, 50.0), 100.0, words=("55 or more", "45 to 55"))
    [found] = elements(adaptive_card(Card("x", (chart,))), "Chart.VerticalBar")
    assert found["data"] == [{"x": "Mon · 55 or more", "y": 65.0}, {"x": "Tue · 45 to 55", "y": 50.0}]
    assert found["showBarValues"] is False
    cells = [run["text"] for run in elements(found["fallback"], "TextRun")]
    assert cells == ["Load", "", "Mon", "55 or more", "Tue", "45 to 55"]


def test_a_text_run_carries_bold_and_no_markdown() -> None:
    card = adaptive_card(Card("x", (Text("Say **this** now"),)))
    runs = [(run["text"], run.get("weight")) for run in elements(card, "TextRun")]
    assert runs == [("Say ", None), ("this", "Bolder"), (" now", None)]


def test_counts_are_out_of_nothing() -> None:
    [found] = elements(adaptive_card(Card("x", (Chart("A week", ("Nov 9",), (17.0,)),))), "Chart.VerticalBar")
    assert [run["text"] for run in elements(found["fallback"], "TextRun")] == ["A week", "", "Nov 9", "17"]


@pytest.mark.parametrize("columns", [3, 4, 10])
def test_a_table_that_is_too_wide_for_a_phone_is_read_row_by_row(columns: int) -> None:
    headings = tuple(f"Head {i}" for i in range(columns))
    rows = tuple(tuple(f"cell {row}.{i}" for i in range(columns)) for row in range(3))
    card = adaptive_card(Card("x", (Table(headings, rows),)))
    assert len(elements(card, "Table")) == (columns <= limits.COLUMNS)
    for row in rows:
        assert all(cell in shown(card) for cell in row)
    if columns > limits.COLUMNS:
        assert "Head 3: cell 2.3" in shown(card)
        [bold] = [run for run in elements(card, "TextRun") if run["text"] == "cell 1.0"]
        assert bold["weight"] == "Bolder"


@pytest.mark.parametrize("letter", ["x", "ñ", "😡"])
def test_a_card_is_measured_as_teams_measures_it(letter: str) -> None:
    card = adaptive_card(Card("x", tuple(Text(f"{letter} " * 1_500) for _ in range(40))))
    assert len(json.dumps(card, ensure_ascii=False).encode("utf-16-le")) <= limits.MESSAGE_BYTES


def test_what_is_cut_leaves_the_way_on() -> None:
    long = tuple(Text(f"line {i} " * 40) for i in range(900))
    card = adaptive_card(Card("x", (*long, Buttons((Button("On", "a"),)))))
    assert size(card) <= limits.CARD_BYTES
    assert card["body"][-1]["actions"][0]["title"] == "On"


def test_a_label_is_short_enough_for_a_phone() -> None:
    card = adaptive_card(Card("x", (Buttons((Button("Open the group of the night shift in Bogotá", "a"),)),)))
    assert card["body"][-1]["actions"][0]["title"] == "Open the group of the night…"
