"""The report and what else its address shows, as HTML: drawn by templates, in which every text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.core import plots
from bot.core.card import Card, Form, Heading, Plot, plain, spans
from bot.core.clocks import local, place
from bot.core.inert import visible
from bot.core.numbers import leads_to
from bot.core.report import SPANS, ReportDocument
from bot.core.viewer import date_text, time_of_day
from bot.core.words import Say, Words
from bot.core.written import decimal
from bot.page import elements, guard

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = Path(__file__).parent
# Draws a plot as SVG, its texts escaped, in a language; "" where it cannot.
PlotDrawer = Callable[[Plot, str], str]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as it is served."""

    text: str
    headers: Mapping[str, str]


class PageTemplates:
    """Fills in the page's templates, with the words of one language each time."""

    def __init__(self, words: Callable[[], Words], drawn: PlotDrawer, of_plots: str = "") -> None:
        """`of_plots` is the style sheet of what `drawn` draws."""
        self._words, self._drawn, self._of_plots = words, drawn, of_plots
        self._style = (FOLDER / "page.css").read_text(encoding="utf-8")

    @cached_property
    def _templates(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # with the first page, not the app

        templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=_shown,
        )
        templates.globals.update(
            spans=spans,
            leads_to=leads_to,
            macro=elements.macro,
            numeric=elements.numeric,
            cells=elements.cells,
            plot_table=plots.table,
            part=elements.part,
            colour=elements.colour,
            control=elements.control,
            decimal=decimal,
            draw=self._picture,
        )
        templates.filters["plain"] = plain
        return templates

    @property
    def words(self) -> Words:
        """The words in force."""
        return self._words()

    def report(self, document: ReportDocument, address: str, at: datetime, zone: str) -> ShownPage:
        """Returns a report that was made at a time, as somebody in a zone reads it; `address` leads to it."""
        say = self.words.speaker(document.language)
        made = _made(say, at, zone)
        styles = [
            self._style,
            *([self._of_plots] if self._of_plots else []),
            _edges(address, made, document.notice),
        ]
        return self._page(
            "report.html",
            document.language,
            styles,
            document=document,
            made=made,
            address=address,
            spans_of_time=SPANS,
            asked=urlencode({"group": document.group, "weeks": document.weeks}),
        )

    def entrance(self, language: str, token: str, asked: Mapping[str, str]) -> ShownPage:
        """Returns the page that a link leads to: whoever presses its button opens the report as `asked`."""
        return self._page("entrance.html", language, [self._style], token=token, asked=urlencode(asked))

    def practice_form(
        self, form: Form, asked: Mapping[str, str], faults: Mapping[str, str] = MappingProxyType({})
    ) -> ShownPage:
        """Returns the form that schedules practice, with what to mend by field; `asked` leads back."""
        shown = {field.name for field in form.fields}
        rest = [text for name, text in faults.items() if name not in shown]
        return self._page(
            "practice.html",
            form.language,
            [self._style],
            form=form,
            faults=faults,
            rest=rest,
            asked=urlencode(asked),
        )

    def practice_card(self, card: Card, asked: Mapping[str, str]) -> ShownPage:
        """Returns what became of it: a card of the chat, whose buttons stay there."""
        first, rest = card.elements[0], card.elements[1:]
        title, body = (first.text, rest) if isinstance(first, Heading) else (card.summary, card.elements)
        return self._page(
            "scheduled.html",
            card.language,
            [self._style],
            title=title,
            badge=first.badge if isinstance(first, Heading) else "",
            body=body,
            asked=urlencode(asked),
        )

    def told(self, language: str, about: str, **values: str) -> ShownPage:
        """Returns a page that says what happened and what to do, by the beginning of its words' keys."""
        say = self.words.speaker(language)
        text, title = say(f"page.{about}.text", **values), say(f"page.{about}.title")
        return self._page("told.html", language, [self._style], title=title, text=text)

    def _page(self, template: str, language: str, styles: list[str], **values: object) -> ShownPage:
        from markupsafe import Markup

        say = self.words.speaker(language)
        # They are our own but for what `_edges` put into one, and stand in a page as they are hashed.
        marked = [Markup(style) for style in styles]  # noqa: S704 - see there
        text = self._templates.get_template(template).render(
            say=say, language=language, styles=marked, **values
        )
        return ShownPage(text, guard.headers(styles))

    def _picture(self, plot: Plot, language: str) -> Markup:
        from markupsafe import Markup

        return Markup(visible(self._drawn(plot, language)))  # noqa: S704 - whoever draws escapes its texts


def _shown(value: object) -> object:
    return visible(value) if type(value) is str else value


def _made(say: Say, at: datetime, zone: str) -> str:
    there = local(at, zone)
    day, clock = date_text(say, there.date()), time_of_day(there)
    return say("page.made", date=day, time=clock, zone=place(zone))


def _edges(address: str, made: str, notice: str) -> str:
    """Returns the style of printed pages: a notice at the head; address, date and number at the foot."""
    boxes = {"bottom-left": _css(address), "bottom-center": _css(made)}
    boxes |= {"top-left": _css(plain(notice))} if notice else {}
    texts = "".join(f"@{name}{{content:{text}}}" for name, text in boxes.items())
    return f'@page{{{texts}@bottom-right{{content:counter(page) " / " counter(pages)}}}}'


def _css(text: str) -> str:
    """Returns a text as CSS takes it: letters, digits, and all else by number, so that it ends nothing."""
    signs = (sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in visible(text))
    return f'"{"".join(signs)}"'
