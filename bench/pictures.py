"""Draws what Slack and Teams are sent, as pictures for the documentation: `python -m bench.pictures`.

Every word is the app's own: the desk is asked, the edge renders, and what it would send is drawn. The card of
Teams by Microsoft's renderer of Adaptive Cards, as `bench.cards` fetches it; the blocks of Slack, for which
there is no renderer outside of Slack, by a page of our own in the shape of theirs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bench.cards import chromium, fetched
from bot.core.card import Card
from bot.slack.render import message
from bot.teams.shown import answer
from tests.conftest import ROOT
from tests.harness import Actor, Harness

DOCS = ROOT / "docs"
ENGLISH, SPANISH = "won't stop shouting", "le está gritando"
STYLE = (Path(__file__).parent / "pictures.css").read_text(encoding="utf-8")
# Colours and distances of Teams' light theme, where the renderer's own are those of no product.
HOST = {
    "fontFamily": "Segoe UI, Selawik, Helvetica, Arial, sans-serif",
    "actions": {"maxActions": 6, "actionsOrientation": "horizontal", "buttonSpacing": 8},
    "spacing": {"small": 4, "default": 8, "medium": 12, "large": 16, "extraLarge": 24, "padding": 16},
}
DRAW = """([json, host]) => {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, to) => {
    to.outputHtml = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\\\\(.)/g, "$1")
      .replace(/\\*\\*(.+?)\\*\\*/g, "<b>$1</b>").replace(/\\n/g, "<br>");
    to.didProcess = true;
  };
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(host);
  card.parse(JSON.parse(json), new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_6));
  document.querySelector(".card").append(card.render());
}"""


def slack_html(typed: str, sent: Mapping[str, Any]) -> str:
    """Returns a page with a message of Slack's as its blocks have it."""
    blocks = "".join(map(_block, sent["blocks"]))
    return (
        f'<meta charset="utf-8"><style>{STYLE}</style><main class="slack"><div class="only">Only visible to '
        f'you</div><div class="who"><i>C</i><b>Calma</b> <em>APP</em></div>{blocks}</main>'
        f'<footer class="slack">{escape(typed)}</footer>'
    )


def teams_html(typed: str) -> str:
    """Returns a page with room for a card of Teams."""
    return (
        f'<meta charset="utf-8"><style>{STYLE}</style><main class="teams"><div class="said">{escape(typed)}'
        '</div><div class="who"><i>C</i>Calma</div><div class="card"></div></main>'
    )


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "section" if "fields" in block:
            return f'<div class="fields">{_texts(block["fields"])}</div>'
        case "section":
            return f"<p>{_marked(block['text'])}</p>"
        case "context":
            return f'<div class="context">{_texts(block["elements"])}</div>'
        case "actions":
            return f'<div class="actions">{"".join(map(_action, block["elements"]))}</div>'
        case "divider":
            return "<hr>"
        case other:
            raise ValueError(f"no picture has had {other} yet: say here how Slack draws it")


def _texts(texts: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f"<div>{_marked(text)}</div>" for text in texts)


def _marked(text: Mapping[str, Any]) -> str:
    told = str(text["text"])  # Slack's own escapes are those of HTML
    if text["type"] != "mrkdwn":
        return escape(told)
    for mark, tag in (("*", "b"), ("_", "i")):
        told = re.sub(rf"(?<!\w){re.escape(mark)}(\S.*?){re.escape(mark)}(?!\w)", rf"<{tag}>\1</{tag}>", told)
    return told.replace("\n", "<br>")


def _action(element: Mapping[str, Any]) -> str:
    if element["type"] == "button":
        return f'<span class="button {element.get("style", "")}">{_marked(element["text"])}</span>'
    shown = element.get("initial_option", {}).get("text") or element["placeholder"]
    return f'<span class="select">{_marked(shown)}</span>'


async def asked(app: Harness, language: str, typed: str) -> Card:
    """Returns the card that an agent gets who types that."""
    agent = Actor(app, f"agent-{language}", language)
    await agent.types(typed, "calm")
    return agent.card


async def _page(browser: Browser, html: str, width: int) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": 200})
    await page.set_content(html)
    await page.wait_for_load_state()
    return page


async def draw(script: Path) -> None:
    """Writes `docs/slack.png`, in English, and `docs/teams.png`, in Spanish."""
    app = Harness()
    slack = message(await asked(app, "en", ENGLISH))
    teams = answer(await asked(app, "es", SPANISH), app.book.words).json
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = await _page(browser, slack_html(f"/calm {ENGLISH}", slack), 640)
        await page.screenshot(path=DOCS / "slack.png", full_page=True)
        page = await _page(browser, teams_html(SPANISH), 560)
        await page.add_script_tag(path=script)
        await page.evaluate(DRAW, [teams, HOST])
        await page.screenshot(path=DOCS / "teams.png", full_page=True)
        await browser.close()


def main() -> None:
    """Draws both, and tells how large they are."""
    asyncio.run(draw(fetched()))
    for name in ("slack.png", "teams.png"):
        print(f"docs/{name}: {(DOCS / name).stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
