"""Who looks at the report's page: by a link that opens once, asked for in chat, and a session after it.

Nobody signs in on the page itself. What opens it is known by its hash alone, so that whoever reads the
database opens nothing; and only whoever has the installation's key can make what looks like one of ours, so
that what is made up is refused before anything is looked for.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlencode

from bot.core.chat import Person
from bot.core.errors import CalmaError
from bot.core.people import Clock

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=8)
ENTRANCE = "/report/enter"
_SECRET, _MARK = 32, 12  # bytes: what nobody can guess, and what only whoever has the key can write
_SHAPE = re.compile(r"[A-Za-z0-9_-]{59}", re.ASCII)
# Returns somebody as they are now, if the report is for them; None if not, or not any more.
PersonCheck = Callable[[Person], Awaitable[Person | None]]


@dataclass(frozen=True, slots=True)
class ReportSession:
    """Whose link or session it is, until when it is good, and the hash of the link that it began with."""

    tenant: str
    platform: str
    user_id: str
    language: str
    until: datetime
    link: str

    @property
    def person(self) -> Person:
        """Who it is, as far as it tells: what they may do is asked anew each time."""
        return Person(self.tenant, self.platform, self.user_id, self.language)


class ReportSessionStore(Protocol):
    """One link or session of each person, known by hashes. Times are in whole seconds."""

    async def keep_link(self, session: ReportSession) -> None:
        """Stores a link that nobody opened yet, in place of the person's link or session before."""

    async def redeem_link(self, link: str, session: str, now: datetime, until: datetime) -> bool:
        """Has a link begin a session; False where there is none, it is over, or somebody opened it before.

        Of any number who do so at once, one gets True.
        """

    async def find_session(self, session: str, now: datetime) -> ReportSession | None:
        """Returns a session that is good at `now`; None also where its person has gone."""

    async def end_session(self, session: str) -> None:
        """Ends a session; one that is not there is no mistake."""

    async def revoke_person(self, tenant: str, user_id: str) -> None:
        """Ends a person's session, and their link with it."""

    async def purge_sessions(self, before: datetime) -> int:
        """Deletes what was over before then; returns how many those were."""


class TokenSigning:
    """Makes tokens that nobody can guess, and tells those it made from all others without looking them up."""

    def __init__(self, key: bytes, chance: Callable[[int], bytes]) -> None:
        self._key, self._chance = key, chance

    def new_token(self, use: str) -> str:
        """Returns a token for one use: 59 letters, digits, `-` and `_`, with 256 bits of chance."""
        secret = _text(self._chance(_SECRET))
        return secret + self._mark(use, secret)

    def is_genuine(self, use: str, token: str) -> bool:
        """Returns whether a token was made here, for that use."""
        if not _SHAPE.fullmatch(token):
            return False
        length = len(token) - _MARK * 4 // 3
        return hmac.compare_digest(token[length:], self._mark(use, token[:length]))

    def _mark(self, use: str, secret: str) -> str:
        return _text(hmac.digest(self._key, f"report {use} {secret}".encode(), "sha256")[:_MARK])


class NotManager(CalmaError):
    """Whoever opened the report may not see it any more; their session is over."""


class ReportLinks:
    """Gives managers links to the report's page, and tells who opened one.

    `address` returns where the app is reached by a person's browser, "" where it is not. Nobody may see the
    report until `check_by` has said who tells that.
    """

    def __init__(
        self,
        store: ReportSessionStore,
        tokens: TokenSigning,
        clock: Clock,
        address: Callable[[Person], str],
        check: PersonCheck | None = None,
    ) -> None:
        self._store, self._tokens, self._clock = store, tokens, clock
        self._address, self._check = address, check or _nobody

    def check_by(self, check: PersonCheck) -> None:
        """Has `check` tell who may see the report, at each request."""
        self._check = check

    async def issue(self, person: Person) -> str:
        """Returns the address of a link that opens once within LINK_LASTS; "" where no browser gets there.

        Whoever asks has seen to it that the person may have it. It ends the link or session that they had.
        """
        address = self._address(person)
        if not address:
            return ""
        token, until = self._tokens.new_token("link"), self._clock() + LINK_LASTS
        await self._store.keep_link(
            ReportSession(
                person.tenant, person.platform, person.user_id, person.language, until, hashed(token)
            )
        )
        return f"{address}{ENTRANCE}?{urlencode({'language': person.language, 'token': token})}"

    def address_of(self, person: Person) -> str:
        """Returns where a person's browser reaches the app, "" where it does not."""
        return self._address(person)

    def is_link(self, token: str) -> bool:
        """Returns whether a link was ever made here, without looking it up."""
        return self._tokens.is_genuine("link", token)

    def is_session(self, token: str) -> bool:
        """Returns whether a session was ever made here, without looking it up."""
        return self._tokens.is_genuine("session", token)

    async def redeem(self, token: str) -> str:
        """Returns the token of the session that a link begins; "" where it opens nothing, or nothing more."""
        if not self.is_link(token):
            return ""
        session, now = self._tokens.new_token("session"), self._clock()
        begun = await self._store.redeem_link(hashed(token), hashed(session), now, now + SESSION_LASTS)
        return session if begun else ""

    async def find(self, token: str) -> ReportSession | None:
        """Returns a session by its token, if it is good; it does not tell whether the report is for them."""
        if not self.is_session(token):
            return None
        return await self._store.find_session(hashed(token), self._clock())

    async def person_of(self, session: ReportSession, token: str) -> Person:
        """Returns who has a session, as they are now.

        Raises NotManager, once the session is ended, where the report is not for them any more, and
        CalmaError where nobody can tell.
        """
        person = await self._check(session.person)
        if person is None:
            await self.end(token)
            raise NotManager("the report is for managers, and whoever opened it is none any more")
        return person

    async def end(self, token: str) -> None:
        """Ends a session by its token."""
        if self.is_session(token):
            await self._store.end_session(hashed(token))

    async def revoke(self, tenant: str, user_id: str) -> None:
        """Ends whatever a person has open, and the link that they did not open yet."""
        await self._store.revoke_person(tenant, user_id)


async def _nobody(person: Person) -> None:
    """Returns that the report is not for them."""


def hashed(token: str) -> str:
    """Returns what a token is known by where it is stored."""
    return sha256(token.encode()).hexdigest()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
