"""What the app stores is its owner's alone: from the start, and where an earlier version left it open."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config
from bot.core.errors import CalmaError
from bot.wiring.privacy import keep_private, open_to_others
from bot.wiring.stores import key_source, stored
from tests import processes


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A shell in which everybody may read what anybody makes."""
    before = os.umask(0)
    yield
    os.umask(before)


def settings(folder: Path, **more: str) -> config.Config:
    return config.read({"CALMA_DATA_DIR": str(folder), **more})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: mode(path) for path in folder.iterdir()}


async def test_all_that_is_made_is_private_from_its_first_moment(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    given = settings(folder)
    keep_private(given)
    async with stored(given) as stores:
        await stores.references.keep_reference("T1", "ana", "{}")
        key_source(given).make()
        found = modes(folder)
    assert mode(folder) == 0o700
    assert {"calma.db", "calma.db-wal", "calma.db-shm", "checkin.keys"} <= found.keys()
    assert set(found.values()) == {0o600}
    assert open_to_others(given) == []


def test_what_was_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    names = ("calma.db", "calma.db-wal", "calma.db-shm", "checkin.keys", "phrasebook.compiled")
    for name in names:
        (folder / name).touch(mode=0o644)
    given = settings(folder)
    assert len(open_to_others(given)) == len(names) + 1
    keep_private(given)
    assert (mode(folder), set(modes(folder).values())) == (0o700, {0o600})


def test_a_folder_of_others_and_what_a_link_leads_to_stay_as_they_are(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "shared", tmp_path / "elsewhere"
    folder.mkdir(mode=0o755)
    (folder / "somebody's notes.txt").touch(mode=0o644)
    elsewhere.touch(mode=0o644)
    (folder / "calma.db").symlink_to(elsewhere)
    given = settings(folder)
    keep_private(given)
    assert mode(folder) == 0o755
    assert mode(elsewhere) == 0o644
    assert mode(folder / "somebody's notes.txt") == 0o644
    assert folder in open_to_others(given)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CalmaError, match="CALMA_DATA_DIR"):
        keep_private(settings(tmp_path / "file" / "data"))


@pytest.mark.process
def test_the_doctor_names_what_is_open_and_how_to_close_it(tmp_path: Path) -> None:
    environment = {"CALMA_DATA_DIR": str(tmp_path / "data"), "PATH": os.environ["PATH"]}
    assert processes.calma("migrate", environment=environment).returncode == 0
    assert "chmod" not in processes.calma("doctor", environment=environment).stdout
    (tmp_path / "data").chmod(0o755)
    (tmp_path / "data" / "calma.db").chmod(0o644)
    said = processes.calma("doctor", environment=environment).stdout
    assert f"run `chmod 700 {tmp_path / 'data'}`" in said
    assert f"run `chmod 600 {tmp_path / 'data' / 'calma.db'}`" in said
