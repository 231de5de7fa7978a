"""The pages that everybody may read, without signing in: privacy and terms, in the languages there are.

Their texts are Markdown files of a folder, `privacy.en.md` and so on: those that whoever adapts them reads.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.config import SiteConfig
from bot.core.preferred import preferred
from bot.core.redact import is_mail
from bot.core.words import FALLBACK, Words
from bot.settings import ConfigError

if TYPE_CHECKING:
    from markdown_it.token import Token

PAGES = ("privacy", "terms")
MOST_BYTES = 256 * 1024  # of one text
LASTS = 3600  # seconds that a browser, or a proxy, may keep a page
TOP = "\n---\n"  # what stands above the first of these is for whoever adapts the text
_NAME = re.compile(r"\A([a-z]++)\.([a-z]{2})\.md")
_BLANK = re.compile(r"\{(organisation|contact)\}")
STYLE = """
:root { color-scheme: light dark; --ink: #1c2826; --paper: #fff; --link: #0f766e; --line: #d5dedc; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ecea; --paper: #141b1a; --link: #5fd4c6; --line: #35413f; }
}
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 44rem;
  color: var(--ink); background: var(--paper); font: 1.0625rem/1.6 system-ui, sans-serif;
  overflow-wrap: break-word; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding-bottom: 0.75rem;
  border-bottom: 1px solid var(--line); }
a { color: var(--link); }
nav a { padding: 0.4rem 0; }
nav a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.25rem; line-height: 1.3; margin-top: 2.25rem; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; min-width: 5.5rem; }
@media (max-width: 30rem) {
  table { font-size: 0.9375rem; line-height: 1.45; }
  th, td { padding-right: 0.6rem; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": f"public, max-age={LASTS}",
    "Vary": "Accept-Language",
}


@dataclass(frozen=True, slots=True)
class _SitePage:
    body: bytes
    tag: str  # another one for another body


class Site:
    """Serves the pages. Raises ConfigError where the folder lacks a page, or a text cannot be read."""

    def __init__(self, config: SiteConfig, words: Callable[[], Words]) -> None:
        self._config, self._words = config, words
        self._texts = {page: _texts(config.texts, page) for page in PAGES}
        self._rendered: dict[tuple[str, str], _SitePage] = {}
        self._rendering = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """Returns what it serves."""
        return [web.get(f"/{page}", partial(self._answer, page)) for page in PAGES]

    async def _answer(self, page: str, request: web.Request) -> web.Response:
        languages = tuple(self._texts[page])
        asked, header = request.query.get("language", ""), request.headers.get("Accept-Language", "")
        language = preferred(asked, header, languages)
        rendered = await self._page(page, language)
        headers = {**HEADERS, "Content-Language": language, "ETag": f'"{rendered.tag}"'}
        if any(tag.value in (rendered.tag, "*") for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=rendered.body, content_type="text/html", charset="utf-8", headers=headers)

    async def _page(self, page: str, language: str) -> _SitePage:
        async with self._rendering:  # many who ask at first wait for one
            if (page, language) not in self._rendered:
                self._rendered[page, language] = await asyncio.to_thread(self._render, page, language)
        return self._rendered[page, language]

    def _render(self, page: str, language: str) -> _SitePage:
        say = self._words().speaker(language)
        blanks = {
            "organisation": self._config.organisation or say("site.organisation"),
            "contact": self._config.contact or say("site.contact"),
        }
        parts = {
            "language": language,
            "title": html.escape(" · ".join(filter(None, (say(f"site.{page}"), self._config.organisation)))),
            "style": STYLE,
            "pages": html.escape(say("site.pages")),
            "links": "\n".join(self._links(page, language)),
            "text": _html(self._texts[page][language], blanks),
        }
        body = _SHELL.format(**parts).encode()
        return _SitePage(body, hashlib.sha256(body).hexdigest()[:32])

    def _links(self, page: str, language: str) -> Iterator[str]:
        words = self._words()
        for other in PAGES:
            if language in self._texts[other]:
                here = ' aria-current="page"' if other == page else ""
                name = html.escape(words.say(language, f"site.{other}"))
                yield f'<a href="{other}?language={language}"{here}>{name}</a>'
        for other in self._texts[page]:
            if other != language:
                name = html.escape(words.say(other, "site.language"))
                yield f'<a href="{page}?language={other}" hreflang="{other}" lang="{other}">{name}</a>'


_SHELL = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<nav aria-label="{pages}">
{links}
</nav>
<main>
{text}</main>
</body>
</html>
"""


def _texts(folder: Path, page: str) -> Mapping[str, str]:
    """Returns the text of a page by language, English first. Raises ConfigError."""
    try:
        names = (_NAME.fullmatch(path.name) for path in folder.iterdir())
        languages = sorted(
            (name[2] for name in names if name and name[1] == page), key=lambda code: (code != FALLBACK, code)
        )
        texts = {language: _text(folder / f"{page}.{language}.md") for language in languages}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"CALMA_SITE_TEXTS: “{folder}” cannot be read ({error}): name a folder with {page}.en.md."
        ) from error
    if not texts:
        raise ConfigError(f"CALMA_SITE_TEXTS: “{folder}” has no {page}.en.md: put one there, or unset it.")
    return texts


def _text(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        text = file.read(MOST_BYTES)
    above, mark, below = text.partition(TOP)
    return below if mark else above


def _html(text: str, blanks: Mapping[str, str]) -> str:
    """Returns a text as HTML; HTML that is written in it is shown, and never in force."""
    from markdown_it import MarkdownIt  # when a page is first asked for: no start waits for it

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        if token.children:
            token.children = [part for child in token.children for part in _filled(child, blanks)]
    html_text: str = reader.renderer.render(tokens, reader.options, {})
    return html_text


def _filled(token: Token, blanks: Mapping[str, str]) -> Iterator[Token]:
    """Yields a token with its blanks filled in, and with links to the other page as they are served."""
    if token.type == "link_open" and (name := _NAME.fullmatch(str(token.attrs.get("href", "")))):
        token.attrs["href"] = f"{name[1]}?language={name[2]}" if name[1] in PAGES else token.attrs["href"]
    if token.type != "text":
        yield token
        return
    for i, piece in enumerate(_BLANK.split(token.content)):
        # What was split at stands at every other place.
        value = blanks[piece] if i % 2 else piece
        address = _address(value) if i % 2 and piece == "contact" else ""
        yield from _linked(token, value, address)


def _linked(token: Token, text: str, address: str) -> Iterator[Token]:
    if address:
        yield type(token)("link_open", "a", 1, attrs={"href": address})
    yield type(token)("text", "", 0, content=text)
    if address:
        yield type(token)("link_close", "a", -1)


def _address(contact: str) -> str:
    """Returns where a contact can be reached by a press; "" where it is a few words."""
    if is_mail(contact):
        return f"mailto:{contact}"
    return contact if contact.startswith("https://") and " " not in contact else ""
