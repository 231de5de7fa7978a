"""Coverage-guided fuzzing of what reads every text that people type: `python -m bench.fuzz`.

Needs the packages of requirements/bench.txt. `--seconds` is for each of the two: the parser of commands, and
the detector of danger. A run is a text that libFuzzer made, from what took new ways through our code before.
It tells how many there were, how many crashed, and the slowest answer in processor time, which being watched
makes some times as long; it ends with 1 where one crashed, or took longer than a second.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.figures import table

ROOT = Path(__file__).parents[1]
LONGEST = (
    4_000  # bytes of a text: what is longer takes its time in proportion, which tests/test_patterns.py holds
)
SLOW = 1.0  # seconds of one answer at most
TOLD = 3  # crashes whose trace is shown
WATCHED = ["bot.core", "bot.features.lookup", "bot.features.safety", "bot.features.drill"]
TARGETS = {"commands": "what is typed behind a command", "danger": "the detector of danger"}
Read = Callable[[str], object]


def reader(target: str) -> Read:
    """Returns what reads a text. It is called once our code is watched."""
    build: Any = import_module("tests.build")
    if target == "danger":
        detect: Read = build.ready().finder._safety.detect
        return detect
    desk: Any = import_module("bot.core.desk")
    calma = build.build()
    calma.desk._keyword("calm", "")  # makes the tables of keywords
    figures: Any = import_module("bot.features.drill.topics")

    def read(text: str) -> object:
        name, _, rest = text.partition(" ")
        parsed = [calma.desk._keyword(command, text) for command in (name, *desk.COMMANDS)]
        for command in desk.COMMANDS:
            calma.desk._typed[command].near(rest)
        return parsed, figures.parse_request(text), calma.finders.shipped.find(text)

    return read


class Fuzzed:
    """What came of it so far, written to a file once a second: libFuzzer ends its process as it likes."""

    def __init__(self, read: Read, path: Path) -> None:
        self._read, self._path, self._written = read, path, 0.0
        self.runs, self.slowest, self.slowest_text = 0, 0.0, ""
        self.crashes: dict[str, str] = {}

    def __call__(self, data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape") if self.runs % 2 else data.decode("utf-8", "replace")
        begin = time.thread_time()
        try:
            self._read(text)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            trace = traceback.format_exc()
            self.crashes.setdefault(trace.strip().splitlines()[-3], f"{text!r:.300}\n{trace}")
        took = time.thread_time() - begin
        self.runs += 1
        if took > self.slowest:
            self.slowest, self.slowest_text = took, f"{text!r:.100}"
        if time.monotonic() > self._written + 1.0:
            self._written = time.monotonic()
            self._path.write_text(json.dumps(self.told()), encoding="utf-8")

    def told(self) -> dict[str, Any]:
        """Returns it as JSON holds it."""
        figures = {"runs": self.runs, "slowest": self.slowest, "text": self.slowest_text}
        return {**figures, "crashes": list(self.crashes.values())}


def fuzz(target: str, seconds: int, folder: Path) -> None:
    """Fuzzes in this process, which ends with it."""
    atheris: Any = import_module("atheris")
    logging.disable()
    with atheris.instrument_imports(include=WATCHED):
        read = reader(target)
    ways = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=60", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(_corpus(folder)), *ways], Fuzzed(read, folder / "told.json"))
    atheris.Fuzz()


def _corpus(folder: Path) -> Path:
    """Writes what people type to a folder: what is made from it gets further than what is made of nothing."""
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = (ROOT / "tests/lookup/unseen_tune.jsonl").read_text(encoding="utf-8").splitlines()
    words = import_module("tests.build").shipped().keywords
    texts = [json.loads(line)["query"] for line in lines] + [
        " ".join(words.words(id)[:2]) for id in words.ids
    ]
    for number, text in enumerate(
        [*texts, "he says he has a knife", "🆘", "le está gritando #chat", "10 yelling"]
    ):
        (corpus / str(number)).write_text(text, encoding="utf-8")
    return corpus


def measure(target: str, seconds: int) -> dict[str, Any]:
    """Returns what came of fuzzing in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [sys.executable, "-m", "bench.fuzz", "--seconds", str(seconds), "--in", folder, target]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
        path = Path(folder) / "told.json"
        if not path.exists():
            sys.exit(f"Nothing was fuzzed: {done.stderr.strip()[-2000:]}")
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if done.returncode:
        told["crashes"].append(
            done.stderr.strip()[-2000:]
        )  # libFuzzer's own: nothing for a minute, or a signal
    return told


def main() -> None:
    """Fuzzes and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar=f"{{{','.join(TARGETS)}}}")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        fuzz(options.targets[0], options.seconds, options.folder)
    all_told = {target: measure(target, options.seconds) for target in options.targets}
    rows = [
        [
            TARGETS[name],
            f"{told['runs']:,}",
            str(len(told["crashes"])),
            f"{told['slowest'] * 1e3:,.0f}",
            told["text"],
        ]
        for name, told in all_told.items()
    ]
    table(f"{options.seconds} s each", ["read by", "runs", "crashes", "slowest, ms of processor", "of"], rows)
    for told in all_told.values():
        print(*told["crashes"][:TOLD], sep="\n\n")
    sys.exit(any(told["crashes"] or told["slowest"] > SLOW for told in all_told.values()))


if __name__ == "__main__":
    main()
