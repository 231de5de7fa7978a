"""The bot's own words, by language and key. They live in `phrasebook/ui/`, never in code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from bot.core.inert import Marked, filled_in

FALLBACK = "en"

Localized = Mapping[str, str]

CHOICES = "choice."  # what keys of words begin with that tell what a select does, by its action


class Say(Protocol):
    """The bot's words in one language: `say("menu.title")`."""

    def __call__(self, key: str, **values: object) -> str: ...


def pick(text: Localized, language: str) -> str:
    """Returns `text` in `language`, else in English, else in whichever language there is."""
    words = text.get(language) or text.get(FALLBACK) or next(iter(text.values()), "")
    return Marked(words) if "**" in words else words


class Words:
    """The words of the bot itself: `words.say("es", "menu.title")`."""

    def __init__(self, by_language: Mapping[str, Mapping[str, str]]) -> None:
        self._by_language = by_language

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the bot speaks, English first."""
        return tuple(sorted(self._by_language, key=lambda code: (code != FALLBACK, code)))

    def speaks(self, locale: str | None) -> str | None:
        """Returns the language for a platform's locale (`es-MX`, `es_ES`), or None if it is not spoken."""
        code = (locale or "").replace("_", "-").split("-")[0].lower()
        return code if code in self._by_language else None

    def say(self, language: str, key: str, **values: object) -> str:
        """Returns the words for `key`, its `{placeholders}` filled in. Raises KeyError for an unknown key.

        A value is shown as it is typed; `**bold**` in one counts only where it is `Marked`, as words are.
        """
        words = self._by_language.get(language, {}).get(key) or self._by_language[FALLBACK][key]
        if values:
            words = words.format(**{name: filled_in(value) for name, value in values.items()})
        return Marked(words) if "**" in words else words

    def choosing(self, language: str, action: str) -> str:
        """Returns what the button beside a select says, where it needs one: what choosing there does."""
        key = f"{CHOICES}{action}"
        return self.say(language, key if key in self._by_language[FALLBACK] else "button.go")

    def choices(self) -> tuple[str, ...]:
        """Returns the keys of all such words."""
        return tuple(key for key in self._by_language[FALLBACK] if key.startswith(CHOICES))

    def speaker(self, language: str) -> Say:
        """Returns `say` for one language."""
        return partial(self.say, language)
