"""Anything that there can be on a card or in a form, with texts as nobody should have to render them.

`CALMA_FUZZ=50` has each test that says `examples(…)` try fifty times as many.
"""

from __future__ import annotations

import os

from hypothesis import Phase, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.inert import literal, visible
from tests.sinks.marks import ALL, MARKS, PAGE

TIMES = int(os.environ.get("CALMA_FUZZ", "1"))
LONG = 20_000  # characters: more than any platform shows
FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
UNITS = ("x", "x ", "&", "<", "**", "*x*", "`", "\N{WAVING HAND SIGN}", FAMILY, "\n", "{{", "e\u0301", "م ")
WORST: tuple[str, ...] = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "**",
        "****",
        "** **",
        "\u200b",
        "\ud800",
        "x\udfff",
        "\x00",
        "\x07\x1b[2J",
        "\u2060",
    ),
    *(
        "span",
        "class",
        "<",
        "&",
        "amp;",
        "\u202eabc",
        "مرحبا",
        "שלום",
        "\N{WAVING HAND SIGN}",
        FAMILY * 20,
        ALL,
    ),
)
BARE = "pwn"  # what some marks are without what nobody sees: what the others would be if they were at work
texts = st.one_of(
    st.text(max_size=20).filter(lambda text: BARE not in text),
    st.sampled_from([mark for mark in MARKS if visible(mark) != BARE]),
    st.sampled_from(WORST),
    st.sampled_from(UNITS).map(lambda unit: (unit * LONG)[:LONG]),
)
typed = texts.map(literal)  # as it is put into a text of the bot's own
labels = st.sampled_from(("One", "Two", "Three")) | typed
actions = st.sampled_from(("room.more", "room.others", "room.send"))
values = st.sampled_from(("", "1", "a.b.c", "x" * 2_000))
codes = st.sampled_from(("en", "es"))
numbers = st.floats(0, 1e9) | st.integers(0, 100).map(float)


def _some(what: st.SearchStrategy[object], least: int, most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(what, min_size=least, max_size=most).map(tuple)


def examples(number: int) -> settings:
    """Returns the settings of a test that tries so many examples, or more where that is asked for."""
    phases = [phase for phase in Phase if phase is not Phase.explain]  # which takes minutes for a card
    return settings(max_examples=number * TIMES, phases=phases, report_multiple_bugs=False)


options = st.lists(
    st.builds(c.Option, labels, st.uuids().map(str), typed),
    min_size=1,
    max_size=9,
    unique_by=lambda o: o.value,
).map(tuple)
buttons = st.builds(c.Button, labels, actions, values, st.sampled_from(c.Tone), st.booleans(), st.booleans())


@st.composite
def charts(draw: st.DrawFn) -> c.Chart:
    """Draws charts with a value for each label, and words at some."""
    size = draw(st.integers(1, 9))
    names, heights = draw(_some(typed, size, size)), draw(_some(numbers, size, size))
    words = draw(st.just(()) | _some(typed, size, size))
    top = draw(st.none() | st.floats(0, 1e9))
    return c.Chart(draw(typed), names, heights, top, draw(st.sampled_from(c.Better)), words)  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn) -> c.Table:
    """Draws tables whose rows are as wide as their headings."""
    width = draw(st.integers(1, 5))
    row = _some(typed, width, width)
    return c.Table(draw(row), draw(_some(row, 0, 6)))  # type: ignore[arg-type]


@st.composite
def plots(draw: st.DrawFn) -> c.Plot:
    """Draws plots of any size, some with gaps."""
    size = draw(st.integers(1, 24))
    heights = _some(st.none() | numbers, size, size)
    line = st.builds(c.Series, typed, heights, st.just(()) | _some(typed, size, size))
    return c.Plot(
        draw(typed),
        draw(_some(typed, size, size)),  # type: ignore[arg-type]
        draw(_some(line, 1, 3)),  # type: ignore[arg-type]
        draw(typed),
        draw(st.sampled_from(("", "%"))),
        draw(st.booleans()),
        draw(st.none() | buttons),
    )


phrase_lines = st.builds(c.PhraseLine, codes, typed, _some(typed, 0, 3))
elements: st.SearchStrategy[c.Element] = st.one_of(
    st.builds(c.Heading, typed, typed),
    st.builds(c.Text, typed, st.booleans()),
    st.builds(c.Note, typed, st.booleans()),
    st.builds(c.Quote, texts, texts),
    st.builds(c.PhraseBlock, _some(phrase_lines, 1, 3), typed),
    st.builds(c.Choice, actions, typed, options, st.sampled_from(("", "1"))),
    st.builds(c.Buttons, _some(buttons, 1, 9)),
    st.just(c.Divider()),
    st.builds(c.Link, typed, st.just(PAGE)),
    tables(),
    charts(),
    st.builds(c.Meter, typed, numbers, numbers, typed, st.sampled_from(c.Better)),
    plots(),
)
cards = st.builds(
    lambda summary, parts, times, code: c.Card(summary, parts * times, code),
    typed,
    _some(elements, 1, 6),
    st.sampled_from((1, 1, 3, 30)),  # how often all of it comes again: more than any platform takes
    codes,
)

names = st.sampled_from(("one", "two", "three", "four", "five", "six"))
inputs = st.builds(
    c.Input,
    names,
    typed,
    st.sampled_from(c.InputKind),
    texts,
    typed,
    st.booleans(),
    st.integers(1, 48_000),
    typed,
)
selects = st.builds(c.Select, names, typed, options, st.just(()), st.booleans(), st.booleans())
forms = st.builds(
    c.Form,
    st.text(min_size=1, max_size=24),
    actions,
    st.text(min_size=1, max_size=24),
    st.lists(inputs | selects, min_size=1, max_size=6, unique_by=lambda field: field.name).map(tuple),
    values,
    _some(elements, 0, 4),
    codes,
    st.booleans(),
    st.none() | buttons,
    st.booleans(),
)
