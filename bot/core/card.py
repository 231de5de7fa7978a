"""The card: a small closed tree that every edge can show.

A card is described once. Each edge renders it with one `match` that ends in `assert_never`, so an
element that an edge forgets fails the type check. Strings may hold `**bold**` and nothing else;
what a person typed goes into `Quote`, which is always shown inert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.core import written

BAR = 10  # characters of a full bar
GOOD_UNDER, WARNING_FROM, BAD_FROM = 0.35, 0.6, 0.75  # of a scale, from its better end
LABEL = 30  # characters of a button's label: more are cut off on a phone
NOTHING = "\N{SYMBOL FOR NULL}"  # travels for "", which platforms take for nothing chosen
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class Tone(Enum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class Better(Enum):
    """Which end of a scale is the better one; NEITHER where a value is neither good nor bad."""

    NEITHER = "neither"
    HIGH = "high"
    LOW = "low"


class Level(Enum):
    """What a value on such a scale means. Each edge has a colour for it, and never that alone."""

    PLAIN = "plain"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line: what this card is about. `badge` is a word or two beside it."""

    text: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in the body. `calls`: it says whom to call; bold numbers and addresses can be tapped."""

    text: str
    calls: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A quieter line: a hint, an aside. `calls` as in `Text`."""

    text: str
    calls: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Something a person typed: shown as it is, never as markup, a mention or a link."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """One wording of a phrase in one language. `open` are the labels in it that still stand for something."""

    language: str
    text: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseBlock:
    """Words to say or paste, side by side in each language, and how to deliver them."""

    lines: tuple[PhraseLine, ...]
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a `Choice`."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A select. Choosing is a press of `action` with the option's value."""

    action: str
    label: str
    options: tuple[Option, ...]
    selected: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button. Pressing it is a press of `action` with `value`; `form` says that a form opens then.

    `in_place` says that this is a form of that kind, which a dialog that knows nothing of the card cannot be.
    """

    label: str
    action: str
    value: str = ""
    tone: Tone = Tone.PLAIN
    form: bool = False
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons, the likeliest first."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line between two parts."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of short texts below a row of headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A few values in order, each from 0 to `top`; edges without charts show the numbers.

    `better` is what it is for a `Meter`. Counts have no top, and are never shown as out of one: their bars
    compare them with each other. `words` stand at the bars in place of numbers that are not known exactly.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    top: float | None = None
    better: Better = Better.NEITHER
    words: tuple[str, ...] = ()

    @property
    def scale(self) -> float:
        """The value of a whole bar."""
        return max(1.0, *self.values) if self.top is None else self.top

    def number(self, value: float, language: str = "en", mark: str = "") -> str:
        """Returns a value as it is shown: `3 / 5`, a count as `3`; `mark` stands around the value itself."""
        text = f"{mark}{written.decimal(value, language)}{mark}"
        return text if self.top is None else f"{text} / {written.decimal(self.top, language)}"

    @property
    def points(self) -> tuple[tuple[str, float, str], ...]:
        """Each value with its label and the words in place of its number; "": the number itself is shown."""
        return tuple(zip(self.labels, self.values, self.words or ("",) * len(self.values), strict=False))


@dataclass(frozen=True, slots=True)
class Meter:
    """One value from 0 to `top`, as a bar beside its label; `note` says in words what it means.

    `better` says which end of it is the good one, so that nothing bad is drawn in the colour of what is good.
    """

    label: str
    value: float
    top: float
    note: str = ""
    better: Better = Better.NEITHER


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a plot: a value for each of its labels, None where there is no figure.

    `words` stand in place of the numbers, such as a share with how sure it is; "" or none: the number itself.
    """

    name: str
    values: tuple[float | None, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """Several series over the same labels, as a picture: what is looked at rather than read.

    `finding` says in one sentence what it shows, for whoever does not see it. Values are from 0 on, and of
    `unit`, "%" or "" for counts. `lines`: the labels are times in order; else they are things, drawn as bars.
    `more` shows its figures as a table, on edges that cannot fold one in beside it. Where a series has no
    value for a label there is a gap, which no edge draws as nothing. `bot/core/plots.py` reads it.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    finding: str
    unit: str = ""
    lines: bool = True
    more: Button | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the app's own that opens outside of the chat. It is never one that a person typed."""

    label: str
    address: str


Figure = Table | Chart | Meter | Plot
Element = Heading | Text | Note | Quote | PhraseBlock | Choice | Buttons | Divider | Link | Figure


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown. `summary` is the whole card in one plain line: notifications read it out.

    `language` is the language of the bot's own words on it, for screen readers. `region` is the country that
    it is read in, by which numbers are written; "" where nobody knows it.
    """

    summary: str
    elements: tuple[Element, ...]
    language: str = "en"
    region: str = ""

    @property
    def locale(self) -> str:
        """How numbers are written on it."""
        return written.locale_of(self.language, self.region)


class InputKind(Enum):
    """What an `Input` takes."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    NUMBER = "number"
    PERSON = "person"  # the value is a user id of the platform
    PEOPLE = "people"  # several of them: a value each, and in `Input.value` with spaces between
    CHANNEL = "channel"  # the id of a channel or group
    DATE = "date"  # such as 2026-11-24
    TIME = "time"  # such as 09:30
    FILE = "file"  # the value is the text of the file
    COPY = "copy"  # nothing to fill in: a text to take along; `hint` is the name of the file it makes


@dataclass(frozen=True, slots=True)
class Input:
    """A field to write into. `limit` is in characters; `hint` stands below it.

    `example` shows in the empty field what may stand there; what has to be known stands in the hint.
    """

    name: str
    label: str
    kind: InputKind = InputKind.LINE
    value: str = ""
    hint: str = ""
    optional: bool = False
    limit: int = 3000
    example: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A field to choose in: one option, or any number of them where `many`."""

    name: str
    label: str
    options: tuple[Option, ...]
    selected: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False


Field = Input | Select


@dataclass(frozen=True, slots=True)
class Form:
    """Something to fill in. Sending it is a `Submit` of `action` with `value` and the fields by name.

    `title` and `send` are at most 24 characters; `intro` and the rest of the elements come before the fields.
    With `dialog` it is shown in a dialog of the platform alone, never in a message, which would stay. `back`
    leads to the step before: a submit of its action with the same value and what stands in the fields by
    then, however little, so that nothing typed is lost. With `in_place` what comes of it takes the place of
    the card that it was opened from.
    """

    title: str
    action: str
    send: str
    fields: tuple[Field, ...]
    value: str = ""
    intro: tuple[Element, ...] = ()
    language: str = "en"
    dialog: bool = False
    back: Button | None = None
    in_place: bool = False


def carried(value: str) -> str:
    """Returns an option's value as it travels: no platform takes "" for something that was chosen."""
    return value or NOTHING


def chosen(value: str) -> str:
    """Returns the option's value that came back: cards of before carry "" as it is."""
    return "" if value == NOTHING else value


def spans(text: str) -> Iterator[tuple[str, bool]]:
    """Yields the runs of `text` with whether each is bold; together they are the text without `**`."""
    if "**" not in text:  # nearly all texts
        if text:
            yield text, False
        return
    end = 0
    for match in _BOLD.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match.group(1), True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def plain(text: str) -> str:
    """Returns `text` without its bold marks."""
    return _BOLD.sub(r"\1", text) if "**" in text else text


def clip(text: str, limit: int) -> str:
    """Returns `text` in at most `limit` characters, cut at a word where one is near, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:.") + "…"


def share(value: float, top: float) -> float:
    """Returns how much of `top` a value is, from 0 to 1."""
    return min(max(value / top, 0.0), 1.0) if top > 0 else 0.0


def level(value: float, top: float, better: Better) -> Level:
    """Returns what a value from 0 to `top` means: bad from three quarters on, good up to a third."""
    if better is Better.NEITHER:
        return Level.PLAIN
    load = share(value, top) if better is Better.LOW else 1 - share(value, top)
    if load >= BAD_FROM:
        return Level.BAD
    if load >= WARNING_FROM:
        return Level.WARNING
    return Level.GOOD if load < GOOD_UNDER else Level.PLAIN


def bar(value: float, top: float) -> str:
    """Returns a bar of BAR characters, for edges that cannot draw one."""
    full = round(share(value, top) * BAR)
    return "▰" * full + "▱" * (BAR - full)
