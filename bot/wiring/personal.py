"""Jobs of the command line about one person: all that is kept of them, written out or erased."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import datetime

from bot import terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.core.personal import DataSubject
from bot.features.privacy.service import PrivacyService
from bot.wiring.calma import build
from bot.wiring.privacy import expect_database
from bot.wiring.stores import stored

_NOBODY = "Nothing is kept of {user} in {tenant}: look at both ids, capitals count."
_ASK = "Erase all {count} things kept of {user} in {tenant}, and the self-check's, for good? [y/N] "
_NO_TERMINAL = "Nobody is here to be asked whether {user} is meant: add --yes to erase without a question."
_ERASED = (
    "Erased: {user} in {tenant}. Incidents, calls for help and what they made for others "
    "stay without the name. Backups are yours to see to.\n"
)
_WAITS = (
    "{user} in {tenant} is erased, but for the self-check's part, whose keys are not there. Put them back "
    "and run this again; a running app does it by itself within a day."
)


def person(options: argparse.Namespace, settings: Config) -> int:
    """Writes all that is kept of a person as JSON, or erases it. Raises CalmaError where there is nothing."""
    subject = DataSubject(options.tenant.strip(), options.user.strip())
    for name, value in (("--tenant", subject.tenant), ("--user", subject.user_id)):
        if not value:
            raise CalmaError(f"{name} is empty: name whose data it is.")
    expect_database(settings)
    if options.what == "export":
        terminal.put_file(asyncio.run(_exported(subject, settings)))
        return 0
    return asyncio.run(_erased(subject, settings, sure=options.yes))


async def _exported(subject: DataSubject, settings: Config) -> str:
    async with stored(settings) as stores:
        calma = build(settings, stores)
        # What the self-check keeps opens for its person alone.
        data = await PrivacyService(calma.features.privacy).find_data(subject, sealed=False)
        if not data.rows:
            raise CalmaError(_NOBODY.format(user=subject.user_id, tenant=subject.tenant))
        now: datetime = calma.runtime.clock()
    whole = {
        "tenant": subject.tenant,
        "user": subject.user_id,
        "exported": now.isoformat(timespec="seconds"),
        "kept": data.plain(),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, default=str) + "\n"


async def _erased(subject: DataSubject, settings: Config, *, sure: bool) -> int:
    names = {"user": subject.user_id, "tenant": subject.tenant}
    async with stored(settings) as stores:
        service = PrivacyService(build(settings, stores).features.privacy)
        data = await service.find_data(subject, sealed=False)
        begun = await service.is_being_erased(subject)
        if not data.rows and not begun:
            raise CalmaError(_NOBODY.format(**names))
        if not sure and not _confirmed(_ASK.format(count=sum(data.counts().values()), **names), names):
            terminal.put("Nothing was erased.\n")
            return 1
        if not await service.erase_people([subject]):
            raise CalmaError(_WAITS.format(**names))
    terminal.put(_ERASED.format(**names))
    return 0


def _confirmed(question: str, names: dict[str, str]) -> bool:
    if not sys.stdin.isatty():
        raise CalmaError(_NO_TERMINAL.format(**names))
    terminal.put(question)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}
