"""A number to call can be tapped on every edge, and nothing that somebody typed becomes one."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.inert import literal, to_dial
from bot.playground import render as html
from bot.slack import render as slack
from bot.teams import render as teams
from bot.terminal import render as terminal


def test_a_number_can_be_tapped_and_reads_as_before() -> None:
    text = "**CALL** **1-800-799-7233** · emergency"
    card = c.Card("x", (c.Text(text, calls=True),))
    [section] = slack.message(card)["blocks"]
    assert section["text"]["text"] == "*CALL* *<tel:18007997233|1-800-799-7233>* · emergency"
    [_, _, run, _] = teams.adaptive_card(card)["body"][0]["inlines"]
    assert run["text"] == "1-800-799-7233"
    assert run["selectAction"] == {"type": "Action.OpenUrl", "url": "tel:18007997233"}
    assert '<a href="tel:18007997233">1-800-799-7233</a>' in html.html(card)
    assert "1-800-799-7233" in terminal(card, colour=False)


def test_the_directory_of_lines_can_be_opened() -> None:
    text = "**findahelpline.com** has the lines of nearly every country"
    card = c.Card("x", (c.Text(text, calls=True),))
    [section] = slack.message(card)["blocks"]
    assert section["text"]["text"].startswith("*<https://findahelpline.com|findahelpline.com>*")
    [run, _] = teams.adaptive_card(card)["body"][0]["inlines"]
    assert run["selectAction"] == {"type": "Action.OpenUrl", "url": "https://findahelpline.com"}
    assert '<a href="https://findahelpline.com" target="_blank" rel="noreferrer">' in html.html(card)
    assert "findahelpline.com" in terminal(card, colour=False)


@pytest.mark.parametrize(
    "text",
    [
        "findahelpline.com",
        "911",
        "tel:911",
        "<tel:911|911>",
        "[911](tel:911)",
        "**911",
        "**911**",
        "* *911* *",
    ],
)
def test_what_is_typed_dials_nothing(text: str) -> None:
    card = c.Card("x", (c.Text(literal(text), calls=True), c.Quote("x", text)))
    assert "<tel:" not in str(slack.message(card))
    assert "<https:" not in str(slack.message(card))
    assert "selectAction" not in str(teams.adaptive_card(card))
    assert "<a " not in html.html(card)


def test_a_bold_number_elsewhere_is_only_bold() -> None:
    card = c.Card("x", (c.Text("**911** of them"), c.Note("**911**")))
    assert "tel:" not in f"{slack.message(card)} {teams.adaptive_card(card)} {html.html(card)}"


@pytest.mark.parametrize(
    ("run", "number"),
    [
        ("988", "988"),
        ("0808 2000 247", "08082000247"),
        ("*4141", "*4141"),
        ("+52 55 1234", "+52551234"),
        ("ext. 7100", ""),
        ("5", ""),
        ("58 of 100", ""),
        ("", ""),
    ],
)
def test_what_is_dialled(run: str, number: str) -> None:
    assert to_dial(run) == number
