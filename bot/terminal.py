"""What the coach says as text, in colour where the terminal shows colour."""

from __future__ import annotations

import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import zip_longest
from typing import assert_never

from bot.core import plots
from bot.core.card import (
    Better,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Element,
    Field,
    Form,
    Heading,
    Input,
    Level,
    Link,
    Meter,
    Note,
    PhraseBlock,
    Plot,
    Quote,
    Select,
    Table,
    Text,
    level,
    plain,
    share,
    spans,
)
from bot.core.chat import Answer, FieldErrors, Reply, Suggestions
from bot.core.inert import literal
from bot.core.words import Say, Words
from bot.core.written import decimal

WIDTH = 88
BAR = 24  # characters of the longest bar of a chart
MOST_SPARKS = 52  # a year of weeks in one line
_SPARKS = "▁▂▃▄▅▆▇█"
_BOLD, _DIM, _ACCENT, _END = "\033[1m", "\033[2m", "\033[36m", "\033[0m"
_BARS = {Level.PLAIN: _ACCENT, Level.GOOD: "\033[32m", Level.WARNING: "\033[33m", Level.BAD: "\033[31m"}
_ON, _OFF = "\x0e", "\x0f"  # around bold runs while lines are cut; `printable` leaves none in a text
_MARK = re.compile(f"([{_ON}{_OFF}])")


def render_reply(reply: Reply, words: Words, language: str, *, colour: bool) -> str:
    """Returns any reply as lines of text. A form is told, not filled in: that is done in a chat."""
    paint = _Paint(colour)
    match reply:
        case Answer(card):
            return render(card, colour=colour)
        case Form():
            lines = _form(reply, words.speaker(language), paint)
        case FieldErrors(fields):
            lines = (line for text in fields.values() for line in _wrap(text, "  ! ", "    ", paint))
        case Suggestions(items):
            lines = (
                line
                for item in items
                for line in (_titled(item.title, item.hint, paint), *_wrap(item.text, "  ", "  ", paint))
            )
        case _:
            assert_never(reply)
    return "\n".join(lines) + "\n"


def render(card: Card, *, colour: bool) -> str:
    """Returns the card as lines of text; buttons become hints of what else there is."""
    paint = _Paint(colour)
    lines = (line for element in card.elements for line in _lines(element, paint, card.locale))
    return "\n".join(lines) + "\n"


def prepare() -> None:
    """Has standard input and output be there, and take any text: what they cannot show becomes a `?`."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
        elif name != "stdin" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def hang_up() -> None:
    """Has what is still to be written go nowhere: nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put(text: str) -> None:
    """Writes lines to standard output; whatever they quote, a terminal obeys nothing of it."""
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def put_file(text: str) -> None:
    """Writes the text of a file to standard output: whole, but where somebody looks at it."""
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def printable(text: str) -> str:
    """Returns `text` without control characters, which a terminal would obey, and what has no width."""
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


class _Paint:
    def __init__(self, colour: bool) -> None:
        self._on = colour

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{_END}" if self._on and text else text


def _lines(element: Element, paint: _Paint, language: str) -> Iterator[str]:
    match element:
        case Heading(text, badge):
            yield _titled(text, badge, paint)
        case Text(text) | Note(text):
            yield from _wrap(text, "  ", "  ", paint)
        case Quote(label, text):
            yield f"  {paint(_DIM, f'{_flat(label)} {printable(text)}')}"
        case PhraseBlock():
            yield from _phrase(element, paint)
        case Choice(label=label, options=options):
            yield paint(_DIM, f"  {_flat(label)}: {', '.join(_flat(option.label) for option in options)}")
        case Buttons(buttons):
            yield paint(_DIM, "  " + "  ".join(f"[{_flat(button.label)}]" for button in buttons))
        case Link(label, address):
            yield f"  {_flat(label)}: {address}"
        case Divider():
            yield paint(_DIM, "  " + "─" * (WIDTH // 2))
        case Table() | Chart() | Meter() | Plot():
            yield from _figure(element, paint, language)
        case _:
            assert_never(element)


def _titled(text: str, beside: str, paint: _Paint) -> str:
    return paint(_BOLD, _flat(text)) + (paint(_DIM, f" · {_flat(beside)}") if beside else "")


def _phrase(phrase: PhraseBlock, paint: _Paint) -> Iterator[str]:
    yield ""
    for line in phrase.lines:
        yield from _wrap(line.text, paint(_ACCENT, f"  {line.language.upper()}  "), " " * 6, paint)
    if phrase.cue:
        yield paint(_DIM, f"      ↳ {_flat(phrase.cue)}")


def _figure(figure: Table | Chart | Meter | Plot, paint: _Paint, language: str) -> Iterator[str]:
    match figure:
        case Table():
            return _table(figure, paint)
        case Chart():
            return _chart(figure, paint, language)
        case Meter():
            return _meter(figure, paint, language)
        case Plot():
            return _plot(figure, paint, language)
        case _:
            assert_never(figure)


def _table(table: Table, paint: _Paint) -> Iterator[str]:
    rows = [[_flat(text) for text in row] for row in (table.headings, *table.rows)]
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    if sum(widths) + 2 * len(widths) > WIDTH:
        yield from _stacked(table, paint)
        return
    for number, row in enumerate(rows):
        line = "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False)).rstrip()
        yield line if number else paint(_DIM, line)


def _stacked(table: Table, paint: _Paint) -> Iterator[str]:
    for row in table.rows:
        yield ""
        for heading, text in zip_longest(table.headings, row, fillvalue=""):
            yield from _wrap(text, paint(_DIM, f"  {_flat(heading)}: "), "    ", paint)


def _chart(chart: Chart, paint: _Paint, language: str) -> Iterator[str]:
    yield from _wrap(chart.title, "  ", "  ", paint)
    width = max((len(_flat(label)) for label in chart.labels), default=0)
    for label, value, words in chart.points:
        drawn = _bar(value, chart.scale, chart.better, paint)
        yield f"  {_flat(label).ljust(width)}  {drawn}  {_flat(words) or decimal(value, language)}"


def _plot(plot: Plot, paint: _Paint, language: str) -> Iterator[str]:
    # Times in one line for each series, things with a bar each; what it shows is said first.
    yield from _wrap(f"**{literal(plot.title)}**", "  ", "  ", paint)
    yield from _wrap(plot.finding, "  ", "  ", paint)
    if plot.lines:
        yield from _sparks(plot, paint, language)
    else:
        for chart in plots.charts(plot, language):
            yield from _chart(chart, paint, language)


def _sparks(plot: Plot, paint: _Paint, language: str) -> Iterator[str]:
    fewer = plots.thinned(plot, MOST_SPARKS)
    top, shown = plots.ticks(fewer)[-1], plots.table(fewer, language).rows
    width = max((len(_flat(series.name)) for series in plot.series), default=0)
    for place, (series, values) in enumerate(zip(plot.series, plots.columns(fewer), strict=True)):
        drawn = "".join(_spark(value, top) for value in values)
        ends = " → ".join(_flat(shown[row][place + 1]) for row in (0, -1)) if shown else ""
        yield f"  {_flat(series.name).ljust(width)}  {paint(_ACCENT, drawn)}  {ends}"
    if shown:
        yield paint(_DIM, f"  {' ' * width}  {_flat(shown[0][0])} … {_flat(shown[-1][0])}")


def _spark(value: float | None, top: float) -> str:
    return " " if value is None else _SPARKS[round(share(value, top) * (len(_SPARKS) - 1))]


def _meter(meter: Meter, paint: _Paint, language: str) -> Iterator[str]:
    shown = f"{decimal(meter.value, language)} / {decimal(meter.top, language)}"
    note = f" · {_flat(meter.note)}" if meter.note else ""
    yield f"  {_flat(meter.label)}  {_bar(meter.value, meter.top, meter.better, paint)}  {shown}{note}"


def _bar(value: float, top: float, better: Better, paint: _Paint) -> str:
    full = round(share(value, top) * BAR)
    return paint(_BARS[level(value, top, better)], "█" * full) + paint(_DIM, "░" * (BAR - full))


def _form(form: Form, say: Say, paint: _Paint) -> Iterator[str]:
    yield _titled(form.title, "", paint)
    for element in form.intro:
        yield from _lines(element, paint, form.language)
    for field in form.fields:
        yield from _field(field, say, paint)
    yield paint(_DIM, f"  [{_flat(form.send)}]")
    yield from _wrap(say("terminal.form"), "  ", "  ", paint)


def _field(field: Field, say: Say, paint: _Paint) -> Iterator[str]:
    mark = " " + say("terminal.optional") if field.optional else ""
    match field:
        case Input():
            about = [field.hint]
        case Select():
            about = [", ".join(option.label for option in field.options)]
        case _:
            assert_never(field)
    yield f"  {_flat(field.label)}{paint(_DIM, mark)}"
    for text in filter(None, about):
        yield from _wrap(text, "    ", "    ", paint)


def _flat(text: str) -> str:
    return " ".join(printable(plain(text)).split())


def _wrap(text: str, first: str, rest: str, paint: _Paint) -> Iterator[str]:
    # Wrapped before it is painted, as colour codes have no width; a bold run may go over the end of a line.
    marked = "".join(f"{_ON}{run}{_OFF}" if bold else run for run, bold in spans(printable(text)))
    bold = False
    for number, line in enumerate(textwrap.wrap(marked, WIDTH - len(rest)) or [""]):
        shown = ""
        for run in _MARK.split(line):
            if run in (_ON, _OFF):
                bold = run == _ON
            else:
                shown += paint(_BOLD, run) if bold else run
        yield (rest if number else first) + shown
