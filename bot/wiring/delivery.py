"""Who drains the ledger in this process: a loop of its own on one machine, a share of the work on several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot import slack, teams
from bot.config import Config, Windows
from bot.core.card import Card, Note
from bot.core.words import Words
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Limit, SendRates


class Post(Protocol):
    """Sends what is due from `start` to `close`."""

    async def start(self) -> None: ...

    async def close(self) -> None: ...


async def opened(settings: Config, drainer: Drainer, report: Callable[[BaseException], str]) -> Post:
    """Returns what drains the ledger. Raises CalmaError where the database is of another version."""
    if not settings.several:
        return drainer
    from bot.delivery import queue  # procrastinate comes with it: one machine does without

    await queue.check_schema(settings.database_url)
    return queue.Queue(settings.database_url, drainer, report, listens=not settings.pooled)


def send_rates(settings: Config) -> dict[str, SendRates]:
    """Returns the pace of each platform, by the settings."""
    pace = settings.pace
    return {
        slack.PLATFORM: SendRates(
            per_second=pace.slack_per_second,
            conversation=_limits(pace.slack_conversation),
            lookups=pace.slack_lookups,
        ),
        teams.PLATFORM: SendRates(
            lane=_limits(pace.teams_tenant), conversation=_limits(pace.teams_conversation)
        ),
    }


def marking(words: Callable[[], Words]) -> Callable[[Card], Card]:
    """Returns what marks a card that may arrive for the second time."""

    def marked(card: Card) -> Card:
        note = Note(words().say(card.language, "delivery.again"))
        return replace(card, elements=(note, *card.elements))

    return marked


def _limits(windows: Windows) -> tuple[Limit, ...]:
    return tuple(Limit(count, length) for count, length in windows)
