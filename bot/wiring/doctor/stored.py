"""What the doctor says of what is stored: the self-check, deliveries, what should be gone, own words."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.config import Config
from bot.core.retention import DELIVERIES
from bot.features.checkin.checkup import LIST_BEHIND, Checkup
from bot.features.team.review import reviewed_phrases
from bot.shipped import COMMAND
from bot.store.sql.checkin import sealed_records
from bot.store.sql.database import Database
from bot.store.sql.learning import SqlLearningStore
from bot.store.sql.ledger_tables import deliveries, moment, seconds
from bot.store.sql.requests import requests
from bot.store.sql.safety import SqlSafetyStore
from bot.store.sql.team import SqlTeamStore
from bot.wiring.doctor.findings import Finding, known, mend, well
from bot.wiring.doctor.phrasebook import PhrasebookReading
from bot.wiring.restoring import RESTORED
from bot.wiring.stores import key_source

STUCK = timedelta(hours=1)  # that something waits which could have gone
GRACE = timedelta(days=2)  # after which what is deleted daily is overdue
LATELY = timedelta(days=1)  # of what did not arrive
_LIST_CLOSED = (
    "The list of erasures that is kept with the self-check's keys does not open by the pepper: put back the "
    "one that it was made by, or erasures do not hold in a restored backup."
)
_BLOCKS = "blocks of the self-check's records do not open: they were changed in the database"
_ROWS = "self-check answers of an earlier version do not open, or are nobody's"
_EARLIER_KEYS = "people's keys of an earlier version do not open"
_STUCK = (
    "{tenant} on {platform}: {count} messages could have gone since {since}, and wait: see that Calma runs, "
    f"and the log. `{COMMAND} deliveries --tenant {{tenant}}` shows how far it is."
)
_UNSENT = (
    f"{{tenant}}: {{count}} messages did not arrive since yesterday ({{why}}): `{COMMAND} deliveries "
    "--tenant {tenant}` has all reasons."
)
_OVERDUE = (
    "What should be deleted by now is there still ({count} {table}, the oldest of {since}): the daily jobs "
    "did not come to their end. See that Calma runs, and what the log says of them."
)
_DUE = (
    "{tenant}: {count} own phrases are due for review. A manager confirms or changes each with /calm team, "
    "“Due for review”."
)
_UNREVIEWED = (
    "the words of the safety cards are not reviewed by a professional. Have one of yours read every card "
    "(/calm safety setup, “Show me each card”), then confirm it in the form."
)
_LEARNING = (
    "The learning record store of CALMA_XAPI_URL took something last: {taken}. Finished drills that wait for "
    "it: {waiting}."
)
_AWAY = "The learning record store did not take what it was sent at {at}: {why}."
_LOST = (
    "Finished drills that never reached the learning record store: {refused} that it refused ({why}), "
    "{expired} that waited too long."
)
_OPEN = "The keys are those of the database, and all records open by them."
_UNUSED = "Nobody answered it yet: there are no keys, and nothing to open by them."


async def of_answers(settings: Config, database: Database) -> AsyncIterator[Finding]:
    """Yields whether records open, and whether the database and what is kept with the keys fit."""
    source = key_source(settings)
    checkup = await sealed_records(database, source, secrets.token_bytes).checkup()
    faults = list(_faults(checkup))
    for text in faults:
        yield mend("Self-check", text)
    if checkup.list_behind:
        yield known("Self-check", LIST_BEHIND)
    if not faults:
        yield well("Self-check", _OPEN if source.keys() else _UNUSED)


def _faults(checkup: Checkup) -> Iterator[str]:
    if checkup.restored:
        yield RESTORED
    if checkup.list_closed:
        yield _LIST_CLOSED
    for tenant, counts in checkup.tenants.items():
        for count, fault in ((counts.blocks, _BLOCKS), (counts.rows, _ROWS), (counts.keys, _EARLIER_KEYS)):
            if count:
                yield f"{tenant}: {count} {fault}."


async def of_deliveries(database: Database, now: datetime) -> AsyncIterator[Finding]:
    """Yields what waits though it could have gone, and what did not arrive."""
    column, stamp = deliveries.c, seconds(now)
    in_time = sa.or_(column.until.is_(None), column.until > stamp)
    late = sa.and_(column.state == "due", column.due < stamp - STUCK.total_seconds(), in_time)
    groups = sa.select(column.tenant, column.platform, sa.func.count(), sa.func.min(column.due)).where(late)
    dead = sa.select(column.tenant, column.reason, sa.func.count()).where(
        column.state == "dead", column.settled > stamp - LATELY.total_seconds()
    )
    async with database.reading() as connection:
        stuck = (await connection.execute(groups.group_by(column.tenant, column.platform))).all()
        lost = (await connection.execute(dead.group_by(column.tenant, column.reason))).all()
    for tenant, platform, count, since in stuck:
        at = _when(moment(since))
        yield mend("Deliveries", _STUCK.format(tenant=tenant, platform=platform, count=count, since=at))
    for tenant in sorted({row[0] for row in lost}):
        reasons = {reason or "unknown": count for name, reason, count in lost if name == tenant}
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        yield known("Deliveries", _UNSENT.format(tenant=tenant, count=sum(reasons.values()), why=why))
    if not stuck:
        yield well("Deliveries", "Nothing waits that could have gone.")


async def of_deletion(database: Database, now: datetime) -> AsyncIterator[Finding]:
    """Yields what the daily jobs should have deleted: they note nowhere that they ran."""
    before = seconds(now - GRACE)
    ages = {
        "requests": (requests.c.until, before),
        "deliveries": (deliveries.c.settled, before - int(DELIVERIES.total_seconds())),
    }
    overdue = 0
    for table, (at, limit) in ages.items():
        query = sa.select(sa.func.count(), sa.func.min(at)).where(at < limit)
        async with database.reading() as connection:
            count, oldest = (await connection.execute(query)).one()
        if count:
            overdue += count
            since = f"{moment(oldest):%Y-%m-%d}"
            yield mend("Deletion", _OVERDUE.format(count=count, table=table, since=since))
    if not overdue:
        yield well("Deletion", "Nothing is there that should be deleted by now.")


async def of_own_phrases(
    database: Database, reading: PhrasebookReading, today: date
) -> AsyncIterator[Finding]:
    """Yields how many phrases of each team are to be looked at again."""
    book = await reading.book_or_none()
    if book is None:
        return
    store, waiting = SqlTeamStore(database), 0
    for tenant in sorted(await store.content_versions()):
        phrases = reviewed_phrases(book, (await store.find_content(tenant)).entries)
        if count := sum(each.phrase.own and each.is_due(today) for each in phrases):
            waiting += count
            yield known("Own phrases", _DUE.format(tenant=tenant, count=count))
    if not waiting:
        yield well("Own phrases", "None is due for review.")


async def of_safety(database: Database | None, reading: PhrasebookReading) -> AsyncIterator[Finding]:
    """Yields who has not confirmed just the words that the safety cards have now."""
    book = await reading.book_or_none()
    if book is None or all(guide.reviewed_on for guide in book.safety.values()):
        return
    setups = await SqlSafetyStore(database).current_setups() if database else {}
    waiting = [tenant for tenant, setup in sorted(setups.items()) if not setup.reviewed(book.safety)]
    if not setups or waiting:
        yield known("Safety cards", f"{', '.join(waiting) + ': ' if waiting else ''}{_UNREVIEWED}")


async def of_records(settings: Config, database: Database) -> AsyncIterator[Finding]:
    """Yields how sending to a learning record store goes."""
    if settings.lrs is None:
        return
    store = SqlLearningStore(database)
    state, waiting = await store.learning_state(), await store.count_waiting()
    taken = _when(state.taken_at) if state.taken_at else "never"
    yield known("Learning records", _LEARNING.format(waiting=waiting, taken=taken))
    if state.failures:
        at = _when(state.failed_at) if state.failed_at else "never"
        yield mend("Learning records", _AWAY.format(at=at, why=state.reason))
    if state.refused or state.expired:
        lost = _LOST.format(refused=state.refused, why=state.refused_for or "-", expired=state.expired)
        yield known("Learning records", lost)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
