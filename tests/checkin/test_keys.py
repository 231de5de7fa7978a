"""The keys: where they come from, and what happens when they are wrong or missing."""

from __future__ import annotations

import asyncio
import base64
import logging
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot import private_file
from bot.core.keys import Erasure, KeySource, KeyState, WrappingKeys, key_id
from bot.features.checkin.model import VaultClosed
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.sealed import SealedRecordStore
from bot.keys import EnvironmentKeys, KeyFile, KeysError, keys_of
from bot.private_file import CachedFile, PrivateFile, PrivateFileError
from bot.store.sql.checkin import key_rotation, sealed_records
from bot.store.sql.checkin_tables import checkin_blocks, checkin_rotation
from bot.store.sql.database import Database
from tests.checkin.earlier import EarlierVersion
from tests.checkin.keys import NEW, NOW, OLD, PEPPER, TestKeys, chance, entry

OTHER = b"q" * 32
PEOPLE = [f"p{i:03}" for i in range(140)]


def answering(record: CheckinRecord) -> tuple[CheckinRecord, None]:
    return replace(record, taking_part=True).with_entry(entry()), None


async def begun(database: Database, source: KeySource) -> SealedRecordStore:
    """A hundred and forty people, of whom one answered."""
    records = sealed_records(database, source, chance)
    await records.add_records("T1", [CheckinRecord(user_id, "slack") for user_id in PEOPLE])
    await records.change_record("T1", "p000", answering)
    return records


async def blocks(database: Database) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        query = sa.select(checkin_blocks).order_by(checkin_blocks.c.block)
        return [tuple(row) for row in await connection.execute(query)]


async def all_there(database: Database, source: KeySource) -> None:
    records = sealed_records(database, source, chance)
    assert [record.user_id for record in await records.all_records("T1")] == PEOPLE
    assert (await records.find_record("T1", "p000")).entries == (entry(),)
    await records.change_record("T1", "p001", lambda record: (record, None))
    assert (await records.checkup()).tenants["T1"].blocks == 0


@pytest_asyncio.fixture
async def file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "checkin.keys")


def test_a_key_file_is_made_for_its_owner_alone_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = KeyFile(tmp_path / "data" / "checkin.keys", beside=True)
    assert source.keys() is None
    with caplog.at_level(logging.WARNING):
        made = source.make()
    assert stat.S_IMODE((tmp_path / "data" / "checkin.keys").stat().st_mode) == 0o600
    assert "next to the database" in caplog.text
    assert "protects nothing" in caplog.text
    again = KeyFile(tmp_path / "data" / "checkin.keys").make()
    assert (again.wrapping, again.pepper) == (made.wrapping, made.pepper)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["checkin.keys"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"keys": ["x"], "pepper": "y"}', '{"keys": [], "pepper": ""}']
)
def test_a_damaged_key_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "checkin.keys"
    path.write_text(text)
    path.chmod(0o600)
    source = KeyFile(path)
    uses: list[Callable[[], object]] = [
        source.keys,
        source.make,
        source.begin,
        lambda: source.change_state(lambda state: state),
    ]
    for use in uses:
        with pytest.raises(KeysError, match=r"checkin\.keys is damaged"):
            use()
    assert path.read_text() == text


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    KeyFile(tmp_path / "checkin.keys").make()
    (tmp_path / "checkin.keys").chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        KeyFile(tmp_path / "checkin.keys").keys()


async def test_no_copy_of_what_is_kept_apart_from_the_keys_tells_who_or_whether_somebody_erased(
    database: Database, tmp_path: Path
) -> None:
    source = EnvironmentKeys([OLD], PEPPER, tmp_path)
    records = await begun(database, source)
    texts = [(tmp_path / "checkin.state").read_text()]
    for who in PEOPLE[:4]:
        await records.change_record("T1", who, answering)
        texts.append((tmp_path / "checkin.state").read_text())
        await records.erase_record("T1", who)
        texts.append((tmp_path / "checkin.state").read_text())
    assert len({len(text) for text in texts}) == 1
    assert all(sum(a == b for a, b in pairwise_chars(texts, n)) < len(texts[0]) / 20 for n in range(8))
    assert len(source.state().erased) == 4
    many = {f"{n:032}": Erasure(1, False, 0) for n in range(200)}
    source.change_state(lambda state: replace(state, erased=many))
    assert source.state().erased == many
    with pytest.raises(KeysError, match="does not open by CALMA_CHECKIN_PEPPER"):
        EnvironmentKeys([OLD], NEW, tmp_path).state()
    assert EnvironmentKeys([OLD], [NEW, PEPPER], tmp_path).state().erased == many


def pairwise_chars(texts: list[str], n: int) -> Iterator[tuple[str, str]]:
    return zip(texts[n], texts[n + 1], strict=True)


def test_a_key_file_with_equal_keys_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkin.keys"
    KeyFile(path).make()
    text = path.read_text()
    keys, pepper = text.partition('"pepper": "')[0], text.partition('"pepper": "')[2][:44]
    path.write_text(text.replace(keys.partition('"keys": [\n  "')[2][:44], pepper))
    with pytest.raises(KeysError, match="the same key twice, or one that is the pepper too"):
        KeyFile(path).keys()


@pytest.mark.parametrize("kept", ["file", "environment", "nowhere"])
def test_what_is_kept_with_the_keys_comes_back(tmp_path: Path, kept: str) -> None:
    folder = tmp_path / "data"
    environment = EnvironmentKeys([OLD], PEPPER, folder if kept == "environment" else None)
    source: KeySource = KeyFile(folder / "checkin.keys") if kept == "file" else environment
    source.make()
    assert source.state() == KeyState()
    after = source.change_state(lambda state: replace(state, counter=3, by="x", listing=b"y"))
    assert source.state() == after == KeyState(3, "x", b"y")
    keys = source.keys()
    assert keys
    if kept == "file":
        assert (source.keys() or keys).wrapping == keys.wrapping
    for path in folder.glob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (None, "keys are missing"),
        (keys_of([NEW], PEPPER), "CALMA_CHECKIN_KEY"),
        (keys_of([OLD], NEW), "CALMA_CHECKIN_PEPPER"),
    ],
)
async def test_wrong_or_missing_keys_are_said_and_change_nothing(
    database: Database, held: WrappingKeys | None, named: str
) -> None:
    source = TestKeys()
    records = await begun(database, source)
    before = await blocks(database)
    source.held = held
    for use in (
        records.change_record("T1", "p000", answering),
        records.find_record("T1", "p000"),
        records.all_records("T1"),
        records.add_records("T1", [CheckinRecord("new")]),
        records.rewrite_records("T1", lambda record: record),
        records.checkup(),
    ):
        with pytest.raises(VaultClosed, match=named):
            await use
    with pytest.raises(VaultClosed, match="set of keys"):
        await key_rotation(database, source, chance, lambda: 0.0).rotate()
    assert await blocks(database) == before
    source.held = keys_of([OLD], PEPPER)
    await all_there(database, source)


async def test_missing_keys_are_not_made_anew_where_there_are_records(
    database: Database, file: KeyFile, tmp_path: Path
) -> None:
    records = await begun(database, file)
    path = tmp_path / "keys" / "checkin.keys"
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(VaultClosed, match="put back"):
        await records.find_record("T1", "p000")
    assert not path.exists()


async def test_an_erasure_with_the_wrong_key_holds_once_the_right_one_is_back(database: Database) -> None:
    source = TestKeys()
    records = await begun(database, source)
    source.held = keys_of([NEW], PEPPER)
    await records.erase_record("T1", "p000")
    source.held = keys_of([OLD], PEPPER)
    assert (await records.find_record("T1", "p000")).entries == ()


async def test_a_block_that_was_changed_is_closed_alone_and_counted(database: Database) -> None:
    source = TestKeys()
    records = await begun(database, source)
    first, second, *_ = [row[3] for row in await blocks(database)]
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    for number, sealed in ((0, second), (1, second[:-1])):  # swapped, and cut
        one = sa.update(checkin_blocks).where(checkin_blocks.c.block == number)
        await database.execute(one.values(sealed=sealed))
    await database.execute(sa.delete(checkin_blocks).where(checkin_blocks.c.block == 2))
    assert (await records.checkup()).tenants["T1"].blocks == 3
    left = [record.user_id for record in await records.all_records("T1")]
    assert 0 < len(left) < len(PEOPLE)
    closed = next(user_id for user_id in PEOPLE if user_id not in left)
    with pytest.raises(VaultClosed, match="does not open"):
        await records.change_record("T1", closed, answering)
    await records.change_record("T1", left[0], answering)
    await records.rewrite_records("T1", lambda record: record)
    done = await key_rotation(database, TestKeys(NEW, OLD), chance, lambda: 0.0).rotate()
    assert done.unreadable == 3
    assert "old keys stay" in done.next_step
    await key_rotation(database, TestKeys(NEW, OLD), chance, lambda: 0.0).rotate(drop=True)
    records = sealed_records(database, TestKeys(NEW), chance)
    assert [record.user_id for record in await records.all_records("T1")] == left
    await records.change_record("T1", closed, answering)
    assert (await records.checkup()).tenants["T1"].blocks == 0


@pytest.mark.parametrize("pepper", [False, True])
async def test_a_rotation_leaves_everything_readable_by_the_new_keys_alone(
    database: Database, file: KeyFile, *, pepper: bool
) -> None:
    await begun(database, file)
    old, before = file.keys(), await blocks(database)
    assert old
    done = await key_rotation(database, file, chance, lambda: 0.0).rotate(pepper=pepper)
    new = file.keys()
    assert new
    assert (done.sealed, done.unreadable) == (len(before), 0)
    assert (len(new.wrapping), len(new.peppers)) == (1, 1)
    assert (new.current == old.current, new.pepper == old.pepper) == (pepper, not pepper)
    assert not {row[2] for row in before} & {row[2] for row in await blocks(database)}
    await all_there(database, file)


async def test_erasures_hold_after_the_pepper_turned(database: Database, file: KeyFile) -> None:
    records = await begun(database, file)
    await records.erase_record("T1", "p000")
    listed = file.state().erased
    await key_rotation(database, file, chance, lambda: 0.0).rotate(pepper=True)
    state = file.state()
    assert (state.erased, state.by) == (listed, next(iter((file.keys() or keys_of([], b"")).peppers)))
    opened = await records.opener.opened()
    assert not opened.erasures.closed
    assert len(opened.erasures.state.erased) == 1
    assert (await records.find_record("T1", "p000")).entries == ()


async def test_who_has_the_old_key_after_the_turn_is_refused(database: Database) -> None:
    slow = TestKeys()
    records = await begun(database, slow)
    await key_rotation(database, TestKeys(NEW, OLD), chance, lambda: 0.0).rotate()
    with pytest.raises(VaultClosed, match="CALMA_CHECKIN_KEY"):
        await records.change_record("T1", "p000", answering)
    slow.held = keys_of([NEW], PEPPER)
    await all_there(database, slow)


async def test_a_rotation_converts_what_an_earlier_version_stored(database: Database) -> None:
    await EarlierVersion(database).takes_part("ana", entry(NOW))
    await key_rotation(database, TestKeys(NEW, OLD), chance, lambda: 0.0).rotate()
    records = sealed_records(database, TestKeys(NEW), chance)
    assert (await records.find_record("T1", "ana")).entries == (entry(NOW),)


async def test_one_rotation_at_a_time_over_machines(database: Database, file: KeyFile) -> None:
    await begun(database, file)
    row = {"id": "only", "owner": "elsewhere:/srv/keys", "until": 1_000}
    await database.execute(sa.insert(checkin_rotation).values(row))
    before = file.keys()
    with pytest.raises(VaultClosed, match="elsewhere:/srv/keys"):
        await key_rotation(database, file, chance, lambda: 999.0).rotate()
    assert file.keys() == before
    await key_rotation(database, file, chance, lambda: 1_000.0).rotate()
    assert file.keys() != before
    await all_there(database, file)


async def test_one_rotation_at_a_time_over_processes(
    database: Database, file: KeyFile, tmp_path: Path
) -> None:
    await begun(database, file)
    before = file.keys()
    with (
        KeyFile(tmp_path / "keys" / "checkin.keys").rotating(),
        pytest.raises(KeysError, match="being rotated already"),
    ):
        await key_rotation(database, file, chance, lambda: 0.0).rotate()
    assert file.keys() == before
    await key_rotation(database, file, chance, lambda: 0.0).rotate()
    await all_there(database, file)


@pytest.mark.parametrize("pepper", [False, True])
def test_a_new_key_for_the_environment_is_put_into_a_private_file(tmp_path: Path, *, pepper: bool) -> None:
    source = EnvironmentKeys([OLD], PEPPER, tmp_path)
    messages = []
    for _ in range(2):
        with pytest.raises(KeysError, match=r"Put a new one before it.*delete it after") as raised:
            source.begin(pepper=pepper)
        messages.append(str(raised.value))
    file = tmp_path / ("checkin.new-pepper" if pepper else "checkin.new-key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(base64.b64decode(file.read_text())) == 32
    assert messages[0] == messages[1]
    assert str(file) in messages[0]
    assert file.read_text().strip() not in messages[0]


def test_keys_in_the_environment_turn_when_there_are_two() -> None:
    both = EnvironmentKeys([NEW, OLD], [PEPPER, OTHER])
    assert both.begin().current == key_id(NEW)
    assert key_id(both.begin(pepper=True).pepper) == key_id(PEPPER)
    assert "only the first key" in both.finish()


def test_a_private_file_is_parsed_anew_once_it_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, parsed = PrivateFile(tmp_path / "one"), list[str]()

    def parse(text: str) -> str:
        parsed.append(text)
        return text.upper()

    once = CachedFile(file, parse)
    assert once.read() is None
    file.write("a")
    assert [once.read(), once.read()] == ["A", "A"]
    assert parsed == ["a", "a"]  # so soon after it was written, another change might not show
    monkeypatch.setattr(private_file, "_SETTLED", -1)
    assert [once.read() for _ in range(3)] == ["A", "A", "A"]
    assert parsed == ["a"] * 3
    file.write("bb")
    assert [once.read(), once.read()] == ["BB", "BB"]
    file.write("ccc")
    once.wrote("mine")
    assert once.read() == "mine"
    file.path.chmod(0o640)
    with pytest.raises(PrivateFileError, match="chmod 600"):
        once.read()
    file.path.unlink()
    assert once.read() is None
    assert parsed == [*["a"] * 3, "bb"]


async def test_many_at_once_write_what_is_kept_with_the_keys_together_and_no_erasure_is_lost(
    database: Database, tmp_path: Path
) -> None:
    writes = 0

    class Counted(EnvironmentKeys):
        def change_state(self, change: Callable[[KeyState], KeyState]) -> KeyState:
            nonlocal writes
            writes += 1
            return super().change_state(change)

    source = Counted([OLD], PEPPER, tmp_path)
    records = await begun(database, source)
    before = writes
    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(records.change_record("T1", f"p{n}", answering))
            group.create_task(records.erase_record("T2", f"p{n}"))
    assert 0 < writes - before < 20
    assert len(source.state().erased) == len(EnvironmentKeys([OLD], PEPPER, tmp_path).state().erased) == 20
    assert all([(await records.find_record("T1", f"p{n}")).entries for n in range(20)])
