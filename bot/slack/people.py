"""What Slack tells about a user: locale, zone, name, whether they administrate; nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from sys import intern

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.background import Bounded
from bot.core.chat import Role
from bot.core.outside import at, object_at, text_at
from bot.slack.wire import BROKEN

_log = logging.getLogger("calma.slack")
KNOWN_FOR = 12 * 3600.0  # seconds; somebody who changes their locale sees it the same day
ADMIN_FOR = 900.0  # seconds; whoever is no longer an administrator must not act as one for long
UNKNOWN_FOR = 300.0  # seconds until Slack is asked again after it gave no answer
PATIENCE = 0.8  # seconds; the answer itself must be there within three
MOST_REMEMBERED = 20_000  # people remembered at most, some 500 bytes each
LONGEST_NAME, LONGEST_ZONE = 160, 64  # characters
# Whoever Slack says any of this of is not one of the workspace's own people, whatever else it says of them.
_NOT_OWN = ("deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True)
class Profile:
    """A user as far as the coach needs it. `locale` is such as `es-LA`, or "" where Slack does not tell.

    `closed` says that nobody stands behind this account any more, or that nobody ever did.
    """

    locale: str = ""
    role: Role = Role.AGENT
    name: str = ""
    zone: str = ""
    bot: bool = False
    closed: bool = False


class Profiles:
    """The profile of each user, from memory where possible."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: Bounded[tuple[str, str], tuple[Profile, float]] = Bounded(MOST_REMEMBERED)

    async def of(self, team: str, user: str) -> Profile:
        """Returns the user's profile. Where Slack does not tell in time, the one before, without its role."""
        known = self._known.get((team, user))
        if known and known[1] > self._clock():
            return known[0]
        told = await self._ask(team, user)
        profile = told or replace(known[0] if known else Profile(), role=Role.AGENT)
        self._known[intern(team), user] = (profile, self._clock() + _lifetime(told))
        return profile

    async def _ask(self, team: str, user: str) -> Profile | None:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.users_info(user=user, include_locale=True)
        except BROKEN as error:
            _log.warning("no profile of a user: %s", type(error).__name__)
            return None
        return profile_of(answer.data, team)


def profile_of(answer: object, team: str) -> Profile | None:
    """Returns the user that `users.info` tells of, as a member of `team`; None where it tells of nobody."""
    user = object_at(answer, "user")
    if not user:
        return None
    bot = at(user, "is_bot") is True or text_at(user, "id") == "USLACKBOT"
    admin = _administrates(user) and _is_own(user, team)
    return Profile(
        locale=intern(text_at(user, "locale")),
        role=Role.ADMIN if admin else Role.AGENT,
        name=(text_at(user, "profile", "display_name") or text_at(user, "real_name"))[:LONGEST_NAME],
        zone=intern(text_at(user, "tz")[:LONGEST_ZONE]),
        bot=bot,
        closed=bot or at(user, "deleted") is True,
    )


def _administrates(user: object) -> bool:
    return at(user, "is_admin") is True or at(user, "is_owner") is True


def _is_own(user: object, team: str) -> bool:
    """Returns whether somebody is a full member of the workspace, or of the enterprise it belongs to."""
    if any(at(user, mark) not in (None, False) for mark in _NOT_OWN):
        return False
    homes = {text_at(user, "team_id"), text_at(user, "enterprise_user", "enterprise_id")} - {""}
    within = at(user, "enterprise_user", "teams")
    return not homes or team in homes or (isinstance(within, list) and team in within)


def _lifetime(profile: Profile | None) -> float:
    if profile is None:
        return UNKNOWN_FOR
    return ADMIN_FOR if profile.role is Role.ADMIN else KNOWN_FOR
