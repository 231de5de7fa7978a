"""Cards in a terminal: readable, in colour where there is colour, and never obeyed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import House
from bot.coach import card as c
from bot.coach.talk import Answer, Command, Person
from bot.terminal import WIDTH, printable, render

ESCAPE = "\033"
COLOURS = re.compile(r"\033\[\d+m")


def shown(*elements: c.Element, colour: bool = False) -> str:
    """Returns a card with these elements as a terminal shows it."""
    return render(c.Card("A card", elements), colour=colour)


def test_a_card_reads_from_top_to_bottom() -> None:
    card = shown(
        c.Heading("Yelling", "sure"),
        c.Phrase((c.Line("en", "I'm listening."), c.Line("es", "Le escucho.")), "Slowly."),
        c.Note("**Avoid:** talking over them"),
        c.Divider(),
        c.Buttons((c.Button("More", "room.more"), c.Button("Others", "room.others"))),
        c.Choice("room.channel", "Channel", (c.Option("Phone", "1"), c.Option("Chat", "2"))),
    )
    assert card.splitlines() == [
        "Yelling · sure",
        "",
        "  EN  I'm listening.",
        "  ES  Le escucho.",
        "      ↳ Slowly.",
        "  Avoid: talking over them",
        "  " + "─" * (WIDTH // 2),
        "  [More]  [Others]",
        "  Channel: Phone, Chat",
    ]


def test_a_phrase_without_a_cue_has_no_arrow() -> None:
    assert "↳" not in shown(c.Phrase((c.Line("en", "I'm here."),)))


def test_a_heading_without_a_badge_ends_with_its_text() -> None:
    assert shown(c.Heading("Help")) == "Help\n"


def test_an_empty_text_is_an_empty_line() -> None:
    assert shown(c.Text("")).strip() == ""


def test_what_was_typed_is_shown_as_it_is() -> None:
    assert shown(c.Quote("You wrote:", "**not bold** `x`")) == "  You wrote: **not bold** `x`\n"


def test_without_colour_there_is_no_escape() -> None:
    assert ESCAPE not in shown(c.Heading("Hi", "sure"), c.Text("**bold**"), c.Divider())


def test_in_colour_the_words_are_the_same() -> None:
    elements = (
        c.Heading("Yelling", "sure"),
        c.Text("Say **this** now. " * 12),
        c.Phrase((c.Line("en", "word " * 40), c.Line("es", "palabra " * 40)), "Slowly."),
        c.Quote("You wrote:", "toner"),
        c.Divider(),
        c.Buttons((c.Button("More", "room.more"),)),
    )
    coloured = shown(*elements, colour=True)
    assert "\033[1mYelling\033[0m" in coloured
    assert "\033[1mthis\033[0m" in coloured
    assert COLOURS.sub("", coloured) == shown(*elements)


def test_long_wordings_are_wrapped_under_themselves() -> None:
    lines = shown(c.Phrase((c.Line("es", "palabra " * 60),))).splitlines()
    assert len(lines) > 3
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[1].startswith("  ES  palabra")
    assert all(line.startswith("      palabra") for line in lines[2:])


@pytest.mark.parametrize(
    "nasty",
    ["\033[2J", "\a", "\x9b31m", "\r", "\b\b\b", "\u202egnp", "\x00", "\033]0;title\a", "\u200b"],
    ids=ascii,
)
def test_control_characters_are_removed(nasty: str) -> None:
    typed = f"toner {nasty} jam"
    card = shown(c.Heading(typed), c.Text(typed), c.Note(typed), c.Quote("You wrote:", typed))
    assert not [character for character in card if not character.isprintable() and character != "\n"]
    assert card.count("toner") == card.count("jam") == 4


@given(st.text())
def test_only_line_ends_stay_of_what_is_not_printable(text: str) -> None:
    found = printable(text)
    assert len(found) == len(text)
    assert all(character.isprintable() or character == "\n" for character in found)


@pytest.mark.xfail(
    strict=True, reason="a bold run that goes over the end of a line is split before it is painted"
)
async def test_no_marks_are_left_over(house: House) -> None:
    for language in house.library.words.languages:
        for text in ("", "help", "yelling", "printer toner"):
            answer = await house.desk.answer(Command(Person("t", "terminal", "me", language), "calm", text))
            assert isinstance(answer, Answer)
            assert "**" not in render(answer.card, colour=False), (language, text)
