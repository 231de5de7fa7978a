"""`python app.py person export` and `erase`: for an administrator, on request of somebody who left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from bot.keys import KeyFile
from bot.wiring.sql import stored
from tests.checkin.actor import Colleague
from tests.conftest import PHRASEBOOK
from tests.harness import TENANT, Harness
from tests.privacy.test_ends import taking_part


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the settings name."""
    folder = tmp_path / "data"
    for name, value in (("CALMA_DATA_DIR", folder), ("CALMA_PHRASEBOOK", PHRASEBOOK)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return folder


def make(place: Path) -> None:
    place.mkdir(mode=0o700)


async def used(place: Path) -> None:
    """Somebody used it, and answered the self-check."""
    make(place)
    url = f"sqlite+aiosqlite:///{place / 'calma.db'}"
    async with stored(url, KeyFile(place / "checkin.keys")) as stores:
        house = Harness(stores)
        await house.calma.start()
        await taking_part(house)
        await Colleague(house, "ana").works("09:00", "17:00")
        await house.calma.close()


def person(what: str, *more: str, user: str = "ana", tenant: str = TENANT) -> int:
    return app.main(["person", what, "--tenant", tenant, "--user", user, *more])


async def in_thread(what: str, *more: str, **of: str) -> int:
    import asyncio

    return await asyncio.to_thread(person, what, *more, **of)


async def test_the_export_is_one_json_without_anything_of_the_self_check(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await used(place)
    assert await in_thread("export") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["tenant"], told["user"]) == (TENANT, "ana")
    assert told["kept"]["profile"]["people"][0]["shift"]
    assert "checkin" not in told["kept"]
    assert "energy" not in json.dumps(told)


async def test_erase_takes_all_of_it_the_self_check_too(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await used(place)
    assert await in_thread("erase", "--yes") == 0
    assert "Erased: ana in T1." in capsys.readouterr().out
    assert await in_thread("export") == 1
    assert "Nothing is kept of ana in T1" in capsys.readouterr().err
    url = f"sqlite+aiosqlite:///{place / 'calma.db'}"
    async with stored(url, KeyFile(place / "checkin.keys")) as stores:
        assert not (await stores.checkin.records.find_record(TENANT, "ana")).entries


async def test_without_yes_it_asks_and_where_nobody_is_it_says_so(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await used(place)
    monkeypatch.setattr("sys.stdin", Keyboard("n\n", terminal=False))
    assert await in_thread("erase") == 1
    assert "add --yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    assert await in_thread("erase") == 1
    assert "Nothing was erased." in capsys.readouterr().out
    assert await in_thread("export") == 0
    monkeypatch.setattr("sys.stdin", Keyboard("y\n"))
    assert await in_thread("erase") == 0
    assert await in_thread("export") == 1


class Keyboard:
    """What somebody types who is asked."""

    def __init__(self, line: str, *, terminal: bool = True) -> None:
        self._line, self._terminal = line, terminal

    def isatty(self) -> bool:
        return self._terminal

    def readline(self) -> str:
        return self._line


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"user": "nobody"}, "Nothing is kept of nobody in T1"),
        ({"tenant": "T9"}, "Nothing is kept of ana in T9"),
        ({"user": ""}, "--user is empty"),
        ({"tenant": " "}, "--tenant is empty"),
    ],
)
@pytest.mark.parametrize("what", ["export", "erase"])
async def test_whoever_is_nobody_is_told_so(
    place: Path, capsys: pytest.CaptureFixture[str], what: str, of: dict[str, str], words: str
) -> None:
    await used(place)
    assert await in_thread(what, *(["--yes"] if what == "erase" else []), **of) == 1
    assert words in capsys.readouterr().err


def test_where_there_is_no_database_it_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert person("export") == 1
    assert "There is no database" in capsys.readouterr().err
