"""Cards in a terminal: readable, in colour where there is colour, and never obeyed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import load
from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Reply, Suggestion, Suggestions
from bot.core.words import Words
from bot.terminal import BAR, WIDTH, printable, render, render_reply
from bot.wiring.calma import Calma
from tests import plots
from tests.conftest import PHRASEBOOK

ESCAPE = "\033"
COLOURS = re.compile(r"\033\[\d+m")


@pytest.fixture(scope="module")
def words() -> Words:
    """The bot's own words."""
    return load(PHRASEBOOK).words


def shown(*elements: c.Element, colour: bool = False) -> str:
    """Returns a card with these elements as a terminal shows it."""
    return render(c.Card("A card", elements), colour=colour)


def test_a_card_reads_from_top_to_bottom() -> None:
    card = shown(
        c.Heading("Yelling", "sure"),
        c.PhraseBlock((c.PhraseLine("en", "I'm listening."), c.PhraseLine("es", "Le escucho.")), "Slowly."),
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
    assert "↳" not in shown(c.PhraseBlock((c.PhraseLine("en", "I'm here."),)))


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
        c.PhraseBlock((c.PhraseLine("en", "word " * 40), c.PhraseLine("es", "palabra " * 40)), "Slowly."),
        c.Quote("You wrote:", "toner"),
        c.Divider(),
        c.Buttons((c.Button("More", "room.more"),)),
    )
    coloured = shown(*elements, colour=True)
    assert "\033[1mYelling\033[0m" in coloured
    assert "\033[1mthis\033[0m" in coloured
    assert COLOURS.sub("", coloured) == shown(*elements)


def test_long_wordings_are_wrapped_under_themselves() -> None:
    lines = shown(c.PhraseBlock((c.PhraseLine("es", "palabra " * 60),))).splitlines()
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
    assert len(found) <= len(text)
    assert all(character.isprintable() or character == "\n" for character in found)


async def test_no_marks_are_left_over(house: Calma) -> None:
    for language in house.phrasebook.words.languages:
        for text in ("", "help", "yelling", "printer toner"):
            answer = await house.desk.answer(Command(Person("t", "terminal", "me", language), "calm", text))
            assert "**" not in told(answer, house.phrasebook.words), (language, text)


def test_a_bold_run_may_go_over_the_end_of_a_line() -> None:
    lines = shown(c.Text(f"Say **{'word ' * 40}slowly** now"), colour=True).splitlines()
    assert len(lines) > 2
    assert lines[1].startswith("  \033[1mword")
    assert lines[-1].endswith("slowly\033[0m now")


def test_a_table_is_set_in_columns() -> None:
    table = c.Table(("Group", "Took part"), (("Night **shift**", "12"), ("Chat",)))
    assert shown(table).splitlines() == ["  Group        Took part", "  Night shift  12", "  Chat"]


def test_a_table_too_wide_is_told_row_by_row() -> None:
    table = c.Table(("What", "Why"), (("word " * 12, "word " * 12), ("a", "b")))
    lines = shown(table).splitlines()
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[-3:] == ["", "  What: a", "  Why: b"]


def test_a_chart_shows_bars_and_numbers() -> None:
    chart = c.Chart("Tension", ("Start", "End"), (62, 18.25), 100)
    start, end = shown(chart).splitlines()[1:]
    assert start == f"  Start  {'█' * 15}{'░' * 9}  62"
    assert end == f"  End    {'█' * 4}{'░' * 20}  18.2"
    assert render(c.Card("x", (chart,), "es", "ES"), colour=False).endswith("18,2\n")


def test_a_chart_of_what_is_not_known_exactly_has_words_in_place_of_numbers() -> None:
    chart = c.Chart("Load", ("Mon", "Tue"), (50, 0), 100, words=("45 to 55", "under 45"))
    first, second = shown(chart).splitlines()[1:]
    assert first == f"  Mon  {'█' * 12}{'░' * 12}  45 to 55"
    assert second == f"  Tue  {'░' * 24}  under 45"


def test_counts_are_out_of_nothing() -> None:
    first, second = shown(c.Chart("A week", ("Nov 9", "Nov 16"), (17, 0))).splitlines()[1:]
    assert first == f"  Nov 9   {'█' * BAR}  17"
    assert second == f"  Nov 16  {'░' * BAR}  0"


def test_times_are_a_line_of_blocks_with_its_ends() -> None:
    assert shown(plots.TIMES).splitlines() == [
        "  Right at first try, week by week",
        "  All groups rose from 42% to 66% in ten weeks; the night shift is behind, and rises",
        "  too.",
        "  All groups   ▅▅▅ ▅▆▆▆▆▇  42% → 66%",
        "  Night shift  ▄▄  ▄▅▅ ▅▅  30% → 49%",
        "               Sep 7 … Nov 9",
    ]


def test_things_have_a_bar_each_and_a_dash_where_there_is_no_figure() -> None:
    lines = shown(replace(plots.THINGS, series=plots.THINGS.series[:1])).splitlines()
    assert lines[1:3] == ["  Saying no is missed most: 34 times in four weeks.", "  Missed"]
    assert lines[3].endswith(f"{'█' * 20}{'░' * 4}  34")
    assert lines[6].endswith(f"{'░' * BAR}  —")


def test_a_plot_writes_numbers_as_its_language_does_and_says_what_is_not_known() -> None:
    series = (c.Series("Todo", (None, 45.5)),)
    plot = replace(plots.TIMES, series=series, labels=("a", "b"), finding="Sube.")
    text = render(c.Card("x", (plot,), "es", "ES"), colour=False)
    assert text.splitlines()[2] == "  Todo   ▇  — → 45,5 %"


@given(plots.any_plot)
def test_any_plot_is_shown(plot: c.Plot) -> None:
    text = shown(plot)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert COLOURS.sub("", shown(plot, colour=True)) == text


@pytest.mark.parametrize(("value", "top", "filled"), [(-1, 10, 0), (99, 10, BAR), (5, 0, 0)])
def test_a_bar_stays_within_its_chart(value: float, top: float, filled: int) -> None:
    assert shown(c.Chart("x", ("a",), (value,), top)).count("█") == filled


FORM = c.Form(
    "Add a note",
    "room.note",
    "Keep it",
    (
        c.Input("note", "What happened", c.InputKind.PARAGRAPH, hint="A line is enough."),
        c.Select("how", "How", (c.Option("Phone", "1"), c.Option("Chat", "2")), optional=True),
    ),
    intro=(c.Text("It stays between us."),),
)


def told(reply: Reply, words: Words, *, colour: bool = False) -> str:
    """Returns a reply as a terminal shows it."""
    return render_reply(reply, words, "en", colour=colour)


def test_a_form_is_told_and_left_to_the_chat(words: Words) -> None:
    assert told(FORM, words).splitlines() == [
        "Add a note",
        "  It stays between us.",
        "  What happened",
        "    A line is enough.",
        "  How (optional)",
        "    Phone, Chat",
        "  [Keep it]",
        "  " + words.say("en", "terminal.form"),
    ]


def test_errors_are_told_without_the_names_of_fields(words: Words) -> None:
    assert told(FieldErrors({"ticket": "**Digits** only."}), words) == "  ! Digits only.\n"


def test_suggestions_are_told_best_first(words: Words) -> None:
    items = (Suggestion("Yelling", "I'm listening.", "sure"), Suggestion("Waiting", "One moment."))
    assert told(Suggestions(items), words).splitlines() == [
        "Yelling · sure",
        "  I'm listening.",
        "Waiting",
        "  One moment.",
    ]


def test_in_colour_every_reply_has_the_same_words(words: Words) -> None:
    card = c.Card("x", (c.Table(("A", "B"), (("1", "2"),)), c.Chart("**T**", ("a",), (1,), 2)))
    for reply in (
        FORM,
        FieldErrors({"a": "**no**"}),
        Answer(card),
        Suggestions((Suggestion("a", "b", "c"),)),
    ):
        coloured = told(reply, words, colour=True)
        assert ESCAPE in coloured
        assert COLOURS.sub("", coloured) == told(reply, words)
