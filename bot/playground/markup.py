"""Texts as HTML, always escaped."""

from __future__ import annotations

import html

from bot.core.card import spans
from bot.core.inert import to_dial, visible


def escape(text: str) -> str:
    """Returns a text to show, escaped."""
    return html.escape(visible(text))


def exact(value: str) -> str:
    """Returns a value that comes back as it is, escaped: of a field, of what is pressed."""
    return html.escape(value)


def marked(text: str, *, calls: bool = False) -> str:
    """Returns `text` escaped, what is bold in it as `<strong>`, and as a link to call it where it `calls`."""
    return "".join(_bold(run, calls=calls) if bold else escape(run) for run, bold in spans(text))


def _bold(run: str, *, calls: bool) -> str:
    number, shown = to_dial(run) if calls else "", escape(run)
    return f'<strong><a href="tel:{number}">{shown}</a></strong>' if number else f"<strong>{shown}</strong>"


def attributes(**values: str | bool) -> str:
    """Returns attributes in the order given, each after a blank; `data_name` is `data-name`.

    True gives the bare name; False and "" leave an attribute out.
    """
    shown = {name.rstrip("_").replace("_", "-"): value for name, value in values.items() if value}
    return "".join(
        f" {name}" if value is True else f' {name}="{exact(str(value))}"' for name, value in shown.items()
    )
