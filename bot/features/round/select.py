"""Which customer's line a scheduled round is about. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Prompt
from bot.features.round.model import lot

REMEMBERED = 15  # rounds whose lines do not come again by a schedule


def prompts_about(book: Phrasebook, topic: str) -> list[Prompt]:
    """Returns the lines about a topic: a situation or an industry; all of them where none is about it."""
    prompts, topic = list(book.prompts.values()), book.situation_now(topic)
    about = [prompt for prompt in prompts if topic == prompt.situation or topic in prompt.industries]
    return about or prompts


def select_prompt(prompts: Iterable[Prompt], recent: tuple[str, ...], chance: str) -> Prompt | None:
    """Returns the line whose turn it is: one that was not used lately, else the one used longest ago.

    `recent` are ids, the newest first. `chance` is any text, and decides between those that are as good.
    """

    def rank(prompt: Prompt) -> tuple[int, bytes]:
        ago = recent.index(prompt.id) if prompt.id in recent else len(recent)
        return -ago, lot(chance, prompt.id)

    return min(prompts, key=rank, default=None)
