"""What the coach needs from outside. Each port has a twin in memory, here or in its capability's room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.talk import Person, Role
from bot.coach.words import FALLBACK


class Unfound(Protocol):
    """Where look-ups go that found nothing."""

    def noticed(self, person: Person, text: str, language: str) -> None:
        """Takes note behind the answer: returns at once, and never raises."""


class Clock(Protocol):
    """Tells the time; the coach never reads it by itself."""

    def __call__(self) -> datetime:
        """Returns now, in UTC."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; "" means not chosen, and the platform or the words decide."""

    language: str = ""
    channel: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """What a platform told of a person at their last turn; "" where it did not.

    `language` is the one they chose, else that of their platform. It is what is written to them in unasked.
    """

    name: str = ""
    language: str = ""
    zone: str = ""


class People(Protocol):
    """What is kept about people. `known` is asked at every turn, so it answers from memory."""

    async def known(self, person: Person) -> Person:
        """Returns the person with the role they were appointed to and the preferences they chose.

        Keeps what the platform tells of them, behind the answer. What an edge does not tell (a `person` of
        which only the id is known has `language` "") comes from what it told last.
        """

    async def chosen(self, person: Person) -> Preferences:
        """Returns what a person chose, and nothing that was filled in for them. From memory, as `known`."""

    async def prefer(self, person: Person, preferences: Preferences) -> None:
        """Keeps what a person chose, in place of what they chose before."""

    async def used(self, person: Person, channel: str) -> None:
        """Keeps the channel a person used last; it counts where they chose none."""

    async def met(self, tenant: str, user_ids: Iterable[str]) -> Mapping[str, Met]:
        """Returns what the platform told of people at their last turn; whoever had none is left out."""

    async def appoint(self, tenant: str, user_id: str, role: Role) -> None:
        """Gives somebody of the tenant a role; AGENT takes it away."""

    async def appointed(self, tenant: str, role: Role) -> tuple[str, ...]:
        """Returns the user ids of the tenant that were appointed to just this role, in order."""


class PeopleInMemory:
    """`People` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._preferences: dict[tuple[str, str], Preferences] = {}
        self._roles: dict[tuple[str, str], Role] = {}
        self._used: dict[tuple[str, str], str] = {}
        self._met: dict[tuple[str, str], Met] = {}

    async def known(self, person: Person) -> Person:
        key = (person.tenant, person.user_id)
        role, used = self._roles.get(key, Role.AGENT), self._used.get(key, "")
        met = self._met[key] = met_now(person, self._met.get(key, Met()))
        return completed(person, self._preferences.get(key, Preferences()), role, used, met)

    async def met(self, tenant: str, user_ids: Iterable[str]) -> Mapping[str, Met]:
        keys = {id: (tenant, id) for id in user_ids}
        return {
            id: chosen_in(self._met[key], self._preferences.get(key, Preferences()))
            for id, key in keys.items()
            if key in self._met
        }

    async def chosen(self, person: Person) -> Preferences:
        return self._preferences.get((person.tenant, person.user_id), Preferences())

    async def prefer(self, person: Person, preferences: Preferences) -> None:
        self._preferences[person.tenant, person.user_id] = preferences

    async def used(self, person: Person, channel: str) -> None:
        self._used[person.tenant, person.user_id] = channel

    async def appoint(self, tenant: str, user_id: str, role: Role) -> None:
        self._roles[tenant, user_id] = role

    async def appointed(self, tenant: str, role: Role) -> tuple[str, ...]:
        return tuple(sorted(user for (t, user), has in self._roles.items() if t == tenant and has == role))


def completed(
    person: Person, preferences: Preferences, role: Role, used: str = "", met: Met | None = None
) -> Person:
    """Returns `person` with what is kept about them: the higher role; the last channel, if none is chosen."""
    met = met or Met()
    return replace(
        person,
        language=preferences.language or person.language or met.language or FALLBACK,
        channel=preferences.channel or used,
        industry=preferences.industry,
        role=max(person.role, role),
        name=person.name or met.name,
        zone=person.zone or met.zone,
    )


def met_now(person: Person, before: Met) -> Met:
    """Returns what is known of a person from their platform, now that they turned to the coach."""
    return Met(person.name or before.name, person.language or before.language, person.zone or before.zone)


def chosen_in(met: Met, preferences: Preferences) -> Met:
    """Returns what is known of a person, in the language they chose."""
    return replace(met, language=preferences.language or met.language)


@dataclass(frozen=True, slots=True)
class Favourite:
    """A phrase that a person saved, by its id and its situation's. `at` is in UTC, in whole seconds."""

    phrase: str
    situation: str
    at: datetime


class Favourites(Protocol):
    """The phrases that people saved for themselves."""

    async def of(self, person: Person) -> tuple[Favourite, ...]:
        """Returns what a person saved, newest first."""

    async def save(self, person: Person, favourite: Favourite) -> None:
        """Keeps a phrase; one that is saved already becomes the newest."""

    async def remove(self, person: Person, phrase: str) -> None:
        """Forgets a phrase; one that is not there is no mistake."""


class Outcome(Enum):
    """How a contact went on after a look-up."""

    CALMED = "calmed"
    NO_CHANGE = "no_change"
    ESCALATED = "escalated"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person told of a look-up: the outcome, and the ids of the phrases that they were shown.

    `ticket` names the look-up: it counts once.
    """

    ticket: str
    outcome: Outcome
    situation: str
    phrases: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was followed by calm, of all the times that an outcome was told."""

    calmed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """How often an outcome of a situation was told in a week; `week` is its ISO name, like `2026-W48`."""

    week: str
    situation: str
    outcome: Outcome
    count: int


class Outcomes(Protocol):
    """What came of look-ups, counted; who told what is not kept."""

    async def tell(self, person: Person, told: Told) -> bool:
        """Counts an outcome, for its situation and each phrase. Returns whether it is its ticket's first."""

    async def tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        """Returns the tally of each phrase of each situation of the tenant, over all weeks."""

    async def weeks(self, tenant: str, first: str, last: str) -> tuple[Week, ...]:
        """Returns the counts from the week `first` to `last`, by week, situation and outcome."""


def iso_week(at: datetime) -> str:
    """Returns the ISO week of a moment, like `2026-W48`."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"
