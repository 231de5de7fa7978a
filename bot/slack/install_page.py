"""What somebody who installs the app reads at the end: that it is done, or why it is not."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping

from aiohttp import web

from bot.core.card import spans
from bot.core.inert import visible
from bot.core.words import Say
from bot.slack.oauth import INSTALL

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2826; --paper: #fff; --link: #0f766e; --line: #d5dedc; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ecea; --paper: #141b1a; --link: #5fd4c6; --line: #35413f; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 38rem; color: var(--ink);
  background: var(--paper); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.25rem; }
li { margin: 0.5rem 0; }
p.go a { display: inline-block; padding: 0.6rem 1.2rem; border: 1px solid var(--link); border-radius: 0.4rem;
  text-decoration: none; font-weight: 600; }
footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
footer a { margin-right: 1.25rem; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address has a code and a state in it
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Vary": "Accept-Language",
}
_SHELL = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Calma</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{text}
</main>
<footer>{footer}</footer>
</body>
</html>
"""


def installed(say: Say, language: str, name: str, opened: str, *, whole: bool) -> web.Response:
    """Returns the page that says what to do next; `opened` leads into Slack, "" where that is not known."""
    first = ["install.whole"] if whole else []
    steps = [*first, "install.try", "install.home", "install.team"]
    named = say("install.named", name=name) if name else say("install.everybody")
    parts = [_paragraph(named), f"<h2>{_text(say('install.next'))}</h2>"]
    parts.append(f"<ol>{''.join(f'<li>{_text(say(step))}</li>' for step in steps)}</ol>")
    if opened:
        parts.append(_button(opened, say("install.open")))
    return _page(say, language, 200, "install.done", parts)


def refused(say: Say, language: str, status: int, about: str, reference: str) -> web.Response:
    """Returns the page that says why nothing was installed, and what to do; "" for no `reference`."""
    parts = [
        _paragraph(say(f"{about}.text")),
        _button(INSTALL.rpartition("/")[2], say("install.again")),
    ]
    if reference:
        parts.append(_paragraph(say("install.reference", reference=reference)))
    return _page(say, language, status, about, parts)


def _page(say: Say, language: str, status: int, about: str, parts: Iterable[str]) -> web.Response:
    links = (f'<a href="../{page}?language={language}">{_text(say(f"site.{page}"))}</a>' for page in _PAGES)
    text = _SHELL.format(
        language=language,
        title=_text(say(f"{about}.title")),
        style=_STYLE,
        text="\n".join(parts),
        footer="".join(links),
    )
    headers = {**HEADERS, "Content-Language": language}
    return web.Response(status=status, text=text, content_type="text/html", charset="utf-8", headers=headers)


_PAGES = ("privacy", "terms")


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _button(address: str, label: str) -> str:
    return f'<p class="go"><a href="{html.escape(address)}">{_text(label)}</a></p>'


def _text(text: str) -> str:
    runs = ((html.escape(visible(run)), bold) for run, bold in spans(text))
    return "".join(f"<b>{run}</b>" if bold else run for run, bold in runs)
