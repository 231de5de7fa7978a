"""Plots to look at, and any that there can be."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core import card as c

TIMES = c.Plot(
    "Right at first try, week by week",
    ("Sep 7", "Sep 14", "Sep 21", "Sep 28", "Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9"),
    (
        c.Series("All groups", (42, 45.5, 44, None, 51, 55, 54, 58, 61, 66)),
        c.Series("Night shift", (30, 31, None, None, 38, 41, 40, None, 45, 49)),
    ),
    "All groups rose from 42% to 66% in ten weeks; the night shift is behind, and rises too.",
    "%",
)
THINGS = c.Plot(
    "Where the first try goes wrong",
    (
        "Saying no",
        "No solution",
        "Yelling",
        "Keeps repeating the same thing, whatever one says",
        "Waiting",
        "End",
    ),
    (c.Series("Missed", (34, 28, 21, None, 9, 0)), c.Series("Looked up", (12, 30, 22, 8, 4, 2))),
    "Saying no is missed most: 34 times in four weeks.",
    lines=False,
    more=c.Button("The figures", "results.figures", "4"),
)
CARD = c.Card(
    "Practice of ten weeks", (c.Heading("Your team's practice", "10 weeks"), TIMES, c.Divider(), THINGS)
)

texts = st.text(max_size=60)
values = st.none() | st.floats(0, 1e6) | st.integers(0, 100).map(float)
any_plot = st.builds(
    c.Plot,
    texts,
    st.lists(texts, max_size=70).map(tuple),
    st.lists(st.builds(c.Series, texts, st.lists(values, max_size=70).map(tuple)), max_size=8).map(tuple),
    texts,
    st.sampled_from(["", "%"]),
    st.booleans(),
    st.none() | st.builds(c.Button, st.text("abc", min_size=1), st.just("plot.more"), st.just("4")),
)


@st.composite
def whole_plots(draw: st.DrawFn) -> c.Plot:
    """Draws plots whose series have a value for each label, as most have: platforms draw these."""
    labels = draw(
        st.lists(st.text("abcdefg 123", min_size=1, max_size=25), min_size=1, max_size=60, unique=True)
    )
    column = st.lists(st.floats(0, 1e6), min_size=len(labels), max_size=len(labels)).map(tuple)
    names = draw(st.lists(st.text("abc", min_size=1, max_size=22), min_size=1, max_size=8, unique=True))
    series = tuple(c.Series(name, draw(column)) for name in names)
    title = draw(st.text("abc ", max_size=55))
    return c.Plot(
        title, tuple(labels), series, "It rises.", draw(st.sampled_from(["", "%"])), draw(st.booleans())
    )
