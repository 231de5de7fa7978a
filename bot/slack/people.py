"""What Slack tells about a user: locale, zone, name, whether they administrate; nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.background import Bounded
from bot.core.chat import Role

_NEVER_ADMIN = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
_log = logging.getLogger("calma.slack")
KNOWN_FOR = 12 * 3600.0  # seconds; somebody who changes their locale sees it the same day
ADMIN_FOR = 900.0  # seconds; whoever is no longer an administrator must not act as one for long
UNKNOWN_FOR = 300.0  # seconds until Slack is asked again after it gave no answer
PATIENCE = 0.8  # seconds; the answer itself must be there within three
MOST_REMEMBERED = 100_000  # people remembered at most


@dataclass(frozen=True, slots=True)
class Profile:
    """A user as far as the coach needs it. `locale` is such as `es-LA`, or "" where Slack does not tell."""

    locale: str = ""
    role: Role = Role.AGENT
    name: str = ""
    zone: str = ""
    bot: bool = False


class Profiles:
    """The profile of each user, from memory where possible."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: Bounded[tuple[str, str], tuple[Profile, float]] = Bounded(MOST_REMEMBERED)

    async def of(self, team: str, user: str) -> Profile:
        """Returns the user's profile, an empty one where Slack does not tell in time."""
        known = self._known.get((team, user))
        if known and known[1] > self._clock():
            return known[0]
        profile = await self._ask(user)
        self._known[team, user] = (profile or Profile(), self._clock() + _lifetime(profile))
        return profile or Profile()

    async def _ask(self, user: str) -> Profile | None:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.users_info(user=user, include_locale=True)
        except (SlackClientError, ClientError, OSError, TimeoutError) as error:
            _log.warning("no profile of a user: %s", type(error).__name__)
            return None
        user_data: dict[str, object] = answer.get("user") or {}
        admin = bool(user_data.get("is_admin") or user_data.get("is_owner"))
        admin = admin and not any(user_data.get(flag) for flag in _NEVER_ADMIN)
        shown = user_data.get("profile")
        name = (shown.get("display_name") if isinstance(shown, dict) else "") or user_data.get("real_name")
        return Profile(
            locale=str(user_data.get("locale") or ""),
            role=Role.ADMIN if admin else Role.AGENT,
            name=str(name or ""),
            zone=str(user_data.get("tz") or ""),
            bot=bool(user_data.get("is_bot")) or user_data.get("id") == "USLACKBOT",
        )


def _lifetime(profile: Profile | None) -> float:
    if profile is None:
        return UNKNOWN_FOR
    return ADMIN_FOR if profile.role is Role.ADMIN else KNOWN_FOR
