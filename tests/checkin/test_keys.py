"""The keys: where they come from, and what happens when they are wrong or missing."""

from __future__ import annotations

import base64
import logging
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.keys import WrappingKeys, key_id
from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import OwnCheckins, Submitted, VaultClosed
from bot.features.checkin.rotation import rotate
from bot.keys import EnvironmentKeys, KeyFile, KeysError, keys_of
from bot.store.memory.checkin import MemorySealedRowStore
from tests.checkin.keys import NEW, OLD, PEPPER, TODAY, TestKeys, chance, entry


async def begun(rows: MemorySealedRowStore, source: TestKeys | KeyFile) -> SealedAnswerStore:
    answers = SealedAnswerStore(rows, source, chance)
    await answers.keep_consent("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.KEPT
    return answers


def contents(rows: MemorySealedRowStore) -> tuple[object, ...]:
    return dict(rows._people), dict(rows._rows), rows._lock


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
    for use in (KeyFile(path).keys, KeyFile(path).make, KeyFile(path).begin):
        with pytest.raises(KeysError, match=r"checkin\.keys is damaged"):
            use()
    assert path.read_text() == text


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    KeyFile(tmp_path / "checkin.keys").make()
    (tmp_path / "checkin.keys").chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        KeyFile(tmp_path / "checkin.keys").keys()


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (None, "keys are missing"),
        (keys_of([NEW], PEPPER), "CALMA_CHECKIN_KEY"),
        (keys_of([OLD], NEW), "CALMA_CHECKIN_PEPPER"),
    ],
)
async def test_wrong_or_missing_keys_are_said_and_change_nothing(
    held: WrappingKeys | None, named: str
) -> None:
    rows, source = MemorySealedRowStore(), TestKeys()
    answers = await begun(rows, source)
    before = contents(rows)
    source.held = held
    for use in (
        answers.keep_consent("T1", "luis"),
        answers.submit_entry("T1", "ana", entry(), TODAY),
        answers.own_checkins("T1", "ana"),
    ):
        with pytest.raises(VaultClosed, match=named):
            await use
    with pytest.raises(VaultClosed, match="set of keys"):
        await rotate(rows, source, chance)
    assert contents(rows) == before
    source.held = keys_of([OLD], PEPPER)
    assert len((await answers.own_checkins("T1", "ana")).entries) == 1


async def test_missing_keys_are_not_made_anew_where_there_are_answers(tmp_path: Path) -> None:
    rows, path = MemorySealedRowStore(), tmp_path / "checkin.keys"
    answers = await begun(rows, KeyFile(path))
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(VaultClosed, match="put back"):
        await answers.own_checkins("T1", "ana")
    assert not path.exists()


async def test_erasing_works_with_the_wrong_key() -> None:
    rows, source = MemorySealedRowStore(), TestKeys()
    answers = await begun(rows, source)
    source.held = keys_of([NEW], PEPPER)
    await answers.erase_person("T1", "ana")
    assert contents(rows)[:2] == ({}, {})


async def test_swapped_rows_are_unreadable_alone_and_counted() -> None:
    rows = MemorySealedRowStore()
    answers = await begun(rows, TestKeys())
    for one in ("luis", "eva"):
        await answers.keep_consent("T1", one)
        await answers.submit_entry("T1", one, entry(), TODAY)
    a, b, _ = list(rows._rows)
    first, second = rows._rows[a], rows._rows[b]
    rows._rows[a] = replace(first, sealed=second.sealed)
    rows._rows[b] = replace(second, sealed=second.sealed[:-1])
    assert await answers.own_checkins("T1", "ana") == OwnCheckins((), 1)
    assert (await answers.own_checkins("T1", "luis")).unreadable == 1
    assert len((await answers.own_checkins("T1", "eva")).entries) == 1
    checked = await answers.checkup("T1", ["ana", "luis", "eva", "nobody"])
    assert (checked.rows, checked.keys, checked.of_nobody) == (2, 0, 0)
    assert (await answers.checkup("T1", ["ana", "eva"])).of_nobody == 1


async def test_a_rotation_leaves_everything_readable_by_the_new_key_alone(tmp_path: Path) -> None:
    rows, source = MemorySealedRowStore(), KeyFile(tmp_path / "checkin.keys")
    answers = await begun(rows, source)
    old = source.keys()
    assert old
    done = await rotate(rows, source, chance)
    new = source.keys()
    assert new
    assert (done.wrapped, done.unreadable) == (1, 0)
    assert len(new.wrapping) == 1
    assert new.current != old.current
    assert len((await answers.own_checkins("T1", "ana")).entries) == 1
    assert await answers.submit_entry("T1", "ana", entry("2026-W49-W50"), TODAY) is Submitted.KEPT


async def test_who_wraps_by_the_old_key_after_the_turn_is_refused(tmp_path: Path) -> None:
    rows, slow = MemorySealedRowStore(), TestKeys()
    answers = await begun(rows, slow)
    await rotate(rows, TestKeys(NEW, OLD), chance)
    with pytest.raises(VaultClosed, match="CALMA_CHECKIN_KEY"):
        await answers.keep_consent("T1", "luis")
    slow.held = keys_of([NEW], PEPPER)
    await answers.keep_consent("T1", "luis")
    assert {person.by for person in rows._people.values()} == {key_id(NEW)}


async def test_the_old_key_stays_while_something_does_not_open(tmp_path: Path) -> None:
    rows, source = MemorySealedRowStore(), KeyFile(tmp_path / "checkin.keys")
    await begun(rows, source)
    ((key, person),) = rows._people.items()
    rows._people[key] = replace(person, wrapped=person.wrapped[:-1])
    done = await rotate(rows, source, chance)
    assert (done.wrapped, done.unreadable) == (0, 1)
    assert len((source.keys() or keys_of([OLD], PEPPER)).wrapping) == 2
    assert (await rotate(rows, source, chance, drop=True)).unreadable == 1
    assert len((source.keys() or keys_of([OLD, NEW], PEPPER)).wrapping) == 1


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
    both = EnvironmentKeys([NEW, OLD], PEPPER)
    assert both.begin().current == key_id(NEW)
    assert "only the first key" in both.finish()
