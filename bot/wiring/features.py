"""All features of the coach: what they answer, what they write, and what they do every day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.coach.boundary import room as boundary
from bot.coach.checkin import room as checkin
from bot.coach.desk import Capability
from bot.coach.drill import room as drill
from bot.coach.drill.results import Floor
from bot.coach.group.capability import GroupRoom
from bot.coach.ledger import Author
from bot.coach.lookup.capability import Lookup
from bot.coach.lookup.keeping import Keeping
from bot.coach.lookup.search import Search
from bot.coach.lookup.view import View
from bot.coach.method.capability import Methods
from bot.coach.mine.home import Home
from bot.coach.mine.saved import Saved
from bot.coach.mine.settings import Settings
from bot.coach.phrasebook import Phrasebook
from bot.coach.roleplay import room as roleplay
from bot.coach.round import room as teamround
from bot.coach.schedule import room as schedule
from bot.coach.talk import Person
from bot.coach.team import capability as team
from bot.coach.team.content import Change, What
from bot.coach.team.office import signed
from bot.wiring.deps import Features, Shared

Daily = Callable[[datetime], Awaitable[object]]


def capabilities(features: Features) -> list[Capability]:
    """Returns what the features answer: all but the front door."""
    shared, stores = features.shared, features.shared.stores

    def book(tenant: str) -> Phrasebook:
        return shared.shelf.of(tenant).book

    lookup = Lookup(shared.shelf, features.lookup)
    return [
        lookup,
        Keeping(shared.shelf, features.lookup),
        Search(shared.shelf, stores.favourites),
        Methods(shared.library, lookup.ask, _phrases),
        Settings(book, stores.people, schedule.settings_button),
        Saved(book, stores.favourites),
        Home(book, stores.favourites, features.trails.recent),
        *boundary.capabilities(features.boundary),
        *drill.capabilities(features.drill),
        drill.results(features.drill, _floor(shared)),
        *roleplay.capabilities(features.roleplay),
        *schedule.capabilities(features.schedule),
        *team.capabilities(features.team),
        *teamround.capabilities(features.rounds),
        GroupRoom(shared.library, stores.groups, shared.rosters, stores.people, shared.runtime.own_id),
        *(checkin.capabilities(features.checkin) if features.checkin else ()),
    ]


def authors(features: Features) -> dict[str, Author]:
    """Returns who writes the notices, by the feature that they are of."""
    shared, stores = features.shared, features.shared.stores
    return {
        boundary.ROOM: boundary.author(features.boundary),
        teamround.ROOM: teamround.author(shared.library, stores.rounds, stores.people),
        schedule.ROOM: schedule.author(features.schedule),
        **({checkin.ROOM: checkin.author(features.checkin)} if features.checkin else {}),
    }


def daily(features: Features) -> list[Daily]:
    """Returns the jobs that run once a day."""
    stores = features.shared.stores
    return [
        boundary.retention(features.boundary),
        drill.retention(stores.drills),
        schedule.retention(features.schedule),
        roleplay.retention(stores.plays),
        teamround.retention(stores.rounds),
        *_checkin_daily(features),
    ]


def _checkin_daily(features: Features) -> list[Daily]:
    kit = features.checkin
    # A period is closed by whoever was in its groups, before somebody new is asked.
    return [checkin.closing(kit), checkin.reminding(kit, features.shared.stores.ledger.add)] if kit else []


def _floor(shared: Shared) -> Floor:
    stores, clock = shared.stores, shared.runtime.clock

    async def noted(person: Person, named: bool) -> None:
        what = What.NAMED if named else What.UNNAMED
        await stores.team.note(person.tenant, Change(what, "", signed(person), clock()))

    return Floor(stores.groups, shared.rosters, stores.people, noted)


def _phrases(situation: str, person: Person) -> str:
    return View(situation, person.channel or "phone", person.industry, first=person.language).encode()
