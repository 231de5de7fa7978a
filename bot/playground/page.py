"""The files of the page, and the words it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot import drawing
from bot.core.words import Words
from bot.playground import people

FOLDER = Path(__file__).parent
SCRIPTS = ("chat.js", "words.js", "talks.js", "start.js", "cards.js", "form.js", "events.js")
STYLES = ("style.css", "card.css", "form.css")
PLOTS = "plots.css"  # of what `bot/drawing.py` draws
TYPES = {
    **dict.fromkeys(SCRIPTS, "text/javascript"),
    **dict.fromkeys(STYLES, "text/css"),
    "icon.svg": "image/svg+xml",
}
WORDS = (
    *("language.en", "language.es"),
    *("playground.title", "playground.tag", "playground.skip", "playground.who", "playground.language"),
    *("playground.agent", "playground.supervisor", "playground.manager"),
    *("playground.places", "playground.conversation", "playground.coach", "playground.private"),
    *("playground.everyone", "playground.intro", "playground.about", "playground.channel_about"),
    *("playground.try", "playground.try_1", "playground.try_2", "playground.try_3"),
    *("playground.message", "playground.hint", "playground.send", "playground.writing"),
    *("playground.gone", "playground.retry", "playground.copy", "playground.copied", "playground.save"),
    *("playground.open", "playground.copied_open", "playground.whole", "button.go"),
    *("playground.choose", "playground.inspect", "playground.unread", "playground.arrived"),
    *("playground.below", "playground.close", "playground.optional", "playground.missing"),
    *("edge.figures", "playground.no_number", "playground.left", "playground.over", "playground.empty_file"),
)
LOCKED = "playground.locked"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served."""

    text: str
    content_type: str


def read_files() -> dict[str, File]:
    """Returns the files that may be served, by name: a fixed list, so no path can lead elsewhere."""
    own = {name: File(_read(name), content_type) for name, content_type in TYPES.items()}
    return own | {PLOTS: File(drawing.style(), "text/css")}


def read_page() -> str:
    """Returns the page with its people and without its words."""
    return _read("page.html").replace("{{people}}", people.options(people.SEATS))


def fill(page: str, words: Words, notice: str = "") -> str:
    """Returns the page with its words in every language, as JSON that cannot end its own element.

    `notice` names the words that stand on top of it for good, "" none.
    """
    keys = (*WORDS, *words.choices(), *filter(None, (notice,)))
    translations = {code: {key: words.say(code, key) for key in keys} for code in words.languages}
    banner = f'<p class="notice" role="note" data-word="{notice}"></p>' if notice else ""
    page = page.replace("{{notice}}", banner)
    return page.replace("{{words}}", json.dumps(translations).replace("<", "\\u003c"))


def locked(words: Words) -> str:
    """Returns the page for whoever was not let in: what to do, in every language."""
    told = "".join(f'<p lang="{code}">{escape(words.say(code, LOCKED))}</p>' for code in words.languages)
    return _read("locked.html").replace("{{words}}", told)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
