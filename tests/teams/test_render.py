"""Cards within Teams' limits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import card as c
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
from bot.teams.render import CardLabels, adaptive_card, message
from tests import plots
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
    plots.any_plot | plots.whole_plots(),
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
    for toggle in elements(card, "Action.ToggleVisibility"):
        assert toggle["targetElements"][0] in str(card["body"])
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


def said(part: dict[str, Any]) -> str:
    """Returns all that a part of a card shows."""
    return shown({"body": [part]})


def drawn(plot: c.Plot, language: str = "en") -> dict[str, Any]:
    """Returns a plot as it is on a card."""
    found: dict[str, Any] = adaptive_card(Card("x", (plot,), language), CardLabels(figures="Figures"))[
        "body"
    ][0]
    return found


WEEKS = c.Plot(
    "Right", ("Nov 2", "Nov 9"), (c.Series("All", (42, 45.5)), c.Series("[N](x)", (30, 31))), "Up.", "%"
)


def test_times_without_a_gap_are_a_line_and_a_list_elsewhere() -> None:
    chart, finding, *_ = drawn(WEEKS, "es")["items"]
    assert (chart["type"], chart["title"], chart["showTitle"]) == ("Chart.Line", "Right", True)
    assert chart["yAxisTitle"] == "%"
    values = [{"x": "Nov 2", "y": 42}, {"x": "Nov 9", "y": 45.5}]
    assert chart["data"][0] == {"legend": "All", "values": values}
    told = elements(chart["fallback"], "FactSet")[0]["facts"]
    assert [fact["title"] for fact in told] == ["Nov 2", "Nov 9"]
    assert told[1]["value"].startswith("All: 45.5% · ")
    assert "](" not in told[1]["value"]
    assert said(finding) == "Up."


def test_what_a_series_says_of_its_figures_is_told_beside_them() -> None:
    said_of = c.Series("All", (42, 45), ("42% (30–55%)", ""))
    chart, *_, folded = drawn(replace(WEEKS, series=(said_of,)))["items"]
    [told] = elements(chart["fallback"], "FactSet")
    assert [fact["value"] for fact in told["facts"]] == ["42% (30–55%)", "45%"]
    assert [said(row) for row in elements(folded, "TableRow")][1:] == ["Nov 2\n42% (30–55%)", "Nov 9\n45%"]


def test_its_figures_are_one_tap_away() -> None:
    *_, row, folded = drawn(WEEKS)["items"]
    [toggle] = row["actions"]
    assert toggle["title"] == "Figures"
    assert toggle["targetElements"] == [folded["id"]]
    assert folded["isVisible"] is False
    [table] = elements(folded, "Table")
    assert [said(line) for line in table["rows"]][1:] == ["Nov 2\n42%\n30%", "Nov 9\n45.5%\n31%"]
    assert (
        drawn(replace(WEEKS, more=Button("All of it", "x")))["items"][2]["actions"][0]["title"] == "All of it"
    )


def test_two_plots_fold_out_each_its_own() -> None:
    card = adaptive_card(Card("x", (Heading("x"), WEEKS, WEEKS)))
    targets = [toggle["targetElements"] for toggle in elements(card, "Action.ToggleVisibility")]
    assert targets == [["folded1"], ["folded2"]]


def test_a_gap_is_no_bar_as_a_line_would_go_on_over_it() -> None:
    first, second = c.Series("Night", (30, None, None)), c.Series("All", (42, None, 51))
    chart = drawn(replace(WEEKS, labels=("a", "b", "c"), series=(first, second)))["items"][0]
    assert chart["type"] == "Chart.VerticalBar.Grouped"
    assert [one["legend"] for one in chart["data"]] == [
        "All",
        "Night",
    ]  # the first sets the order of the times
    assert chart["data"][0]["values"] == [{"x": "a", "y": 42}, {"x": "b · —", "y": 0}, {"x": "c", "y": 51}]
    assert chart["data"][1]["values"] == [{"x": "a", "y": 30}]


def test_one_series_with_a_gap_shows_no_number_at_its_bars() -> None:
    chart = drawn(replace(WEEKS, labels=("a", "b", "c"), series=(c.Series("All", (1, None, 2)),)))["items"][0]
    assert (chart["type"], chart["showBarValues"]) == ("Chart.VerticalBar", False)
    assert chart["data"][1] == {"x": "b · —", "y": 0}


def test_things_are_bars_from_left_to_right_or_in_groups() -> None:
    assert drawn(replace(WEEKS, lines=False))["items"][0]["type"] == "Chart.VerticalBar.Grouped"
    one = drawn(replace(WEEKS, lines=False, series=WEEKS.series[:1]))["items"][0]
    assert one["type"] == "Chart.HorizontalBar"
    assert one["data"] == [{"x": "Nov 2", "y": 42}, {"x": "Nov 9", "y": 45.5}]


@pytest.mark.parametrize(
    "plot",
    [
        replace(WEEKS, labels=("a", "a")),
        replace(WEEKS, labels=()),
        replace(WEEKS, series=()),
        replace(WEEKS, series=(c.Series("x", (None, None)),)),
        replace(WEEKS, series=(c.Series("x", (1, None)), c.Series("y", (None, 1)))),
    ],
)
def test_what_no_chart_can_show_is_told_at_once(plot: c.Plot) -> None:
    found = drawn(plot)
    assert "Chart" not in json.dumps(found)
    assert "isVisible" not in json.dumps(found)
    assert "Right" in said(found)
    assert "Up." in said(found)


def test_a_year_of_weeks_keeps_its_last_one() -> None:
    year = replace(
        WEEKS,
        labels=tuple(f"week {i} of a long year" for i in range(400)),
        series=tuple(c.Series(f"Group {i} of the night shift", (12.5,) * 400) for i in range(6)),
    )
    found = drawn(year)
    assert size(found) <= limits.PLOT_BYTES
    assert found["items"][0]["data"][0]["values"][-1]["x"] == "week 399 of a long year"
    three = adaptive_card(Card("x", (Heading("x"), year, year, year, Buttons((Button("On", "a"),)))))
    assert len(elements(three, "Chart.Line")) == 3
    sound(three)


def test_numbers_are_written_as_the_language_writes_them() -> None:
    figures = (c.Meter("Tension", 2.5, 10), Chart("Mood", ("Mon",), (3.25,), 5.0))
    card = adaptive_card(Card("x", figures, "es"))
    assert "2.5" in shown(card)
    [fallback] = [chart["fallback"] for chart in elements(card, "Chart.VerticalBar")]
    assert "3.2 / 5" in said(fallback)
