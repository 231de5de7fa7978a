"""All rooms of the coach, put together: the one place that knows each of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.coach.behind import Behind
from bot.coach.boundary import room as boundary
from bot.coach.boundary.kit import Kit
from bot.coach.checkin import room as checkin_room
from bot.coach.checkin.kit import Kit as CheckinKit
from bot.coach.checkin.reminders import Add
from bot.coach.desk import Capability
from bot.coach.drill import room as drill
from bot.coach.drill.kit import Kit as DrillKit
from bot.coach.drill.lately import Lately
from bot.coach.drill.results import Floor, Told
from bot.coach.group.capability import GroupRoom
from bot.coach.ledger import Author
from bot.coach.library import Library
from bot.coach.lookup.capability import Lookup
from bot.coach.lookup.keeping import Keeping
from bot.coach.lookup.needs import Needs
from bot.coach.lookup.search import Search
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.view import View
from bot.coach.method.capability import Methods
from bot.coach.mine.home import Home
from bot.coach.mine.memory import Recent
from bot.coach.mine.saved import Saved
from bot.coach.mine.settings import Settings
from bot.coach.outcome.rankings import Rankings
from bot.coach.phrasebook import Phrasebook
from bot.coach.roleplay import room as roleplay
from bot.coach.roleplay.kit import Kit as RoleplayKit
from bot.coach.round import room as teamround
from bot.coach.round.kit import Kit as RoundKit
from bot.coach.schedule import room as schedule
from bot.coach.schedule.kit import Kit as ScheduleKit
from bot.coach.schedule.receiving import Finishing
from bot.coach.talk import Person
from bot.coach.team import capability as team
from bot.coach.team.content import Change, What
from bot.coach.team.office import Office, signed
from bot.coach.world import Stores, World

Daily = Callable[[datetime], Awaitable[object]]


def rooms(library: Library, shelf: Shelf, stores: Stores, behind: Behind, world: World) -> list[Capability]:
    """Returns all capabilities but the front door."""
    recent, lately = Recent(), Lately(world.clock)
    needs = Needs(
        people=stores.people,
        favourites=stores.favourites,
        outcomes=stores.outcomes,
        rising=Rankings(stores.outcomes, behind, world.seconds),
        trail=Trails(recent, lately),
        unfound=world.unfound,
        behind=behind,
        clock=world.clock,
        ticket=world.ticket,
    )

    def book(tenant: str) -> Phrasebook:
        return shelf.of(tenant).book

    lookup, drills = Lookup(shelf, needs), drill_kit(shelf, stores, world, lately)
    return [
        lookup,
        Keeping(shelf, needs),
        Search(shelf, stores.favourites),
        Methods(library, lookup.ask, _phrases),
        Settings(book, stores.people, schedule.settings_button),
        Saved(book, stores.favourites),
        Home(book, stores.favourites, recent),
        *boundary.capabilities(boundary_kit(library, stores, world)),
        *drill.capabilities(drills),
        drill.results(drills, _floor(stores, world)),
        *roleplay.capabilities(_roleplays(library, stores, world, recent)),
        *schedule.capabilities(schedule_kit(library, shelf, stores, world, lately)),
        *team.capabilities(_office(library, shelf, stores, world)),
        *teamround.capabilities(round_kit(library, shelf, stores, world)),
        GroupRoom(library, stores.groups, world.rosters, stores.people, world.new_id),
        *(checkin_room.capabilities(kit) if (kit := checkin_kit(library, stores, behind, world)) else ()),
    ]


def authors(
    library: Library, stores: Stores, kit: Kit, asking: CheckinKit | None, schedules: ScheduleKit
) -> dict[str, Author]:
    """Returns who writes the notices, by room."""
    return {
        boundary.ROOM: boundary.author(kit),
        teamround.ROOM: teamround.author(library, stores.rounds, stores.people),
        schedule.ROOM: schedule.author(schedules),
        **({checkin_room.ROOM: checkin_room.author(asking)} if asking else {}),
    }


def daily(stores: Stores, kit: Kit, schedules: ScheduleKit) -> list[Daily]:
    """Returns the jobs that run once a day: they delete what has been kept long enough."""
    return [
        boundary.Retention(kit),
        drill.Retention(stores.drills),
        schedule.Retention(schedules),
        roleplay.Retention(stores.plays),
        teamround.Retention(stores.rounds),
    ]


def boundary_kit(library: Library, stores: Stores, world: World) -> Kit:
    """Returns what the boundary works with; its notices and its daily job need it too."""
    kept = stores.boundary
    return Kit(library, kept.incidents, kept.policies, stores.people, world.clock, world.ticket)


def checkin_daily(kit: CheckinKit | None, add: Add) -> list[Daily]:
    """Returns the self-check's daily jobs; `add` keeps notices until they are sent."""
    # A period is closed by whoever was in its groups, before somebody new is asked.
    return [checkin_room.closing(kit), checkin_room.reminding(kit, add)] if kit else []


def checkin_kit(library: Library, stores: Stores, behind: Behind, world: World) -> CheckinKit | None:
    """Returns what the self-check works with, or None where the phrasebook asks nothing."""
    if world.guide is None:
        return None
    return CheckinKit(
        library,
        world.guide,
        stores.checkin,
        stores.groups,
        world.rosters,
        stores.people,
        behind,
        world.clock,
        world.report,
    )


@dataclass(frozen=True, slots=True)
class Trails:
    """What a person looked up, for their home page and for what they practise."""

    recent: Recent
    lately: Lately

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`."""
        self.recent.looked_up(person, situation, value)
        self.lately.looked_up(person, situation)


def drill_kit(shelf: Shelf, stores: Stores, world: World, lately: Lately) -> DrillKit:
    """Returns what the drills work with."""

    def nearest(tenant: str, text: str) -> str:
        found = shelf.of(tenant).find(text)
        return next(iter(found.nearest), "") if found.confident else ""

    return DrillKit(
        book=lambda tenant: shelf.of(tenant).book,
        bank=lambda tenant: shelf.of(tenant).book.quiz,
        drills=stores.drills,
        clock=world.clock,
        new_id=world.ticket,
        dice=world.dice,
        lately=lately.of,
        nearest=nearest,
        told=Told(stores.drills.figures, lambda tenant: shelf.of(tenant).book.words),
        finished=Finishing(stores.schedule.attendance, world.clock),
    )


def schedule_kit(
    library: Library, shelf: Shelf, stores: Stores, world: World, lately: Lately | None = None
) -> ScheduleKit:
    """Returns what drills by schedule work with; their author and their jobs need it too."""
    return ScheduleKit(
        library=library,
        kept=stores.schedule,
        ledger=stores.ledger,
        groups=stores.groups,
        rosters=world.rosters,
        people=stores.people,
        drills=drill.starter(drill_kit(shelf, stores, world, lately or Lately(world.clock))),
        rounds=teamround.opening(round_kit(library, shelf, stores, world)),
        clock=world.clock,
        new_id=world.new_id,
        withdraw=world.withdrawals.withdraw,
        report=world.report,
    )


def _floor(stores: Stores, world: World) -> Floor:
    async def noted(person: Person, named: bool) -> None:
        what = What.NAMED if named else What.UNNAMED
        await stores.team.note(person.tenant, Change(what, "", signed(person), world.clock()))

    return Floor(stores.groups, world.rosters, stores.people, noted)


def round_kit(library: Library, shelf: Shelf, stores: Stores, world: World) -> RoundKit:
    """Returns what team rounds work with; whoever schedules them needs it too."""
    keep = team.phrase_form(_office(library, shelf, stores, world))
    return RoundKit(library, stores.rounds, stores.ledger, world.clock, world.ticket, keep)


def _roleplays(library: Library, stores: Stores, world: World, recent: Recent) -> RoleplayKit:
    def needed(person: Person) -> tuple[str, ...]:
        return tuple(situation for situation, _ in recent.of(person))

    return RoleplayKit(library, stores.plays, world.clock, world.ticket, needed)


def _office(library: Library, shelf: Shelf, stores: Stores, world: World) -> Office:
    def nearest(tenant: str, text: str) -> str:
        return next(iter(shelf.of(tenant).find(text).nearest), "")

    return Office(
        library=library,
        records=stores.team,
        misses=stores.misses,
        people=stores.people,
        lint=world.lint,
        exchange=world.exchange,
        clock=world.clock,
        new_id=world.new_id,
        changed=world.tenants.changed,
        nearest=nearest,
    )


def _phrases(situation: str, person: Person) -> str:
    return View(situation, person.channel or "phone", person.industry, first=person.language).encode()
