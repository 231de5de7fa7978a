"""Kill -9 in the middle of changing settings: the old ones or the new ones, never half of each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.chat import Person
from bot.core.people import Preferences
from bot.store.sql.database import Database
from bot.store.sql.people import SqlPeopleStore
from tests.conftest import ROOT

pytestmark = pytest.mark.kill
ANA = Person("T1", "slack", "ana", "en")
CHOICES = {("en", "phone", "finance"), ("es", "chat", "telecom")}
WRITER = """
import asyncio, sys
from bot.core.people import Preferences
from bot.core.chat import Person
from bot.store.sql.database import Database
from bot.store.sql.people import SqlPeopleStore

async def write() -> None:
    people, ana = SqlPeopleStore(Database(sys.argv[1])), Person("T1", "slack", "ana", "en")
    print("writing", flush=True)
    while True:
        await people.keep_preferences(ana, Preferences("en", "phone", "finance"))
        await people.keep_preferences(ana, Preferences("es", "chat", "telecom"))

asyncio.run(write())
"""


@pytest.mark.parametrize("after", [0.0, 0.013, 0.031, 0.057, 0.09])
async def test_settings_are_old_or_new(tmp_path: Path, after: float) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    database = Database(url)
    await database.migrate()
    await SqlPeopleStore(database).keep_preferences(ANA, Preferences("en", "phone", "finance"))
    writer = subprocess.Popen(  # noqa: ASYNC220 - what is tested is a process that dies
        [sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    assert writer.stdout.readline() == "writing\n"
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(timeout=after)
    writer.kill()
    writer.communicate()
    known = await SqlPeopleStore(database).complete_person(ANA)
    assert (known.language, known.channel, known.industry) in CHOICES
    await database.close()
