"""Jobs of whoever runs Calma: new keys for the self-check, and what is wrong with the installation."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass

from bot import telemetry, terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.core.numbers import Numbers
from bot.core.phrasebook import Phrasebook
from bot.wiring.phrasebook import prepare
from bot.wiring.privacy import expect_database, is_new, open_to_others
from bot.wiring.stores import key_source

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
_UNREVIEWED = (
    "the words of the safety cards are not reviewed by a professional. Have one of yours read every card "
    "(/calm safety setup, “Show me each card”), then confirm it in the form."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor found. `bad`: it must be mended; otherwise it should be known."""

    text: str
    bad: bool = False


def keys(options: argparse.Namespace, settings: Config) -> int:
    """Wraps the self-check's keys anew, by a new key."""
    terminal.put(f"{asyncio.run(_rotated(settings, drop=options.drop))}\n")
    return 0


async def _rotated(settings: Config, *, drop: bool) -> str:
    from bot.features.checkin.rotation import rotate
    from bot.store.sql.checkin_rows import SqlSealedRowStore
    from bot.store.sql.stores import opened

    expect_database(settings)
    async with opened(settings.database_url, pooled=settings.pooled) as database:
        done = await rotate(SqlSealedRowStore(database), key_source(settings), secrets.token_bytes, drop=drop)
    return f"Keys wrapped anew: {done.wrapped}. Not readable: {done.unreadable}. {done.next_step}"


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
        files += _unverified(book.numbers)
    except CalmaError as error:
        files.append(Finding(str(error), bad=True))
    return [
        *files,
        *await _of_platforms(settings),
        *([finding async for finding in _of_safety(settings, book)] if book else []),
        *[finding async for finding in _of_answers(settings)],
    ]


async def _of_platforms(settings: Config) -> list[Finding]:
    from bot.wiring.edges import platform_troubles  # each platform's folder comes with it, where it is set up

    found = await platform_troubles(settings)
    return [Finding(f"{name}: {trouble.reason}.", bad=True) for name, trouble in found]


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


async def _of_answers(settings: Config) -> AsyncIterator[Finding]:
    from bot.features.checkin.earlier_answers import SealedAnswerStore
    from bot.store.sql.checkin import SqlReminderStore
    from bot.store.sql.checkin_rows import SqlSealedRowStore
    from bot.store.sql.stores import opened

    try:
        expect_database(settings)
    except CalmaError as error:
        yield Finding(str(error), bad=not is_new(settings))  # nothing is wrong before the first start
        return
    try:
        async with opened(settings.database_url, pooled=settings.pooled) as database:
            rows, reminders = SqlSealedRowStore(database), SqlReminderStore(database)
            if not await rows.find_lock():
                return  # nobody took part yet: there are no keys to ask for
            answers = SealedAnswerStore(rows, key_source(settings), secrets.token_bytes)
            await answers.check()
            for tenant in await rows.tenants_with_rows():
                people = [user_id for user_id, _ in await reminders.known_people(tenant)]
                checked = await answers.checkup(tenant, people)
                for count, fault in (
                    (checked.rows, "self-check answers do not open: they were swapped or cut"),
                    (checked.keys, "people's keys do not open; they can erase and begin anew"),
                    (checked.of_nobody, "self-check answers are nobody's"),
                ):
                    if count:
                        yield Finding(f"{tenant}: {count} {fault}.", bad=True)
    except CalmaError as error:
        yield Finding(str(error), bad=True)
