"""What Slack tells about a user: locale, zone, name, whose they are, if they administrate; nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from sys import intern
from typing import NamedTuple

from bot.core.background import Bounded, Flights
from bot.core.chat import Role
from bot.core.outside import at, list_at, object_at, text_at
from bot.slack.wire import BROKEN, SlackApi, reason

_log = logging.getLogger("calma.slack")
KNOWN_FOR = 12 * 3600.0  # seconds; somebody who changes their locale sees it the same day
ADMIN_FOR = 900.0  # seconds; whoever is no longer an administrator must not act as one for long
FRESH_FOR = 60.0  # seconds in which nobody who was refused is asked about again
LONGER = 1.2  # seconds more, where what they want to do hangs on it
PATIENCE = 0.8  # seconds; the answer itself must be there within three
MOST_REMEMBERED = 20_000  # people remembered at most, some 500 bytes each
LONGEST_NAME, LONGEST_ZONE = 160, 64  # characters
SLACKBOT = "USLACKBOT"
# Behind an account of which Slack says any of this is no person, or none any more.
_NOBODY = ("deleted", "is_bot", "is_workflow_bot", "is_connector_bot", "is_forgotten")
# Guests are of the workspace, and may be agents as anybody else; they administrate nothing.
_GUEST = ("is_restricted", "is_ultra_restricted")
_RIGHTS = ("is_admin", "is_owner", "is_primary_owner")
_NOT_THERE = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class Profile:
    """A user as far as the coach needs it. `locale` is such as `es-LA`, or "" where Slack does not tell.

    `closed` says that nobody stands behind this account any more, or that nobody ever did; `outside`, that
    they are another company's. `unsure` says that Slack did not tell in time: they may be anybody.
    """

    locale: str = ""
    role: Role = Role.AGENT
    name: str = ""
    zone: str = ""
    closed: bool = False
    outside: bool = False
    unsure: bool = False

    @property
    def is_member(self) -> bool:
        """Whether this is a person of the tenant's own, whom a message gets to."""
        return not self.closed and not self.outside


class _KnownProfile(NamedTuple):
    """A profile, and when Slack told it, by a clock that only goes forward."""

    profile: Profile
    at: float

    @property
    def until(self) -> float:
        """Until when it counts."""
        return self.at + (ADMIN_FOR if self.profile.role is Role.ADMIN else KNOWN_FOR)


class Profiles:
    """The profile of each user, from memory where possible. That Slack does not tell is never remembered."""

    def __init__(self, client: SlackApi, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: Bounded[tuple[str, str], _KnownProfile] = Bounded(MOST_REMEMBERED)
        self._asking: Flights[tuple[str, str], Profile | None] = Flights()
        self._enterprises: dict[str, str] = {}

    async def of(self, team: str, user: str) -> Profile:
        """Returns the user's profile. Where Slack does not tell in time, the one before, without its role.

        Then Slack is asked on, behind the answer: as soon as it tells, it is known.
        """
        known, now = self._known.get((team, user)), self._clock()
        if known and now < known.until:
            if known.profile.role is Role.ADMIN and now > known.at + ADMIN_FOR / 2:
                self._ask_once(team, user)  # ahead, so that no administrator waits for it
            return known.profile
        before = known.profile if known else Profile()
        return await self._in_time(team, user, PATIENCE) or replace(before, role=Role.AGENT, unsure=True)

    async def again(self, team: str, user: str) -> Profile | None:
        """Returns the profile of somebody who was refused, as Slack tells it now.

        None where it does not in time, or did a moment ago.
        """
        known = self._known.get((team, user))
        if known and self._clock() < known.at + FRESH_FOR:
            return None
        return await self._in_time(team, user, PATIENCE)

    async def soon(self, team: str, user: str) -> Profile | None:
        """Returns the profile of somebody whom it was waited for already, in the time there still is."""
        return self.known(team, user) or await self._in_time(team, user, LONGER)

    async def at_last(self, team: str, user: str) -> Profile | None:
        """Returns the profile, whenever Slack tells it; None where it does not for long."""
        return self.known(team, user) or await asyncio.shield(self._ask_once(team, user))

    def known(self, team: str, user: str) -> Profile | None:
        """Returns what is in memory of a user, and counts."""
        known = self._known.get((team, user))
        return known.profile if known and self._clock() < known.until else None

    async def take_in(self, team: str, user: object) -> None:
        """Remembers what Slack tells of a user among others."""
        if id := text_at(user, "id"):
            self._remember(team, id, profile_of({"user": user}, team, await self._enterprise(team, user)))

    def forget_person(self, team: str, user: str) -> None:
        """Remembers nothing of a user any more."""
        self._known.pop((team, user), None)

    async def close(self) -> None:
        """Asks no more."""
        await self._asking.close()

    async def _in_time(self, team: str, user: str, seconds: float) -> Profile | None:
        task = self._ask_once(team, user)
        done, _ = await asyncio.wait([task], timeout=seconds)
        if not done:
            _log.warning("no profile of a user in time")
        return task.result() if done and not task.cancelled() else None

    def _ask_once(self, team: str, user: str) -> asyncio.Task[Profile | None]:
        return self._asking.start((team, user), lambda: self._ask(team, user))

    async def _ask(self, team: str, user: str) -> Profile | None:
        try:
            answer = await self._client.of(team).users_info(user=user, include_locale=True)
            enterprise = await self._enterprise(team, object_at(answer.data, "user"))
        except BROKEN as error:
            _log.warning("no profile of a user: %s", reason(error) or type(error).__name__)
            return self._remember(team, user, Profile(outside=True)) if reason(error) in _NOT_THERE else None
        return self._remember(team, user, profile_of(answer.data, team, enterprise))

    def _remember(self, team: str, user: str, profile: Profile | None) -> Profile | None:
        if profile:
            self._known[intern(team), user] = _KnownProfile(profile, self._clock())
        return profile

    async def _enterprise(self, team: str, user: object) -> str:
        """Returns the enterprise of `team`, where that decides whose `user` is. Raises one of BROKEN.

        Nothing but the bot's own token tells it: a payload may name that of another company.
        """
        theirs = text_at(user, "enterprise_user", "enterprise_id")
        if not theirs or team == theirs or team in list_at(user, "enterprise_user", "teams"):
            return ""
        if team not in self._enterprises:
            own = (await self._client.of(team).auth_test()).data
            known = {text_at(own, "team_id"): text_at(own, "enterprise_id")}
            self._enterprises[team] = known.get(team, "")
        return self._enterprises[team]


def profile_of(answer: object, team: str, enterprise: str = "") -> Profile | None:
    """Returns the user that `users.info` tells of, as a member of `team`; None where it tells of nobody.

    `enterprise` is the one that the team is part of, where somebody could be of it in no other way.
    """
    user = object_at(answer, "user")
    if not user:
        return None
    closed = text_at(user, "id") == SLACKBOT or _is_any(user, _NOBODY)
    outside = _is_any(user, ("is_stranger",)) or not _is_own(user, team, enterprise)
    admin = _administrates(user, team) and not (closed or outside or _is_any(user, _GUEST))
    return Profile(
        locale=intern(text_at(user, "locale")),
        role=Role.ADMIN if admin else Role.AGENT,
        name=(text_at(user, "profile", "display_name") or text_at(user, "real_name"))[:LONGEST_NAME],
        zone=intern(text_at(user, "tz")[:LONGEST_ZONE]),
        closed=closed,
        outside=outside,
    )


def _is_any(user: object, marks: tuple[str, ...]) -> bool:
    return any(at(user, mark) not in (None, False) for mark in marks)


def _is_own(user: object, team: str, enterprise: str) -> bool:
    """Returns whether somebody is of the workspace, or of the enterprise it belongs to."""
    theirs = text_at(user, "enterprise_user", "enterprise_id")
    homes = _workspaces(user) | ({theirs} - {""})
    return not homes or team in homes or bool(enterprise and theirs == enterprise)


def _administrates(user: object, team: str) -> bool:
    """Returns whether somebody of the house administrates the workspace, or the whole enterprise.

    Where the app is for all of an enterprise, whoever administrates one workspace of it leads but a part.
    """
    homes = _workspaces(user)
    of_whole = any(at(user, "enterprise_user", right) is True for right in _RIGHTS)
    # A colleague's rights in another workspace of the enterprise count there.
    here = not homes or team in homes
    return of_whole or (here and any(at(user, right) is True for right in _RIGHTS))


def _workspaces(user: object) -> set[str]:
    teams = (each for each in list_at(user, "enterprise_user", "teams") if isinstance(each, str))
    return {text_at(user, "team_id"), *teams} - {""}
