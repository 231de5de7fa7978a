"""The colour of a bar: what is bad is never drawn as what is good, whichever end of its scale that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.card import Better, Level, level
from bot.playground.render import html
from bot.slack.render import message
from bot.teams.render import adaptive_card
from bot.terminal import render

ORDER = [Level.GOOD, Level.PLAIN, Level.WARNING, Level.BAD]


@given(st.floats(0, 100), st.floats(0, 100))
def test_the_worse_end_is_never_the_better_colour(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert ORDER.index(level(low, 100, Better.LOW)) <= ORDER.index(level(high, 100, Better.LOW))
    assert ORDER.index(level(high, 100, Better.HIGH)) <= ORDER.index(level(low, 100, Better.HIGH))
    assert level(one, 100, Better.NEITHER) is Level.PLAIN


@pytest.mark.parametrize(("value", "kind", "text", "bar"), [(90, "bad", "Attention", "attention")])
def test_a_heavy_load_is_red_on_every_edge_and_said_in_figures(
    value: float, kind: str, text: str, bar: str
) -> None:
    meter = c.Meter("Tension", value, 100, better=Better.LOW)
    card = c.Card("x", (meter, c.Chart("Tension", ("1",), (value,), 100, Better.LOW)))
    assert html(card).count(f'class="part {kind}"') == 2
    shown = adaptive_card(card)["body"]
    assert {run["color"] for run in shown[0]["items"][0]["inlines"]} == {text}
    assert [point["color"] for point in shown[1]["data"]] == [bar]
    assert "\033[31m" in render(card, colour=True)
    assert str(message(card)).count("*90* / 100") == 2


def test_a_value_that_is_neither_has_the_colour_of_none() -> None:
    card = c.Card("x", (c.Meter("Case", 90, 100), c.Chart("Weeks", ("1",), (3,))))
    assert 'class="part"' in html(card)
    assert "color" not in adaptive_card(card)["body"][1]["data"][0]
