"""The compiled phrasebook: the same answers as from the files, and never a stale, broken or foreign one."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.content import compiled
from bot.content.problem import BrokenPhrasebook
from bot.core.phrasebook import Phrase
from bot.wiring.phrasebook import FILE, ReadyPhrasebook, _sources, prepare
from tests.conftest import PHRASEBOOK, ROOT, SITUATIONS
from tests.processes import run

KEY = bytes(range(compiled.TAG))
PACKAGES = {"bot.core"}
VALUES = [Phrase("p1", {"en": "I hear you."}, {"en": "Calm."}), ("plain", 1, 2.5, None)]
TEXTS = ("yelling", "me grita y amenaza con demandar", "#chat refund late", "the weather", "yeling", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the shipped phrasebook lies compiled."""
    found = tmp_path_factory.mktemp("data")
    prepare(PHRASEBOOK, folder=found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small compiled file."""
    path = tmp_path / "values"
    compiled.write(path, KEY, VALUES)
    return path


def key_of_the_program(root: Path) -> str:
    """Returns the key of nothing by the program in `root`, in a process of its own."""
    code = "from bot.content import compiled; print(compiled.key([]).hex())"
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def read(path: Path) -> object:
    return compiled.read(path, KEY, PACKAGES)


def answers(ready: ReadyPhrasebook) -> list[object]:
    return [ready.finder.find(text) for text in TEXTS]


def from_the_file(folder: Path, phrasebook: Path = PHRASEBOOK) -> bool:
    """Returns whether the next start reads what is compiled, and need not write it."""
    before = (folder / FILE).stat().st_ino
    prepare(phrasebook, folder=folder)
    return (folder / FILE).stat().st_ino == before


def test_what_is_compiled_is_what_the_files_say(folder: Path) -> None:
    anew, ready = prepare(PHRASEBOOK), prepare(PHRASEBOOK, folder=folder)
    assert from_the_file(folder)
    assert (ready.book.situations, ready.book.quiz) == (anew.book.situations, anew.book.quiz)
    assert (ready.book.protocols, ready.book.scenarios) == (anew.book.protocols, anew.book.scenarios)
    assert ready.book.words.say("es", "menu.title") == anew.book.words.say("es", "menu.title")
    assert ready.checkin == anew.checkin
    assert answers(ready) == answers(anew)


def test_the_collector_is_left_as_it_was(folder: Path) -> None:
    prepare(PHRASEBOOK, folder=folder)
    assert gc.isenabled()


def test_a_change_of_any_file_makes_it_stale(copy: Path, tmp_path: Path) -> None:
    prepare(copy, folder=tmp_path)
    keys = {compiled.key(_sources(copy, None))}
    for name in ("situations/yelling.yml", "checkin/care.yml", "ui/en.yml", "new.yml"):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("\n# a remark\n")
        keys.add(compiled.key(_sources(copy, None)))
    assert len(keys) == 5
    assert not from_the_file(tmp_path, copy)
    assert from_the_file(tmp_path, copy)


def test_a_questionnaire_of_ones_own_is_one_of_the_sources(tmp_path: Path) -> None:
    licensed = tmp_path / "own.yml"
    shutil.copy(PHRASEBOOK / "checkin" / "instrument.yml", licensed)
    prepare(PHRASEBOOK, licensed, tmp_path)
    text = licensed.read_text(encoding="utf-8")
    licensed.write_text(text.replace("version: 1", "version: 7", 1), encoding="utf-8")
    ready = prepare(PHRASEBOOK, licensed, tmp_path)
    assert ready.checkin
    assert ready.checkin.instrument.version == 7


def test_a_broken_phrasebook_is_told_though_an_older_one_lies_compiled(copy: Path, folder: Path) -> None:
    (copy / "situations" / "yelling.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(BrokenPhrasebook, match=r"yelling\.yml"):
        prepare(copy, folder=folder)
    assert from_the_file(folder)


@pytest.mark.process
def test_a_changed_program_is_another_key(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    assert key_of_the_program(tmp_path) == key_of_the_program(ROOT) == compiled.key([]).hex()
    with (tmp_path / "bot" / "telemetry.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert key_of_the_program(tmp_path) != compiled.key([]).hex()


def test_a_key_is_of_names_and_contents_each_by_itself() -> None:
    keys = {
        compiled.key(sources) for sources in ([("ab", b"c")], [("a", b"bc")], [("ab", b""), ("", b"c")], [])
    }
    assert len(keys) == 4


def test_what_was_written_is_read(file: Path) -> None:
    assert read(file) == VALUES
    assert file.stat().st_mode & 0o777 == 0o600


def test_one_of_another_key_is_ignored(file: Path) -> None:
    assert compiled.read(file, KEY[::-1], PACKAGES) is None


def test_one_that_is_cut_anywhere_is_ignored(file: Path) -> None:
    data = file.read_bytes()
    for length in range(len(data)):
        file.write_bytes(data[:length])
        assert read(file) is None, length
    file.write_bytes(data + b"\0")
    assert read(file) is None


def test_one_with_any_bit_turned_is_ignored(file: Path) -> None:
    data = file.read_bytes()
    for place in range(len(data)):
        for bit in (1, 128):
            file.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
            assert read(file) is None, place


def _others_may_write(path: Path) -> None:
    path.chmod(0o602)


def _the_group_may_write(path: Path) -> None:
    path.chmod(0o620)


def _a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def _a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _gone(path: Path) -> None:
    path.unlink()


WRONG = [_others_may_write, _the_group_may_write, _a_link, _a_pipe, _a_directory, _gone]


@pytest.mark.parametrize("change", WRONG)
def test_what_is_no_file_of_ours_alone_is_ignored(file: Path, change: Callable[[Path], None]) -> None:
    change(file)
    assert read(file) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_ones_file_is_ignored(file: Path) -> None:
    os.chown(file, 12345, -1)
    assert read(file) is None


@pytest.mark.parametrize("change", [change for change in WRONG if change is not _a_directory])
def test_whatever_was_in_its_place_is_written_anew(file: Path, change: Callable[[Path], None]) -> None:
    change(file)
    compiled.write(file, KEY, VALUES)
    assert read(file) == VALUES


def test_a_directory_in_its_place_stays_and_a_start_does_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).mkdir()
    with caplog.at_level(logging.INFO, "calma"):
        assert prepare(PHRASEBOOK, folder=tmp_path).book.situations
    assert len(caplog.records) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_takes_no_file_does_without(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if os.geteuid() == 0:  # root may write anywhere but where there is no disk
        path = Path("/proc/self/values")
    else:
        file.parent.chmod(0o500)
        path = file.with_name("more")
    with caplog.at_level(logging.INFO, "calma"):
        compiled.write(path, KEY, VALUES)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert read(path) is None


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert prepare(PHRASEBOOK, folder=tmp_path / "data").book.situations
    assert not list(tmp_path.iterdir())


class _Runs:
    """What a planted file would hold: a call of anything at all."""

    def __init__(self, call: Callable[..., Any], *arguments: object) -> None:
        self._reduced = (call, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self._reduced


@pytest.mark.parametrize("call", [os.system, eval, exec, getattr, __import__, subprocess.Popen, open])
def test_a_planted_file_runs_nothing(tmp_path: Path, call: Callable[..., Any]) -> None:
    # Even with the right hash, which needs no secret.
    mark = tmp_path / "mark"
    path = tmp_path / "values"
    for planted in (_Runs(call, f"touch {mark}"), [{"deep": (_Runs(call, f"touch {mark}"),)}]):
        compiled.write(path, KEY, planted)
        assert read(path) is None
    assert not mark.exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("bot.core.phrasebook", "replace"),  # a function that a module of values imports
        ("bot.core.phrasebook", "Phrase.__init__"),
        ("bot.core.words", "partial"),  # a class, and not of there
        ("bot.config", "Config"),
        ("bot.features.lookup.finder", "Finder"),  # of a package that was not named
        ("bot.core.nowhere", "Phrase"),
        ("builtins", "eval"),
    ],
)
def test_only_classes_of_the_packages_are_built(tmp_path: Path, module: str, name: str) -> None:
    path = tmp_path / "values"
    body = b"\x80\x04" + b"".join(b"\x8c" + bytes([len(t)]) + t.encode() for t in (module, name)) + b"\x93."
    path.write_bytes(compiled._tag(body, KEY) + body)
    assert read(path) is None


@pytest.mark.process
def test_two_processes_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.wiring.phrasebook import prepare; "
        "print(len(prepare(Path(sys.argv[1]), folder=Path(sys.argv[2])).book.situations))"
    )

    def process(_: int) -> str:
        return run(code, str(PHRASEBOOK), str(tmp_path), environment={}).stdout

    with ThreadPoolExecutor(3) as at_once:
        assert set(at_once.map(process, range(3))) == {f"{SITUATIONS}\n"}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert from_the_file(tmp_path)


def test_what_cannot_be_compiled_leaves_the_old_one(file: Path) -> None:
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        compiled.write(file, KEY, lambda: None)
    assert read(file) == VALUES
