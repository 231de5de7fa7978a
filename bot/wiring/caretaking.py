"""Jobs of whoever runs Calma: new keys for the self-check, and what is wrong with the installation."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot import telemetry, terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.core.keys import WrappingKeys
from bot.core.numbers import Numbers
from bot.core.phrasebook import Phrasebook
from bot.features.checkin.checkup import Checkup
from bot.teams_config import UNLISTED
from bot.wiring import runtime
from bot.wiring.phrasebook import prepare
from bot.wiring.privacy import expect_database, is_new, open_to_others, write_privately
from bot.wiring.restoring import RESTORED
from bot.wiring.stores import key_source, stored

_BESIDE = (
    "The self-check's keys lie next to the database ({path}). A backup of both together protects nothing: "
    "leave the key file out of it and keep a copy elsewhere, or set CALMA_CHECKIN_KEY and "
    "CALMA_CHECKIN_PEPPER."
)
_OPEN = "{path} is open to others on this machine: run `chmod {mode} {path}`."
_NOBODYS = (
    "/privacy and /terms do not say whose they are, or whom to write to: set {names}, and read both pages; "
    "docs/trust tells what else to look at before people are asked."
)
_LIST_CLOSED = (
    "The list of erasures that is kept with the self-check's keys does not open by the pepper: put back the "
    "one that it was made by, or erasures do not hold in a restored backup."
)
_LIST_BEHIND = (
    "What is kept with the self-check's keys is older than the database: it was put back from a backup, or "
    "another machine has its own. Erasures since are not on its list; several machines need the same file."
)
_UNREVIEWED = (
    "the words of the safety cards are not reviewed by a professional. Have one of yours read every card "
    "(/calm safety setup, “Show me each card”), then confirm it in the form."
)
_UNLOOKED = (
    "{waiting} of {of} shipped phrases that promise something, or fit one country's law, are not reviewed in "
    "time. A team's managers confirm them with /calm team, “Due for review”; whoever keeps the phrasebook "
    "writes reviewed_on."
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor found. `bad`: it must be mended; otherwise it should be known."""

    text: str
    bad: bool = False


def keys(options: argparse.Namespace, settings: Config) -> int:
    """Seals the self-check's records anew, by a new key or pepper."""
    terminal.put(f"{asyncio.run(_rotated(settings, pepper=options.pepper, drop=options.drop))}\n")
    return 0


async def _rotated(settings: Config, *, pepper: bool, drop: bool) -> str:
    from bot.slack import installed
    from bot.store.sql.checkin import key_rotation
    from bot.store.sql.installations import SqlInstallationStore
    from bot.store.sql.stores import opened

    expect_database(settings)
    write_privately()
    async with opened(settings.database_url, pooled=settings.pooled) as database:
        store = SqlInstallationStore(database)

        async def reseal(keys: WrappingKeys) -> int:
            return await installed.reseal(store, keys, secrets.token_bytes)

        rotation = key_rotation(database, key_source(settings), secrets.token_bytes, time.time, reseal)
        done = await rotation.rotate(pepper=pepper, drop=drop)
    return f"Blocks sealed anew: {done.sealed}. Not readable: {done.unreadable}. {done.next_step}"


def rollup(options: argparse.Namespace, settings: Config) -> int:
    """Brings the sums of what happened up to date, or makes them anew, and says of how many days."""
    expect_database(settings)
    days = asyncio.run(_summed(settings, rebuild=options.rebuild))
    done = "Sums made anew" if options.rebuild else "Sums brought up to date"
    terminal.put(f"{done}. Days: {days}.\n")
    return 0


async def _summed(settings: Config, *, rebuild: bool) -> int:
    today = runtime.now().date()
    async with stored(settings) as stores:
        activity = stores.activity
        return await (activity.rebuild_activity(today) if rebuild else activity.fold_activity(today))


def doctor(_: argparse.Namespace, settings: Config) -> int:
    """Prints what is wrong, and then what should be known. Returns 1 if something must be mended."""
    findings = sorted(asyncio.run(_findings(settings)), key=lambda finding: not finding.bad)
    for finding in findings:
        terminal.put(telemetry.redacted(f"{'mend' if finding.bad else 'note'}: {finding.text}\n"))
    if not findings:
        terminal.put("Nothing found.\n")
    return int(any(finding.bad for finding in findings))


async def _findings(settings: Config) -> list[Finding]:
    files, book = [*_of_files(settings), *_of_site(settings)], None
    try:
        book = prepare(settings.phrasebook, settings.checkin.instrument, settings.data_dir).book
        files += [*_unverified(book.numbers), *_unlooked(book)]
    except CalmaError as error:
        files.append(Finding(str(error), bad=True))
    return [
        *files,
        *await _of_platforms(settings),
        *[finding async for finding in _of_installations(settings)],
        *([finding async for finding in _of_safety(settings, book)] if book else []),
        *[finding async for finding in _of_answers(settings)],
        *[finding async for finding in _of_records(settings)],
    ]


async def _of_platforms(settings: Config) -> list[Finding]:
    from bot.wiring.edges import platform_troubles  # each platform's folder comes with it, where it is set up

    found = await platform_troubles(settings)
    findings = [Finding(f"{name}: {trouble.reason}.", bad=True) for name, trouble in found]
    if settings.teams and settings.teams.unlisted:
        findings.append(Finding(f"Teams: {UNLISTED}."))
    return findings


async def _of_installations(settings: Config) -> AsyncIterator[Finding]:
    if settings.slack is None or not settings.slack.many:
        return
    from bot.slack import health, installed
    from bot.store.sql.installations import SqlInstallationStore
    from bot.store.sql.stores import opened

    with suppress(CalmaError):  # what is wrong with the database is told beside this
        expect_database(settings)
        async with opened(settings.database_url, pooled=settings.pooled) as database:
            stored = SqlInstallationStore(database)
            bots, closed = await installed.opened_bots(stored, key_source(settings))
        for text in closed:
            yield Finding(f"Slack: {text}.", bad=True)
        slack = settings.slack
        for trouble in await health.troubles_of(bots, slack.api_url, f"{slack.home}/slack/install"):
            yield Finding(f"Slack: {trouble.reason}.", bad=True)


def _of_files(settings: Config) -> Iterator[Finding]:
    for path in open_to_others(settings):
        yield Finding(_OPEN.format(path=path, mode="700" if path.is_dir() else "600"))
    checkin = settings.checkin
    if not checkin.keys and checkin.beside:
        yield Finding(_BESIDE.format(path=checkin.key_file))


def _of_site(settings: Config) -> Iterator[Finding]:
    names = {"CALMA_ORGANISATION": settings.site.organisation, "CALMA_PRIVACY_CONTACT": settings.site.contact}
    unset = [name for name, value in names.items() if not value]
    if unset and (settings.slack or settings.teams):
        yield Finding(_NOBODYS.format(names=" and ".join(unset)))


def _unverified(numbers: Numbers) -> Iterator[Finding]:
    for country, its_numbers in numbers.items():
        named = [line.number for line in its_numbers.lines if line.verified_on is None]
        if named:
            text = f"{country}: not verified: {', '.join(named)}"
            yield Finding(f"{text}. Call or read the page, then write verified_on.")


def _unlooked(book: Phrasebook) -> Iterator[Finding]:
    from bot.content.stats import reviewed

    counts = reviewed(book, runtime.now().date())
    if waiting := counts["of"] - counts["in_time"]:
        yield Finding(_UNLOOKED.format(waiting=waiting, of=counts["of"]))


async def _of_safety(settings: Config, book: Phrasebook) -> AsyncIterator[Finding]:
    # An organisation's professional confirms just the words that stand there now.
    from bot.store.sql.safety import SqlSafetyStore
    from bot.store.sql.stores import opened

    with suppress(CalmaError):  # what is wrong with the database is told beside this
        guides = book.safety
        open_words = [guide.kind.value for guide in guides.values() if guide.reviewed_on is None]
        if not open_words:
            return
        expect_database(settings)
        async with opened(settings.database_url, pooled=settings.pooled) as database:
            setups = await SqlSafetyStore(database).current_setups()
        waiting = [tenant for tenant, setup in sorted(setups.items()) if not setup.reviewed(guides)]
        if not setups or waiting:
            yield Finding(f"{', '.join(waiting) + ': ' if waiting else ''}{_UNREVIEWED}")


async def _of_records(settings: Config) -> AsyncIterator[Finding]:
    from bot.store.sql.learning import SqlLearningStore
    from bot.store.sql.stores import opened

    if settings.lrs is None:
        return
    with suppress(CalmaError):  # what is wrong with the database is told beside this
        expect_database(settings)
        async with opened(settings.database_url, pooled=settings.pooled) as database:
            store = SqlLearningStore(database)
            state, waiting = await store.learning_state(), await store.count_waiting()
        yield Finding(_LEARNING.format(waiting=waiting, taken=_when(state.taken_at)))
        if state.failures:
            yield Finding(_AWAY.format(at=_when(state.failed_at), why=state.reason), bad=True)
        if state.refused or state.expired:
            yield Finding(
                _LOST.format(refused=state.refused, why=state.refused_for or "-", expired=state.expired)
            )


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


async def _of_answers(settings: Config) -> AsyncIterator[Finding]:
    from bot.store.sql.checkin import sealed_records
    from bot.store.sql.stores import opened

    try:
        expect_database(settings)
    except CalmaError as error:
        yield Finding(str(error), bad=not is_new(settings))  # nothing is wrong before the first start
        return
    try:
        async with opened(settings.database_url, pooled=settings.pooled) as database:
            records = sealed_records(database, key_source(settings), secrets.token_bytes)
            checked = await records.checkup()
            for text in _of_checkup(checked):
                yield Finding(text, bad=True)
            if checked.list_behind:
                yield Finding(_LIST_BEHIND)
    except CalmaError as error:
        yield Finding(str(error), bad=True)


def _of_checkup(checked: Checkup) -> Iterator[str]:
    if checked.restored:
        yield RESTORED
    if checked.list_closed:
        yield _LIST_CLOSED
    for tenant, counts in checked.tenants.items():
        for count, fault in (
            (
                counts.blocks,
                "blocks of the self-check's records do not open: they were changed in the database",
            ),
            (counts.rows, "self-check answers of an earlier version do not open, or are nobody's"),
            (counts.keys, "people's keys of an earlier version do not open"),
        ):
            if count:
                yield f"{tenant}: {count} {fault}."
