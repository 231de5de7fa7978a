"""Marks of every dialect that a text may meet, and what finds one of them at work in what comes out.

Each mark has the word `pwn` in it, so that it is known from the bot's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

Json = dict[str, Any]

SLACK: tuple[str, ...] = (
    "<!channel>",
    "<@UPWN>",
    "<http://pwn.example|pwn>",
    "*pwn*",
    "_pwn_",
    "~pwn~",
    "`pwn`",
    ":pwn:",
)
SLACK += ("<!date^1^{pwn}|pwn>", "&lt;pwn&gt;")
MARKDOWN: tuple[str, ...] = (
    "**pwn**",
    "__pwn__",
    "[pwn](http://pwn.example)",
    "![pwn](http://pwn.example/i.png)",
)
MARKDOWN += ("<at>pwn</at>", "~~pwn~~", "<http://pwn.example>", "&#42;pwn&#42;", "\\*pwn\\*", "***pwn***")
CARDS = ("{{DATE(2026-01-01T00:00:00Z, SHORT)}}", "{{TIME(2026-01-01T00:00:00Z)}}", "${pwn}", "{{#pwn}}")
HTML = ("<img src=x onerror=pwn()>", "</script><script>pwn()</script>", '"><b>pwn</b>', "' onfocus='pwn()")
SHEETS = ("=pwn()", "+pwn()", "-pwn()", "@pwn()")
SCREENS = (
    "\x1b[31mpwn",
    "\x1b]0;pwn\x07",
    "\x9b31mpwn",
    "\u202enwp\u202c",
    "p\u200bwn",
    "\u2066pwn",
    "\x00pwn",
)
FORMAT = ("{pwn}", "{0}", "%s", "%(pwn)s", "{say.__class__}")
LINES = ("> pwn", "# pwn", "- pwn", "1. pwn", "=pwn\n===", "2026-01-01 00:00:00,000 ERROR calma pwn")
MARKS = (*SLACK, *MARKDOWN, *CARDS, *HTML, *SHEETS, *SCREENS, *FORMAT, *LINES)
ALL = "\n".join((*LINES, *MARKS))

_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_EMPHASIS = re.compile(r"[*_`]pwn|pwn~")  # what ends one may be of the bot's own, around a name
_EMOJI = re.compile(r":pwn:")
PAGE = "https://calma.example/report/enter?language=en&token=t-1_A"  # as the app makes it, once for each
_PAGE = r"https://calma\.example/report/enter\?language=[a-z]+&(?:amp;)?token=[\w-]+(?:&(?:amp;)?group=[\w%-]+&(?:amp;)?weeks=\d+)?"
_HELP = r"tel:[+*]?\d+|https://findahelpline\.com"
LEADS = f"{_HELP}|{_PAGE}"  # where the bot itself leads to
_CALL = re.compile(rf"<(?:(?:{_HELP})\|([^<>|]+)|{_PAGE}\|([^<>]+))>")
_QUOTE = re.compile(r"[^`]*`[^`]+`")
_FUNCTION = re.compile(r"\{\{|\$\{")
_IN_MRKDWN = re.compile(r"[<>]|&(?!amp;|lt;|gt;)|^\s*&gt;", re.MULTILINE)
_IN_MARKDOWN = re.compile(r"[*`\\]|\][(\[:]|<[a-z/!?]|&#?\w+;|://|~~|^\s*(?:[#>+=|-]|\d+[.)]\s)", re.I | re.M)


def in_mrkdwn(text: str) -> list[str]:
    """Returns what is at work in a text of Slack's dialect."""
    text = _CALL.sub(r"\1\2", text)
    quoted = _QUOTE.fullmatch(text)  # as the bot quotes: all of it is literal in there
    marks = () if quoted else (_EMPHASIS, _EMOJI)
    return _found(text, _OBEYED, _IN_MRKDWN, *marks)


def in_plain(text: str) -> list[str]:
    """Returns what is at work in a text that Slack shows as it is, but for emoji."""
    return _found(text, _OBEYED, _EMOJI)


def in_markdown(text: str) -> list[str]:
    """Returns what is at work in a line that a client of Teams reads as Markdown."""
    return _found(text, _OBEYED, _FUNCTION, _IN_MARKDOWN, _EMPHASIS)


def in_run(text: str) -> list[str]:
    """Returns what is at work in a text that a client of Teams shows as it is, but for its functions."""
    return _found(text, _OBEYED, _FUNCTION)


def on_screen(text: str) -> list[str]:
    """Returns what a terminal would obey in a text."""
    return [ascii(c) for c in text if not c.isprintable() and c != "\n"]


def in_slack(body: Any) -> Iterator[str]:
    """Yields what is at work anywhere in a message or a view of Slack."""
    for key, part in _parts(body):
        if isinstance(part, dict) and part.get("type") == "mrkdwn":
            yield from in_mrkdwn(part["text"])
        elif isinstance(part, dict) and part.get("type") == "plain_text":
            yield from in_plain(part["text"])
        elif key == "text" and isinstance(part, str) and "type" not in body:
            yield from in_mrkdwn(part) if body.get("text") == part else ()
        elif key in {"title", "name", "label", "y_label"} and isinstance(part, str):  # of a picture
            yield from in_plain(part)
        elif key == "categories":
            for text in part:
                yield from in_plain(text)
        elif key == "errors" and isinstance(part, dict):
            for text in part.values():
                yield from _found(text, _OBEYED)


def in_teams(body: Any) -> Iterator[str]:
    """Yields what is at work anywhere in what Teams is sent, as its cards' reference renderer reads them."""
    for key, part in _parts(body):
        if not isinstance(part, dict):
            yield from _in_teams_text(key, part)
            continue
        kind = part.get("type", "")
        if kind == "TextRun":
            yield from in_run(part["text"])
            if part.get("weight") == "Bolder" and part["text"].strip(" *\u2060") == "pwn":
                yield f"bold: {part['text']}"
        elif kind in {"TextBlock", "message"} and part.get("text"):
            yield from in_markdown(part["text"])
        elif kind.startswith(("Action", "Chart")) or "height" in part:
            yield from in_run(str(part.get("title", "")))
        elif not kind and isinstance(part.get("title"), str):  # a choice, a preview, a fact
            yield from in_markdown(part["title"])


def _in_teams_text(key: str, part: Any) -> Iterator[str]:
    runs = {"label", "placeholder", "errorMessage", "summary", "tooltip", "altText"}
    if key in runs | {"x", "legend", "yAxisTitle"}:  # the last are a chart's
        yield from in_run(str(part))
    if key == "facts":
        for fact in part:
            yield from in_markdown(fact["value"])
    if key in {"fallbackText", "speak"}:
        yield from in_markdown(part) if key == "fallbackText" else _found(part, re.compile("[<>]"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._bold = self._field = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._bold, self._field = tag == "strong", tag == "textarea"
        calls = tag == "a" and re.fullmatch(LEADS, dict(attrs).get("href") or "")
        if tag in {"img", "script", "b", "a", "at"} - ({"a"} if calls else set()) or any(
            name.startswith("on") for name, _ in attrs
        ):
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.wrong += [] if self._field else _found(data, _OBEYED)  # what is to be edited is there whole
        if self._bold and data.strip(" *\u2060") == "pwn":
            self.wrong.append("bold")


def in_html(text: str) -> list[str]:
    """Returns what is at work in HTML."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.wrong


def _found(text: str, *patterns: re.Pattern[str]) -> list[str]:
    return [ascii(f"{match[0]} in {text}") for pattern in patterns for match in pattern.finditer(text)][:1]


def _parts(body: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yields everything in JSON with the name under which it stands, but what only travels in a button."""
    yield name, body
    if isinstance(body, dict):
        for key, part in body.items():
            if key != "data":
                yield from _parts(part, key)
    elif isinstance(body, list):
        for part in body:
            yield from _parts(part)
