"""All features of the coach: what they answer, what they write, and what they do every day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot import slack
from bot.core.desk import CommandHandler, Handlers
from bot.core.ledger import NoticeWriter
from bot.core.retention import REPORT_SESSIONS, Retention
from bot.features.alert import feature as alert
from bot.features.boundary import feature as boundary
from bot.features.checkin import feature as checkin
from bot.features.drill import feature as drill
from bot.features.group import feature as group
from bot.features.help import feature as helping
from bot.features.helpdesk import feature as helpdesk
from bot.features.home import feature as home
from bot.features.lookup import feature as lookup
from bot.features.method import feature as method
from bot.features.method.deps import MethodDeps
from bot.features.mine import feature as mine
from bot.features.minute import feature as minute
from bot.features.privacy import feature as privacy
from bot.features.records import feature as records
from bot.features.report import feature as report
from bot.features.roleplay import feature as roleplay
from bot.features.round import feature as teamround
from bot.features.safety import feature as safety
from bot.features.schedule import feature as schedule
from bot.features.teaching import feature as teaching
from bot.features.teaching.deps import TeachingDeps
from bot.features.team import feature as team
from bot.wiring.deps import Features
from bot.wiring.home import home_deps

Daily = Callable[[datetime], Awaitable[object]]


def handlers(features: Features) -> list[Handlers]:
    """Returns what the features answer."""
    look_up, feedback, search = lookup.handlers(features.lookup)
    return [
        *helping.handlers(features.help),
        *home.handlers(home_deps(features)),
        look_up,
        feedback,
        search,
        *safety.handlers(features.safety),
        *method.handlers(_method(features, look_up.ask)),
        *teaching.handlers(TeachingDeps(features.shared.phrasebook, look_up.ask, lookup.show_value)),
        *mine.handlers(features.mine),
        *boundary.handlers(features.boundary),
        *alert.handlers(features.alert),
        *drill.handlers(features.drill),
        *roleplay.handlers(features.roleplay),
        *schedule.handlers(features.schedule, report.practice_advice(features.report)),
        *minute.handlers(features.minute),
        *team.handlers(features.team),
        *teamround.handlers(features.rounds),
        *group.handlers(features.group),
        *report.handlers(features.report, features.digest),
        *helpdesk.handlers(features.helpdesk),
        *privacy.handlers(features.privacy),
        *records.handlers(features.records),
        *(checkin.handlers(features.checkin) if features.checkin else ()),
        *(checkin.unit_handlers(features.units) if features.units else ()),
    ]


def _method(features: Features, otherwise: CommandHandler) -> MethodDeps:
    shared = features.shared
    return MethodDeps(
        phrasebook=shared.phrasebook,
        otherwise=otherwise,
        phrases=lookup.show_value,
        speech=lambda person: shared.finders.read_by(person).book.added.speech,
    )


def notice_writers(features: Features) -> dict[str, NoticeWriter]:
    """Returns who writes the notices, by the feature that they are of."""
    shared, stores = features.shared, features.shared.stores
    return {
        alert.FEATURE: alert.notice_writer(features.alert),
        boundary.FEATURE: boundary.notice_writer(features.boundary),
        teamround.FEATURE: teamround.notice_writer(shared.phrasebook, stores.rounds, stores.people),
        schedule.FEATURE: schedule.notice_writer(features.schedule),
        minute.FEATURE: minute.notice_writer(features.minute),
        report.FEATURE: report.notice_writer(features.digest),
        **({checkin.FEATURE: checkin.notice_writer(features.checkin)} if features.checkin else {}),
    }


def daily(features: Features) -> list[Daily]:
    """Returns the jobs that run once a day."""
    stores = features.shared.stores
    return [
        boundary.retention(features.boundary),
        alert.retention(stores.alerts),
        drill.retention(stores.drills),
        schedule.retention(features.schedule),
        minute.retention(stores.minutes),
        roleplay.retention(stores.plays),
        safety.retention(stores.safety),
        teamround.retention(stores.rounds),
        stores.requests.purge_requests,
        Retention(stores.sessions.purge_sessions, REPORT_SESSIONS),
        group.counting(features.group),
        group.retention(stores.groups),
        lookup.retention(stores.outcomes),
        report.retention(stores.activity),
        records.retention(stores.learning),
        team.retention(stores.team),
        helpdesk.retention(stores.helpdesk),
        privacy.leavers(features.privacy),
        privacy.departed_tenants(features.privacy, stores.installations, slack.PLATFORM),
        *_checkin_daily(features),
    ]


def _checkin_daily(features: Features) -> list[Daily]:
    deps = features.checkin
    # A period is closed by whoever was in its groups, before somebody new is asked.
    add = features.shared.stores.ledger.add_notices
    return (
        [
            checkin.closing(deps),
            checkin.reminding(deps, add),
            checkin.telling_of_units(deps, add),
            checkin.compacting(deps),
        ]
        if deps
        else []
    )
