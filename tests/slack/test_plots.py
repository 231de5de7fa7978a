"""Plots in Slack: drawn by Slack where its block can hold them, told in bars of characters elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import Button, Buttons, Card, Heading, Plot, Series
from bot.slack import render
from tests import plots
from tests.fakes import blockkit

WEEKS = Plot(
    "Right at first try",
    ("Nov 2", "Nov 9", "Nov 16"),
    (Series("All", (42, 45.5, 51)), Series("Nights", (30, 31, 38))),
    "It rose from 42% to 51%.",
    "%",
    more=Button("The figures", "results.figures", "4"),
)


def shown(*elements: Plot | Heading, language: str = "en") -> list[dict[str, Any]]:
    """Returns the blocks of a message with these elements; it is one that Slack takes."""
    body = render.message(Card("A card", elements, language))
    assert blockkit.message(body) == []
    blocks: list[dict[str, Any]] = body["blocks"]
    return blocks


def kinds(*elements: Plot | Heading) -> list[str]:
    """Returns what kinds of blocks a message with these elements has."""
    return [block["type"] for block in shown(*elements)]


def test_times_are_a_line_with_what_it_shows_and_the_way_to_its_figures() -> None:
    picture, finding, more = shown(WEEKS)
    assert picture == {
        "type": "data_visualization",
        "title": "Right at first try",
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": "All",
                    "data": [
                        {"label": "Nov 2", "value": 42},
                        {"label": "Nov 9", "value": 45.5},
                        {"label": "Nov 16", "value": 51},
                    ],
                },
                {
                    "name": "Nights",
                    "data": [
                        {"label": "Nov 2", "value": 30},
                        {"label": "Nov 9", "value": 31},
                        {"label": "Nov 16", "value": 38},
                    ],
                },
            ],
            "axis_config": {"categories": ["Nov 2", "Nov 9", "Nov 16"], "y_label": "%"},
        },
    }
    assert finding["elements"][0]["text"] == "It rose from 42% to 51%."
    assert more["elements"][0]["value"] == "4"


def test_things_are_bars() -> None:
    picture = shown(replace(WEEKS, lines=False, unit=""))[0]
    assert picture["chart"]["type"] == "bar"
    assert "y_label" not in picture["chart"]["axis_config"]


def test_a_gap_is_told_in_words_as_a_picture_has_none() -> None:
    gap = replace(WEEKS, series=(Series("All", (42, None, 51)),), more=None)
    title, name, bars, finding = shown(gap, language="es")
    assert title["text"]["text"] == "*Right at first try*"
    assert name["text"]["text"] == "*All*"
    assert bars["text"]["text"].split("\n") == [
        "Nov 2: *42%*  ▰▰▰▰▰▰▰▱▱▱",
        "Nov 9: *—*  ▱▱▱▱▱▱▱▱▱▱",
        "Nov 16: *51%*  ▰▰▰▰▰▰▰▰▱▱",
    ]
    assert finding["type"] == "context"


def test_before_the_first_figure_and_after_the_last_there_is_no_gap() -> None:
    late = replace(WEEKS, labels=("a", "b", "c", "d"), series=(Series("All", (None, 42, 45, None)),))
    assert shown(late)[0]["chart"]["axis_config"]["categories"] == ["b", "c"]


def test_of_a_year_each_third_week_is_drawn_with_the_last() -> None:
    year = replace(WEEKS, labels=tuple(f"W{i}" for i in range(52)), series=(Series("All", (1.0,) * 52),))
    weeks = shown(year)[0]["chart"]["axis_config"]["categories"]
    assert weeks[0] == "W0"
    assert weeks[-2:] == ["W48", "W51"]


@pytest.mark.parametrize(
    "plot",
    [
        replace(WEEKS, title="A title that is longer than the fifty characters of Slack's"),
        replace(WEEKS, title=" "),
        replace(
            WEEKS,
            labels=("a week of a very long name, the first", "a week of a very long name, the next", "c"),
        ),
        replace(WEEKS, labels=("a", "a", "c")),
        replace(WEEKS, labels=("", "b", "c")),
        replace(WEEKS, labels=("a",)),
        replace(WEEKS, labels=()),
        replace(WEEKS, series=()),
        replace(WEEKS, series=tuple(Series(str(i), (1, 2, 3)) for i in range(7))),
        replace(WEEKS, series=(Series("All", (1, 2, 3)), Series("All", (1, 2, 3)))),
        replace(WEEKS, lines=False, labels=tuple(map(str, range(21))), series=(Series("All", (1.0,) * 21),)),
    ],
)
def test_what_a_picture_cannot_hold_is_told_in_words(plot: Plot) -> None:
    assert "data_visualization" not in kinds(Heading("x"), plot)
    assert kinds(Heading("x"), plot)[-2:] == ["context", "actions"]


def test_a_message_has_two_pictures_and_tells_the_third() -> None:
    found = kinds(WEEKS, WEEKS, WEEKS, replace(WEEKS, labels=()))
    assert found.count("data_visualization") == 2
    assert found[:5] == ["data_visualization", "context", "actions", "data_visualization", "context"]
    assert found[6] == "section"


def test_a_plot_that_cannot_be_drawn_takes_no_picture_from_others() -> None:
    assert kinds(replace(WEEKS, title=""), WEEKS, WEEKS).count("data_visualization") == 2


def test_views_tell_it_in_words() -> None:
    card = Card("A card", (WEEKS,))
    for view in (render.modal(card), render.home(card)):
        assert blockkit.view(view) == []
        assert "data_visualization" not in str(view)
        assert "It rose" in str(view)


@given(st.lists(plots.any_plot | plots.whole_plots(), min_size=1, max_size=4))
def test_any_plot_is_one_that_slack_takes(found: list[Plot]) -> None:
    card = Card("A card", (Heading("Plots"), *found, Buttons((Button("On", "go"),))))
    assert blockkit.message(render.message(card)) == []
    assert blockkit.view(render.modal(card)) == []
    assert blockkit.view(render.home(card)) == []
