"""What gives an own question away to whoever never reads its moment: told as a hint, and never refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

from bot.core.quiz import QuizItem, QuizKind
from bot.core.words import Say
from bot.features.team.alike import words
from bot.features.team.deps import TeamDeps
from bot.features.team.model import EntryKind, OwnItem

LONGER = 1.2  # times the next longest, from which on the best option shows by its length
_WORD = 5  # letters of a word that tells something
_NUMBER = re.compile(r"\d")


def giveaways(item: QuizItem, language: str) -> Iterator[str]:
    """Yields what sets the best option apart in one language: `longest`, `number`, `echo`."""
    texts = [option.text.get(language, "") for option in item.options]
    if item.kind not in (QuizKind.BEST, QuizKind.NEED) or not all(texts):
        return
    best, others = texts[item.key], [text for n, text in enumerate(texts) if n != item.key]
    if len(best) >= LONGER * max(map(len, others)):
        yield "longest"
    if _NUMBER.search(best) and not any(map(_NUMBER.search, others)):
        yield "number"
    moment = _telling(item.stem.get(language, ""))
    if moment & _telling(best) and not any(moment & _telling(text) for text in others):
        yield "echo"


def hints(item: QuizItem, language: str, say: Say) -> list[str]:
    """Returns the hints for one question, in words."""
    return [say(f"team.item.tells.{code}") for code in giveaways(item, language)]


async def bank_warning(deps: TeamDeps, tenant: str, say: Say) -> str:
    """Returns what a team's questions together give away, "" where that is no more than chance."""
    warning = await asyncio.to_thread(
        deps.judge, await _items(deps, tenant)
    )  # a small model learns from them
    if warning is None:
        return ""
    which = say(f"language.{warning.language}")
    text = say("team.item.bank", share=warning.share, which=which)
    if warning.rule:
        sign = say(f"team.item.sign.{warning.rule.replace(' ', '-')}")
        return f"{text} {say('team.item.bank_rule', sign=sign)}"
    if warning.words:
        named = ", ".join(say("team.item.bank_word", word=word) for word in warning.words)
        return f"{text} {say('team.item.bank_words', words=named)}"
    return text


async def apart_count(deps: TeamDeps, tenant: str, language: str) -> int:
    """Returns how many of a team's questions have a best option that is set apart from the others."""
    return await asyncio.to_thread(_apart, await _items(deps, tenant), language)


def _apart(items: list[QuizItem], language: str) -> int:
    return sum(any(giveaways(item, language)) for item in items)


async def _items(deps: TeamDeps, tenant: str) -> list[QuizItem]:
    entries = await deps.store.find_entries(tenant, EntryKind.ITEM)
    return [entry.content.item for entry in entries if isinstance(entry.content, OwnItem)]


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) >= _WORD)
