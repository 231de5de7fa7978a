"""A plot as inline SVG for any page of the app: by leather, coloured by the style sheet beside this file.

There is no style and no script in it, so that a page with a strict policy may hold it. It is drawn twice,
wide and narrow, as the letters of one that is scaled would be too small on a phone; the style sheet shows the
one that fits, and without it only the wide one is shown.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET  # only writes
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from bot.core import plots
from bot.core.card import Plot, clip, plain
from bot.core.inert import visible

SIZES = (("wide", 680), ("narrow", 320))  # pixels
HIGH = 240  # pixels of lines; bars are as high as they are many
ROW = 18  # of a bar, and of the label above it
LETTER = 7.2  # the width of most, at the size that the style sheet gives
LONGEST = 18  # characters of a time
MARKED = 16  # labels up to which each point of a line is marked
# By series, as none is told by its colour alone: dashes of a line; of a bar how full it is, and its border.
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "5 2", "1 5")
FILLS = (("1", "none"), ("0.3", "none"), ("0", "4 2"), ("0.65", "none"), ("0", "none"), ("0.15", "2 2"))
_NUMBER = re.compile(r"(?<!\d)-?\d++\.\d++(?:e-?\d++)?")


def svg(plot: Plot, language: str) -> str:
    """Returns the plot as SVG, with the names of its series below; "" where it has no figure at all."""
    if not plots.has_figures(plot):
        return ""
    draw = _lines if plot.lines else _bars
    pictures = "".join(_picture(plot, name, width, *draw(plot, language, width)) for name, width in SIZES)
    return f'<div class="plot">{pictures}{_legend(plot)}</div>'


def style() -> str:
    """Returns the style sheet of such drawings. Their page defines --ink, --quiet, --line and --surface."""
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _PlaceScale:
    """A scale of leather's for labels: each has its part of the whole, from `starts` on, in their order."""

    starts: tuple[float, ...]
    whole: float

    def contains(self, place: object) -> bool:
        return True

    def project(self, place: int, begin: float, end: float) -> float:
        return begin + (end - begin) * (self.starts[place] + 0.5) / self.whole

    def project_interval(self, place: str, low: float, high: float) -> tuple[float, float]:
        size = (low - high) / self.whole  # from the top on, as one reads
        top = high + self.starts[int(place)] * size
        return top + size * 0.92, top + size * 0.08


@dataclass(frozen=True, slots=True)
class _ValueScale:
    """A scale of leather's for values, from nothing to `top`."""

    top: float

    def contains(self, value: float) -> bool:
        return True

    def project(self, value: float, begin: float, end: float) -> float:
        return begin + (end - begin) * min(max(value / self.top, 0.0), 1.0)


@cache
def _leather() -> Any:
    # On the first plot, not at the start of the app. Its colours and letters are ours; it knows the widths.
    import leather

    theme = leather.theme
    theme.margin, theme.tick_font_char_width, theme.tick_font_char_height = 0.0, 10, 12  # of digits and %
    theme.legend_font_char_height = theme.legend_gap = 0  # the legend is text below
    return leather


def _lines(plot: Plot, language: str, width: int) -> tuple[list[ET.Element], int]:
    """Returns the drawing of a plot of times, and how high it is."""
    leather, chart, steps = _leather(), _leather().Chart(), plots.ticks(plot)
    labels = [clip(_plain(label), LONGEST) for label in plot.labels]
    count, wide = len(labels), max(map(len, labels)) * LETTER
    beside = ceil(wide / 2) + 6  # the last label goes on beyond the axis
    every = ceil(count * (wide + 20) / (width - beside - 40))
    chart.set_x_scale(_PlaceScale(tuple(map(float, range(count))), count))
    chart.set_y_scale(_ValueScale(steps[-1]))
    chart.set_x_axis(leather.Axis(list(range((count - 1) % every, count, every)), lambda i, *_: labels[i]))
    chart.set_y_axis(leather.Axis(list(steps), lambda value, *_: plots.number(plot, value, language)))
    drawn = _columns(plot)
    for place, column in drawn:
        dash = DASHES[place % len(DASHES)]
        chart.add_series(leather.Series(list(enumerate(column))), leather.Line("currentColor", 2, dash))
        chart.add_series(leather.Series(_marks(column)), leather.Dots("currentColor", 3))
    axes = _canvas(chart, width - beside, HIGH)
    for layer, group in enumerate(axes[2]):
        group.set("class", f"{('line', 'marks')[layer % 2]} {_name(drawn[layer // 2][0])}")
    return [axes], HIGH


def _bars(plot: Plot, language: str, width: int) -> tuple[list[ET.Element], int]:
    """Returns the drawing of a plot of things, each named above its bars, and how high it is."""
    leather, chart, rows, many = _leather(), _leather().Chart(), plots.rows(plot), len(plot.series)
    each = many + 1.5  # a row for the name, one for each bar, and half a one to the next
    starts = tuple(n * each + 1 + i for n in range(len(rows)) for i in range(many))
    high = ceil((len(rows) * each - 0.5) * ROW)
    numbers = _numbers(plot, language, starts, width)
    long = width - max(len(number.text or "") for number in numbers) * LETTER - 12
    axis, values = leather.Axis([0], lambda *_: ""), _ValueScale(plots.ticks(plot)[-1])
    chart.set_x_scale(values)
    chart.set_y_scale(_PlaceScale(starts, high / ROW))
    chart.set_x_axis(axis)
    chart.set_y_axis(axis)
    drawn = _columns(plot)
    for place, column in drawn:
        data = [(value, str(n * many + place)) for n, value in enumerate(column)]
        chart.add_series(leather.Series(data), leather.Bars("currentColor"))
    beside, below = (axis.estimate_label_margin(None, side) for side in ("left", "bottom"))
    bars = _canvas(chart, long + beside, high + below)[2]
    for (place, _), group in zip(drawn, bars, strict=True):
        _fill(group, place)
    return [*_names(plot, width, each), bars, *numbers], high


def _numbers(plot: Plot, language: str, starts: tuple[float, ...], width: int) -> list[ET.Element]:
    values = [value for _, row in plots.rows(plot) for value in row]
    shown = [text for _, row in plots.shown(plot, language) for text in row]
    long = width - max(map(len, shown)) * LETTER - 12
    ends = (_ValueScale(plots.ticks(plot)[-1]).project(value or 0.0, 0, long) for value in values)
    return [
        _text(number, end + 6, (start + 0.6) * ROW, "number")
        for number, end, start in zip(shown, ends, starts, strict=True)
    ]


def _canvas(chart: Any, width: float, high: float) -> ET.Element:
    """Returns the axes of a chart of leather's with what is drawn on them, and nothing around them."""
    canvas: ET.Element = chart.to_svg_group(width, high)[1][1][0]
    return canvas


def _columns(plot: Plot) -> list[tuple[int, tuple[float | None, ...]]]:
    """Returns the values of each series that has any, with its place."""
    every = enumerate(plots.columns(plot))
    return [(i, column) for i, column in every if any(value is not None for value in column)]


def _marks(column: tuple[float | None, ...]) -> list[tuple[int, float | None]]:
    """Returns which points of a line are marked: all of a few; of many the last, and those off the line."""
    few, around = len(column) <= MARKED, [None, *column, None]
    last = max(i for i, value in enumerate(column) if value is not None)
    return [
        (i, value if few or i == last or around[i] is around[i + 2] is None else None)
        for i, value in enumerate(column)
    ]


def _fill(group: ET.Element, place: int) -> None:
    group.set("class", f"bars {_name(place)}")
    full, dash = FILLS[place % len(FILLS)]
    for bar in group:
        bar.set("fill-opacity", full)
        bar.set("stroke", "currentColor")
        bar.set("stroke-dasharray", dash)


def _names(plot: Plot, width: int, each: float) -> list[ET.Element]:
    most = int(width / LETTER)
    return [
        _text(clip(_plain(label), most), 0, (n * each + 0.6) * ROW, "name")
        for n, label in enumerate(plot.labels)
    ]


def _text(text: str, x: float, y: float, kind: str) -> ET.Element:
    element = ET.Element("text", {"x": str(float(x)), "y": str(float(y)), "dy": "0.1em", "class": kind})
    element.text = visible(plain(text))
    return element


def _picture(plot: Plot, name: str, width: int, parts: list[ET.Element], high: int) -> str:
    """Returns one drawing as SVG, with its name and what it shows in words for whoever does not see it."""
    picture = ET.Element(
        "svg", {"class": name, "viewBox": f"0 -8 {width} {high + 14}", "width": str(width), "role": "img"}
    )
    if name != SIZES[0][0]:
        picture.set("display", "none")  # until a style sheet shows it
    title, finding = _plain(plot.title), _plain(plot.finding)
    picture.set("aria-label", ": ".join(filter(None, (title, finding))))  # not all readers take a <desc>
    for tag, text in (("title", title), ("desc", finding)):
        ET.SubElement(picture, tag).text = text
    for part in parts:
        for element in part.iter():
            _ours(element)
        picture.append(part)
    return ET.tostring(picture, encoding="unicode")


def _ours(element: ET.Element) -> None:
    # Its letters and the colours of all but what is drawn are the style sheet's; half a pixel is fine enough.
    for name in [name for name in element.attrib if name.startswith("font-")]:
        del element.attrib[name]
    if element.tag in ("text", "line"):
        element.attrib.pop("fill", None)
        element.attrib.update(
            {"stroke": "currentColor", "stroke-opacity": "0.2"} if element.tag == "line" else {}
        )
    for name, value in element.attrib.items():
        element.set(name, _NUMBER.sub(lambda number: f"{float(number[0]):.1f}", value))


def _legend(plot: Plot) -> str:
    if len(plot.series) < 2:
        return ""
    key = _line_key if plot.lines else _bar_key
    names = "".join(
        f'<li><svg class="key {_name(i)}" width="28" height="12" aria-hidden="true">{key(i)}</svg>'
        f"{html.escape(_plain(series.name))}</li>"
        for i, series in enumerate(plot.series)
    )
    return f'<ul class="legend">{names}</ul>'


def _line_key(place: int) -> str:
    dash = DASHES[place % len(DASHES)]
    return (
        f'<path d="M 0 6 L 28 6" stroke="currentColor" stroke-width="2" stroke-dasharray="{dash}"/>'
        '<circle cx="14" cy="6" r="3" fill="currentColor"/>'
    )


def _bar_key(place: int) -> str:
    full, dash = FILLS[place % len(FILLS)]
    return (
        '<rect x="1" y="1" width="26" height="10" fill="currentColor" stroke="currentColor" '
        f'fill-opacity="{full}" stroke-dasharray="{dash}"/>'
    )


def _name(place: int) -> str:
    return f"s{place % len(DASHES) + 1}"


def _plain(text: str) -> str:
    return " ".join(visible(plain(text)).split())
