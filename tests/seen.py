"""What somebody sees on a card or in a form, in the words of tests: `title`, `labels`, `notes`, `rows`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core import card as c
from bot.core import plots
from bot.core.words import Words

EMPTY = c.Card("", ())
Element = TypeVar("Element", bound=c.Element)


@dataclass
class Seen:
    """What somebody looks at: a card, or the form that is open."""

    card: c.Card = EMPTY
    form: c.Form | None = None

    @property
    def elements(self) -> tuple[c.Element, ...]:
        """What is shown, without a form's fields."""
        return self.form.intro if self.form else self.card.elements

    def all(self, kind: type[Element]) -> list[Element]:
        """Returns the elements of a kind, in order."""
        return [part for part in self.elements if isinstance(part, kind)]

    def one(self, kind: type[Element]) -> Element:
        """Returns the one element of a kind."""
        [part] = self.all(kind)
        return part

    @property
    def title(self) -> str:
        """The title of the form, or the first heading; "" where there is none."""
        return self.form.title if self.form else next((part.text for part in self.all(c.Heading)), "")

    @property
    def badge(self) -> str:
        """What stands beside the first heading: “2 of 5”."""
        return next(part.badge for part in self.all(c.Heading))

    @property
    def text(self) -> str:
        """All that can be read beside phrases and buttons, a line for each element."""
        return "\n".join(line for part in self.elements if (line := _read(part)))

    @property
    def texts(self) -> list[str]:
        """All paragraphs, loud and quiet."""
        return [part.text for part in self.elements if isinstance(part, c.Text | c.Note)]

    @property
    def notes(self) -> list[str]:
        """The quiet ones."""
        return [part.text for part in self.all(c.Note)]

    @property
    def quotes(self) -> list[str]:
        """What people typed, as it is quoted."""
        return [part.text for part in self.all(c.Quote)]

    @property
    def rows(self) -> Sequence[tuple[str, ...]]:
        """The rows of the first table; none where there is no table."""
        return next((part.rows for part in self.all(c.Table)), ())

    @property
    def phrases(self) -> list[c.PhraseBlock]:
        """All phrases."""
        return self.all(c.PhraseBlock)

    @property
    def wordings(self) -> list[str]:
        """The wordings of the phrases in the language that comes first."""
        return [phrase.lines[0].text for phrase in self.phrases]

    @property
    def languages(self) -> list[str]:
        """The languages of the first phrase; none where there is no phrase."""
        return [line.language for phrase in self.phrases[:1] for line in phrase.lines]

    @property
    def buttons(self) -> list[c.Button]:
        """All buttons."""
        return [button for row in self.all(c.Buttons) for button in row.buttons]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    @property
    def actions(self) -> list[str]:
        """What the buttons do."""
        return [button.action for button in self.buttons]

    def button(self, name: str) -> c.Button:
        """Returns the first button with that label, or else with that action."""
        named = [b for b in self.buttons if b.label == name] or [b for b in self.buttons if b.action == name]
        assert named, f"no “{name}” among {self.labels}"
        return named[0]

    def choice(self, label: str = "") -> c.Choice:
        """Returns the select with that label, or the one that there is."""
        return next(part for part in self.all(c.Choice) if part.label == (label or part.label))

    def options(self, of: str = "") -> list[str]:
        """Returns what a select offers."""
        return [option.label for option in self.choice(of).options]

    def select(self, name: str) -> c.Select:
        """Returns the field of that name of the open form, in which one chooses."""
        assert self.form
        return next(f for f in self.form.fields if isinstance(f, c.Select) and f.name == name)

    def field(self, name: str) -> c.Input:
        """Returns the field of that name of the open form, into which one writes."""
        assert self.form
        return next(f for f in self.form.fields if isinstance(f, c.Input) and f.name == name)


def _read(part: c.Element) -> str:
    match part:
        case c.Heading(text, badge):
            return f"{text} {badge}".strip()
        case c.Text(text) | c.Note(text):
            return text
        case c.Quote(label, text):
            return f"{label} {text}"
        case c.Meter(label, value, top, note):
            return f"{label} {value:g}/{top:g} {note}".strip()
        case c.Table(headings, rows):
            return "\n".join(" | ".join(row) for row in (headings, *rows))
        case c.Plot(title, finding=finding) as plot:
            return "\n".join((title, finding, _read(plots.table(plot, "en"))))
        case c.Chart(title) as chart:
            points = (f"{label}: {words or f'{value:g}'}" for label, value, words in chart.points)
            return f"{title} {', '.join(points)}"
        case _:
            return ""


def unhelpful(form: c.Form) -> list[str]:
    """Returns what of a form has no name, and the fields to write into that show neither hint nor example."""
    buttons = [form.send, *([form.back.label] if form.back else [])]
    options = [o.label for f in form.fields if isinstance(f, c.Select) for o in f.options]
    nameless = [text for text in (form.title, *buttons, *options) if not text.strip()]
    written = {c.InputKind.LINE, c.InputKind.PARAGRAPH, c.InputKind.NUMBER}
    unsaid = [
        field.name
        for field in form.fields
        if isinstance(field, c.Input) and field.kind in written and not (field.hint or field.example)
    ]
    return nameless + unsaid


def begun_small(shown: c.Card | c.Form, words: Words) -> list[str]:
    """Returns what can be chosen that begins with a small letter; names that people gave may."""
    parts: Sequence[object] = shown.fields if isinstance(shown, c.Form) else shown.elements
    options = [
        option.label for part in parts if isinstance(part, c.Select | c.Choice) for option in part.options
    ]
    small = {label for label in options if label[:1].islower()}
    return [text for own in words._by_language.values() for text in own.values() if text in small]
