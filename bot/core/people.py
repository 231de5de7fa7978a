"""People: what is stored about them, and what they chose. And two things that nearly all are given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.chat import Person, Role
from bot.core.edge import Address
from bot.core.shift import Shift
from bot.core.words import FALLBACK


class Clock(Protocol):
    """Tells the time; the coach never reads it by itself."""

    def __call__(self) -> datetime:
        """Returns now, in UTC."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; "" means not chosen, and the platform or the words decide.

    `shift` is when they work, None where they did not tell.
    """

    language: str = ""
    channel: str = ""
    industry: str = ""
    country: str = ""
    heavy_topics: bool = False
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class PlatformProfile:
    """What a platform told of a person at their last turn; "" where it did not.

    `language` is the one they chose, else that of their platform. It is what is written to them in unasked.
    `shift` and `country` are those they told the coach.
    """

    name: str = ""
    language: str = ""
    zone: str = ""
    shift: Shift | None = None
    country: str = ""


class PeopleStore(Protocol):
    """What is stored about people. `complete_person` is asked at every turn, so it answers from memory."""

    async def complete_person(self, person: Person) -> Person:
        """Returns the person with the role they were appointed to and the preferences they chose.

        Stores what the platform tells of them, behind the answer. What an edge does not tell (a `person` of
        which only the id is known has `language` "") comes from what it told last.
        """

    async def chosen_preferences(self, person: Person) -> Preferences:
        """Returns what a person chose, and nothing that was filled in for them; from memory."""

    async def keep_preferences(self, person: Person, preferences: Preferences) -> None:
        """Stores what a person chose, in place of what they chose before."""

    async def note_channel(self, person: Person, channel: str) -> None:
        """Stores the channel a person used last; it counts where they chose none."""

    async def find_profiles(self, tenant: str, user_ids: Iterable[str]) -> Mapping[str, PlatformProfile]:
        """Returns what the platform told of people at their last turn; whoever had none is left out."""

    async def appoint_person(self, tenant: str, user_id: str, role: Role) -> None:
        """Gives somebody of the tenant a role; AGENT takes it away."""

    async def appointed_people(self, tenant: str, role: Role) -> tuple[str, ...]:
        """Returns the user ids of the tenant that were appointed to just this role, in order."""

    def note_there(self, person: Person, now: datetime) -> None:
        """Has it stored, behind the answer, that somebody turned to the coach in this week.

        Whoever was noted as gone is there again.
        """

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Keeps nothing of people in memory, nor on its way to be stored."""


async def reader_of(people: PeopleStore, to: Address, language: str) -> Person:
    """Returns who reads what is sent to an address unasked.

    In `language` is read what goes to a channel, and to whoever never turned to the coach: better than a
    guess.
    """
    person = Person(to.tenant, to.platform, to.id, language="")
    if to.channel:
        return replace(person, language=language)
    known = await people.complete_person(person)
    met = await people.find_profiles(to.tenant, [to.id])
    profile = met.get(to.id)
    tells = bool(profile and profile.language) or bool((await people.chosen_preferences(person)).language)
    return known if tells else replace(known, language=language)


def week_of(now: datetime) -> int:
    """Returns the week that a time is in, by its first moment: when somebody was there, told no closer."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - timedelta(days=now.weekday())).timestamp())


def completed(
    person: Person, preferences: Preferences, role: Role, used: str = "", met: PlatformProfile | None = None
) -> Person:
    """Returns `person` with what is stored: the higher role; the channel used last, if none is chosen."""
    met = met or PlatformProfile()
    return replace(
        person,
        language=preferences.language or person.language or met.language or FALLBACK,
        channel=preferences.channel or used,
        industry=preferences.industry,
        country=preferences.country,
        heavy_topics=preferences.heavy_topics,
        shift=preferences.shift,
        role=person.role if person.closed or person.outside else max(person.role, role),
        name=person.name or met.name,
        zone=person.zone or met.zone,
    )


def profile_now(person: Person, before: PlatformProfile) -> PlatformProfile:
    """Returns what is known of a person from their platform, now that they turned to the coach."""
    return PlatformProfile(
        person.name or before.name, person.language or before.language, person.zone or before.zone
    )


def as_chosen(met: PlatformProfile, preferences: Preferences) -> PlatformProfile:
    """Returns what is known of a person, with what they chose."""
    return replace(
        met,
        language=preferences.language or met.language,
        shift=preferences.shift,
        country=preferences.country,
    )


@dataclass(frozen=True, slots=True)
class Favourite:
    """A phrase that a person saved, by its id and its situation's. `at` is in UTC, in whole seconds."""

    phrase: str
    situation: str
    at: datetime


class FavouriteStore(Protocol):
    """The phrases that people saved for themselves."""

    async def favourites_of(self, person: Person) -> tuple[Favourite, ...]:
        """Returns what a person saved, newest first."""

    async def save_favourite(self, person: Person, favourite: Favourite) -> None:
        """Stores a phrase; one that is saved already becomes the newest.

        Raises TooMany where the person has saved as many as they may.
        """

    async def remove_favourite(self, person: Person, phrase: str) -> None:
        """Forgets a phrase; one that is not there is no mistake."""
