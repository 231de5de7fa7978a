"""Texts as HTML, always escaped."""

from __future__ import annotations

import html

from bot.core.card import spans
from bot.core.inert import visible
from bot.core.numbers import leads_to


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
    address, shown = leads_to(run) if calls else "", escape(run)
    if not address:
        return f"<strong>{shown}</strong>"
    # A page of others opens beside this one, and is not told where it was opened from.
    beside = "" if address.startswith("tel:") else ' target="_blank" rel="noreferrer"'
    return f'<strong><a href="{address}"{beside}>{shown}</a></strong>'


def attributes(**values: str | bool) -> str:
    """Returns attributes in the order given, each after a blank; `data_name` is `data-name`.

    True gives the bare name; False and "" leave an attribute out.
    """
    shown = {name.rstrip("_").replace("_", "-"): value for name, value in values.items() if value}
    return "".join(
        f" {name}" if value is True else f' {name}="{exact(str(value))}"' for name, value in shown.items()
    )
