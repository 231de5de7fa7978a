"""A Card as HTML.

`data-word` names a word that the page fills in, so that its labels follow the page's language; what stands
there already is shown where the page has no such word.
"""

from __future__ import annotations

from typing import assert_never

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Element,
    Heading,
    Link,
    Meter,
    Note,
    Option,
    PhraseBlock,
    PhraseLine,
    Plot,
    Quote,
    Table,
    Text,
    Tone,
    carried,
    plain,
)
from bot.core.words import CHOICES
from bot.playground import charts
from bot.playground.markup import escape, exact, marked

_CLASSES = {Tone.PLAIN: "", Tone.PRIMARY: ' class="primary"', Tone.DANGER: ' class="danger"'}


def html(card: Card) -> str:
    """Returns the card as one `<article>`. Everything in it is escaped."""
    about = f'lang="{escape(card.language)}" aria-label="{escape(plain(card.summary))}"'
    parts = [element(part, card.locale, first=i == 0) for i, part in enumerate(card.elements)]
    return f'<article class="card" {about}>{"".join(parts)}</article>'


def element(element: Element, language: str, *, first: bool = False) -> str:
    """Returns one element of a card in `language`; the `first` one, if a heading, is the card's own."""
    match element:
        case Heading(text, badge):
            return _heading(text, badge, "h2" if first else "h3")
        case Text(text, calls):
            return f"<p>{marked(text, calls=calls)}</p>"
        case Note(text, calls):
            return f'<p class="note">{marked(text, calls=calls)}</p>'
        case Quote(label, text):
            return f'<p class="quote">{escape(label)} <q dir="auto">{escape(text)}</q></p>'
        case PhraseBlock(lines, cue):
            return _phrase(lines, cue)
        case Choice():
            return _choice(element)
        case Buttons(buttons):
            return f'<div class="buttons">{"".join(map(_button, buttons))}</div>'
        case Divider() | Link():
            return "<hr>" if isinstance(element, Divider) else _link(element)
        case Table() | Chart() | Meter() | Plot():
            return charts.html(element, language)
        case _:
            assert_never(element)


def _link(link: Link) -> str:
    opens = f'href="{escape(link.address)}" target="_blank" rel="noopener noreferrer"'
    return f"<p><a {opens}>{escape(link.label)}</a></p>"


def _heading(text: str, badge: str, tag: str) -> str:
    # Focus lands here after a card was replaced, so that a screen reader starts at its top.
    beside = f' <span class="badge">{escape(badge)}</span>' if badge else ""
    return f'<{tag} tabindex="-1">{marked(text)}{beside}</{tag}>'


def _phrase(lines: tuple[PhraseLine, ...], cue: str) -> str:
    under = f'<p class="cue">{marked(cue)}</p>' if cue else ""
    return f'<div class="phrase"><div class="lines">{"".join(map(_line, lines))}</div>{under}</div>'


def _line(line: PhraseLine) -> str:
    code = escape(line.language)
    name = f'data-word="language.{code}">{code.upper()}</span>'
    wording = marked(line.text)
    for label in line.open:
        wording = wording.replace(escape(label), f'<span class="gap">{escape(label)}</span>')
    return (
        f'<div class="line"><p class="language"><span {name}</p>'
        f'<p class="wording" lang="{code}">{wording}</p>'
        '<button type="button" class="quiet" data-whole hidden data-word="playground.whole">…</button>'
        '<button type="button" class="quiet" data-copy aria-live="off">'
        f'<span data-word="playground.copy">Copy</span> <span class="unseen" {name}</button></div>'
    )


def _choice(choice: Choice) -> str:
    chosen = any(option.value == choice.selected for option in choice.options)
    empty = '<option value="" disabled selected data-word="playground.choose">…</option>'
    options = ("" if chosen else empty) + "".join(
        _option(option, chosen and option.value == choice.selected) for option in choice.options
    )
    return (
        f'<div class="choice"><label><span>{escape(choice.label)}</span> '
        f'<select data-action="{escape(choice.action)}">{options}</select></label> '
        f'<button type="button" data-go hidden data-word="{CHOICES}{escape(choice.action)}">→</button></div>'
    )


def _option(option: Option, selected: bool) -> str:
    hint = f' title="{escape(option.hint)}"' if option.hint else ""
    mark = " selected" if selected else ""
    return (
        f'<option value="{exact(carried(option.value))}"{hint}{mark}>{escape(plain(option.label))}</option>'
    )


def _button(button: Button) -> str:
    opens = ' aria-haspopup="dialog"' if button.form else ""
    opens += " data-fills" if button.in_place else ""
    return (
        f'<button type="button"{_CLASSES[button.tone]}{opens} data-action="{escape(button.action)}" '
        f'data-value="{exact(button.value)}">{escape(plain(button.label))}</button>'
    )
