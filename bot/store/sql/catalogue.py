"""What every table holds of a person, for how long, and what erasing them does to it.

`docs/trust/retention.md` tells the same in words; tests hold the two together, and miss no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

import sqlalchemy as sa

from bot.core import retention
from bot.core.personal import NAMELESS, Area
from bot.store.sql import checkin_tables as checkin
from bot.store.sql import drill_tables, groups, ledger_tables, misses, outcomes, policies, safety
from bot.store.sql import schedule_tables as schedule
from bot.store.sql.activity_tables import activity
from bot.store.sql.alerts import alerts
from bot.store.sql.digests import digests
from bot.store.sql.edge import references
from bot.store.sql.favourites import favourites
from bot.store.sql.incidents import incidents
from bot.store.sql.learning_tables import agreements, waiting
from bot.store.sql.minutes import minute_invitations, minute_offers, minutes
from bot.store.sql.people import people
from bot.store.sql.restrictions import restrictions
from bot.store.sql.roleplays import roleplays
from bot.store.sql.rounds import round_replies, round_votes, rounds
from bot.store.sql.sessions import report_sessions
from bot.store.sql.team_tables import team_changes, team_entries


class Erasing(Enum):
    """What erasing a person does to rows that tell of them."""

    DELETES = "deleted"
    UNNAMES = "kept without the name"
    NOTHING = "not about people"


class Hashed(Enum):
    """By what a keyed hash stands for a person in a table."""

    ACTIVITY = "activity"
    MISSES = "misses"
    OUTCOMES = "outcomes"
    ROUNDS = "rounds"


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """A column that says who. `shown` are the columns that an export tells of a row.

    `signed` says that the name stands in it too, as in “Marta (U1)”. Where it is not `deleted`, the row stays
    with `anew` in it.
    """

    name: str
    shown: tuple[str, ...]
    deletes: bool = True
    signed: bool = False
    anew: Mapping[str, object] = field(default_factory=dict)

    @property
    def unnamed(self) -> dict[str, object]:
        """What stands in a row that stays."""
        return {self.name: NAMELESS, **self.anew}


@dataclass(frozen=True, slots=True)
class Holding:
    """A table: what it is about, where it says who, and after which time what it holds goes by itself.

    `lists` are columns of JSON that list people among other things, with what is told of such a row; `hashed`
    says that keyed hashes stand for people; `sealed`, that the self-check alone can tell whose a row is, and
    erases it. `age` is None for what stays until it is removed, or goes by what a tenant sets.
    """

    table: sa.Table
    area: Area
    columns: tuple[PersonColumn, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hashed: Hashed | None = None
    sealed: bool = False
    age: timedelta | None = None

    @property
    def erasing(self) -> Erasing:
        """What erasing a person does to their own rows."""
        kept = self.columns and not self.columns[0].deletes
        return Erasing.UNNAMES if kept else Erasing.DELETES


def _own(name: str, *shown: str) -> tuple[PersonColumn, ...]:
    return (PersonColumn(name, shown),)


def _by(column: str, /, *shown: str, signed: bool = False, **anew: object) -> PersonColumn:
    return PersonColumn(column, shown, deletes=False, signed=signed, anew=anew)


# Of incidents and alerts an organisation has to be able to tell; so they stay, without who it was.
_INCIDENTS = (
    _by(
        "agent",
        *("began", "closed", "step", "kind", "channel", "warned", "events", "note", "ticket"),
        name=NAMELESS,
    ),
    _by("backed_by", "began", "backed_how", "backed_at", backed_name=NAMELESS),
    _by("result_by", "began", "result", "result_at", result_name=NAMELESS),
)
_INCIDENT_LISTS = {"audience": ("began", "kind"), "policy": ()}
_ALERTS = (
    _by("agent", "raised", "reason", "channel", "taken_how", "taken_at", "closed", name=NAMELESS, message=""),
    _by("taken_by", "raised", "reason", "taken_how", "taken_at", taken_name=NAMELESS),
)
_DELIVERIES = (
    PersonColumn("address", ("what", "due", "state", "reason", "settled", "campaign")),
    _by("caused_by", "what", "due", "state", caused_by=""),
)
_PEOPLE = (
    *("language", "channel", "industry", "used_channel", "role", "met_name", "met_language", "met_zone"),
    *("country", "heavy_topics", "shift", "seen", "left"),
)
_DRILL = ("began", "touched", "topic", "count", "state", "given")
_CHANGE = ("at", "what", "kind", "amount")

HOLDINGS = (
    Holding(people, Area.PROFILE, _own("user_id", *_PEOPLE)),
    Holding(references, Area.PROFILE, _own("id", "reference")),
    Holding(
        report_sessions,
        Area.PROFILE,
        _own("user_id", "platform", "language", "until"),
        age=retention.REPORT_SESSIONS,
    ),
    Holding(digests, Area.PROFILE, _own("user_id", "hour", "since", "day")),
    Holding(favourites, Area.SAVED, _own("user_id", "phrase", "situation", "at")),
    Holding(
        activity,
        Area.LOOKUPS,
        (_by("who", "day", "kind", "name", "part"),),
        hashed=Hashed.ACTIVITY,
        age=retention.ACTIVITY,
    ),
    Holding(misses.miss_people, Area.LOOKUPS, _own("who", "at"), hashed=Hashed.MISSES, age=retention.MISSES),
    Holding(
        outcomes.outcome_people,
        Area.LOOKUPS,
        _own("who", "situation", "phrase", "week"),
        hashed=Hashed.OUTCOMES,
        age=retention.OUTCOME_PEOPLE,
    ),
    Holding(outcomes.outcome_tickets, Area.LOOKUPS, _own("user_id", "at"), age=retention.OUTCOME_TICKETS),
    Holding(drill_tables.drills, Area.DRILLS, _own("user_id", *_DRILL), age=retention.DRILLS),
    Holding(
        drill_tables.answers,
        Area.DRILLS,
        _own("user_id", "item", "situation", "chosen", "right", "guessed", "at", "zone"),
        age=retention.DRILL_ANSWERS,
    ),
    Holding(
        drill_tables.memories,
        Area.DRILLS,
        _own("user_id", "item", "stability", "difficulty", "due", "last"),
        age=retention.DRILL_MEMORIES,
    ),
    Holding(drill_tables.habits, Area.DRILLS, _own("user_id", "hidden")),
    Holding(agreements, Area.RECORDS, _own("user_id", "platform", "since")),
    Holding(waiting, Area.RECORDS, _own("user_id", "topic", "at"), age=retention.LEARNING_UNSENT),
    Holding(
        roleplays,
        Area.ROLEPLAYS,
        _own("player", "scenario", "path", "ending", "right", "standing", "began", "touched"),
        age=retention.ROLEPLAYS,
    ),
    Holding(
        rounds,
        Area.ROUNDS,
        (_by("by", "opened", "prompt", "line", "stage"),),
        age=retention.ROUNDS,
    ),
    Holding(
        round_replies,
        Area.ROUNDS,
        _own("who", "text", "line", "at"),
        hashed=Hashed.ROUNDS,
        age=retention.ROUNDS,
    ),
    Holding(round_votes, Area.ROUNDS, _own("who", "reply"), hashed=Hashed.ROUNDS, age=retention.ROUNDS),
    Holding(
        schedule.schedules,
        Area.SCHEDULES,
        (_by("by", "name", "topic", "rhythm", "state", "since", name=NAMELESS),),
    ),
    Holding(
        schedule.runs,
        Area.SCHEDULES,
        _own("user", "schedule", "day", "unopened", "asked"),
        age=retention.SCHEDULE_SLOTS,
    ),
    Holding(
        schedule.answers,
        Area.SCHEDULES,
        _own("user", "schedule", "day", "opened", "finished"),
        age=retention.SCHEDULE_SLOTS,
    ),
    Holding(schedule.preferences, Area.SCHEDULES, _own("user", "stopped", "paused", "quiet", "loud")),
    Holding(minutes, Area.MINUTE, _own("user", "at", "days", "zone", "due")),
    Holding(
        minute_invitations,
        Area.MINUTE,
        _own("user", "day", "refused"),
        age=retention.MINUTE_INVITATIONS,
    ),
    Holding(minute_offers, Area.MINUTE, _own("by", "group", "at")),
    Holding(incidents, Area.CONTACTS, _INCIDENTS, lists=_INCIDENT_LISTS),
    Holding(
        restrictions,
        Area.CONTACTS,
        (_by("set_by", "ticket", "kind", "note", "set_at", "review", signed=True),),
    ),
    Holding(alerts, Area.ALERTS, _ALERTS, lists={"waves": ("raised", "reason")}, age=retention.ALERTS),
    Holding(groups.groups, Area.GROUPS, lists={"people": ("name",)}),
    Holding(groups.counted, Area.GROUPS, _own("user_id", "first", "group"), age=retention.GROUP_COUNTED),
    Holding(
        policies.policies,
        Area.CHANGES,
        (_by("set_by", "version", "set_at", signed=True),),
        lists={"policy": ("version",)},
    ),
    Holding(safety.safety_setups, Area.CHANGES, (_by("set_by", "version", "set_at", signed=True),)),
    Holding(
        team_entries,
        Area.CHANGES,
        (_by("by", "kind", "id", "content", "at", "retired", signed=True),),
        age=retention.TEAM_CHANGES,
    ),
    Holding(
        team_changes,
        Area.CHANGES,
        (_by("by", *_CHANGE, signed=True), _by("subject", *_CHANGE)),
        lists={"before": (), "after": ("at", "what")},
        age=retention.TEAM_CHANGES,
    ),
    Holding(ledger_tables.deliveries, Area.MESSAGES, _DELIVERIES, age=retention.DELIVERIES),
    Holding(
        ledger_tables.send_limits,
        Area.MESSAGES,
        _own("person", "kind", "used_until"),
        age=retention.DELIVERIES,
    ),
    Holding(checkin.checkin_blocks, Area.CHECKIN, sealed=True),
    Holding(checkin.checkin_memberships, Area.CHECKIN, _own("user_id", "first", "unit")),
    Holding(checkin.checkin_unit_plans, Area.CHECKIN, lists={"unsettled": ("first",)}),
    Holding(checkin.checkin_unit_drafts, Area.CHECKIN, _own("user_id", "made"), lists={"plan": ()}),
    # As earlier versions kept it, until it is in blocks.
    Holding(checkin.checkin_standings, Area.CHECKIN, _own("user_id", "offered", "reminders", "every")),
    Holding(checkin.checkin_keys, Area.CHECKIN, sealed=True),
    Holding(checkin.checkin_rows, Area.CHECKIN, sealed=True),
)

# Nothing of a person stands in these. With the time after which what they hold goes by itself, if any.
IMPERSONAL: Mapping[str, timedelta | None] = {
    "activity_cells": retention.ACTIVITY_SUMS,
    "activity_members": retention.ACTIVITY_SUMS,
    "activity_news": None,
    "checkin_layouts": None,
    "checkin_lock": None,
    "checkin_rotation": None,
    "checkin_results": None,
    "checkin_terms": None,
    "drill_settings": None,
    "helpdesk_weeks": retention.HELPDESK,
    "installations": None,  # what was taken out goes with its people, by a job of theirs
    "keys": None,
    "lanes": None,
    "learning_turns": None,
    "misses": retention.MISSES,  # what was asked, once eight people asked it
    "outcome_counts": retention.OUTCOME_COUNTS,
    "outcome_tallies": None,
    "requests": timedelta(minutes=11),
    "safety_counts": retention.SAFETY_COUNTS,
    "schedule_slots": retention.SCHEDULE_SLOTS,
    "team_versions": None,
    "tokens": None,
}
