"""Plots as SVG: well formed, with nothing that a strict page would refuse, and true to their figures."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import drawing
from bot.core import card as c
from tests import plots
from tests.conftest import ROOT
from tests.playground.test_style import colours, contrast


def drawn(plot: c.Plot, language: str = "en") -> ET.Element:
    """Returns the drawing of a plot, read."""
    return ET.fromstring(drawing.svg(plot, language))


def wide(plot: c.Plot, language: str = "en") -> ET.Element:
    """Returns the wide one of its two drawings."""
    return drawn(plot, language)[0]


def texts(element: ET.Element, kind: str = "") -> list[str]:
    """Returns the texts in a drawing, those of a class alone where one is named."""
    return [text.text or "" for text in element.iter("text") if kind in text.get("class", "")]


def test_it_says_what_it_is_and_what_it_shows_to_whoever_does_not_see_it() -> None:
    for picture in drawn(plots.TIMES).findall("svg"):
        assert picture.get("role") == "img"
        assert picture.findtext("title") == plots.TIMES.title
        assert picture.findtext("desc") == plots.TIMES.finding


def test_without_a_style_sheet_one_of_its_two_sizes_is_shown() -> None:
    sizes = [(svg.get("class"), svg.get("display")) for svg in drawn(plots.TIMES).findall("svg")]
    assert sizes == [("wide", None), ("narrow", "none")]


def test_a_gap_parts_a_line() -> None:
    [first, second] = (
        group.findall("path") for group in wide(plots.TIMES).iter("g") if "line" in classes(group)
    )
    assert len(first) == 2
    assert len(second) == 3


def test_a_point_that_stands_alone_is_marked_in_a_line_of_many() -> None:
    values = (*[1.0] * 20, None, 5.0, None, *[2.0] * 20)
    many = replace(plots.TIMES, labels=tuple(map(str, range(43))), series=(c.Series("a", values),))
    assert len(list(wide(many).iter("circle"))) == 2  # that one, and the last
    assert len(list(wide(plots.TIMES).iter("circle"))) == 16


def test_series_are_told_apart_without_colour_and_named_below() -> None:
    [one, other] = (group for group in wide(plots.TIMES).iter("g") if "line" in classes(group))
    assert one[0].get("stroke-dasharray") is None
    assert other[0].get("stroke-dasharray") == "8 4"
    names = drawn(plots.TIMES).find("ul")
    assert names is not None
    assert ["".join(item.itertext()) for item in names] == ["All groups", "Night shift"]
    bars = [
        group[0].get("fill-opacity") for group in wide(plots.THINGS).iter("g") if "bars" in classes(group)
    ]
    assert bars == ["1", "0.3"]


def test_one_series_needs_no_names() -> None:
    assert drawn(replace(plots.TIMES, series=plots.TIMES.series[:1])).find("ul") is None


def test_bars_have_their_names_and_numbers_and_a_dash_where_there_is_none() -> None:
    picture = wide(plots.THINGS)
    assert texts(picture, "name") == list(plots.THINGS.labels)
    assert texts(picture, "number") == ["34", "12", "28", "30", "21", "22", "—", "8", "9", "4", "0", "2"]
    widths = [float(bar.get("width", "")) for bar in picture.iter("rect")]
    assert max(widths) == widths[0]
    assert widths[4] == 0  # of eleven: where there is no figure, there is no bar
    assert len(widths) == 11


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert "80%" in texts(wide(plots.TIMES))
    assert "80\N{NO-BREAK SPACE}%" in texts(wide(plots.TIMES, "es-ES"))
    assert "80%" in texts(wide(plots.TIMES, "es"))
    third = replace(plots.THINGS, unit="%", series=(c.Series("a", (0.5,)),))
    assert texts(wide(third, "es-ES"), "number")[0] == "0,5\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("most", "steps"), [(1, "0 1"), (3, "0 1 2 3 4"), (17, "0 10 20"), (250, "0 100 200 300 400")]
)
def test_an_axis_of_counts_has_whole_and_round_numbers(most: float, steps: str) -> None:
    plot = c.Plot("x", ("a", "b"), (c.Series("x", (0.0, most)),), "")
    left = next(group for group in wide(plot).iter("g") if classes(group) == ["axis", "left"])
    assert sorted(map(float, texts(left))) == [float(step) for step in steps.split()]


def test_of_many_times_the_last_is_named_and_no_two_touch() -> None:
    year = c.Plot("A year", tuple(f"{i} Nov 2026" for i in range(52)), (c.Series("x", (1.0,) * 52),), "")
    for picture in drawn(year).findall("svg"):
        below = next(group for group in picture.iter("g") if classes(group) == ["axis", "bottom"])
        assert texts(below)[-1] == "51 Nov 2026"
        places = [float(text.get("x", "")) for text in below.iter("text")]
        assert all(b - a > 11 * 6 for a, b in pairwise(places))


@pytest.mark.parametrize(
    "plot",
    [
        c.Plot("x", (), (), ""),
        c.Plot("x", ("a",), (), ""),
        c.Plot("x", (), (c.Series("x", (1.0,)),), ""),
        c.Plot("x", ("a",), (c.Series("x", (None,)),), ""),
        c.Plot("x", ("a",), (c.Series("x", ()),), "", lines=False),
    ],
)
def test_nothing_to_draw_is_no_drawing(plot: c.Plot) -> None:
    assert drawing.svg(plot, "en") == ""


@settings(deadline=None)
@given(plots.any_plot | plots.whole_plots(), st.sampled_from(["en", "es"]))
def test_any_plot_is_well_formed_and_has_nothing_at_work(plot: c.Plot, language: str) -> None:
    found = drawing.svg(plot, language)
    if not found:
        return
    for element in ET.fromstring(found).iter():
        assert element.tag in {
            "div",
            "svg",
            "title",
            "desc",
            "g",
            "path",
            "line",
            "circle",
            "rect",
            "text",
            "ul",
            "li",
        }
        assert not [
            name for name in element.attrib if name.startswith("on") or name in {"style", "id", "href"}
        ]
        numbers = [element.get(name, "0") for name in ("x", "y", "width", "height", "r", "cx", "cy")]
        assert all(re.fullmatch(r"-?\d+(\.\d)?", number) for number in numbers)
        assert float(element.get("width", 0)) >= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "ground"])
def test_each_series_stands_out_from_the_page(scheme: str, ground: str) -> None:
    day, night = drawing.style().split("prefers-color-scheme: dark", 1)
    own = re.findall(r"--plot-[a-f]: #([0-9a-f]{6});", day if scheme == "light" else night)
    assert len(own) == 6
    assert all(contrast(colour, colours(scheme)[ground]) >= 3 for colour in own)


@pytest.mark.process
def test_leather_is_loaded_with_the_first_plot() -> None:
    code = "import sys, app, bot.wiring.edges, bot.playground.edge; sys.exit('leather' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()
