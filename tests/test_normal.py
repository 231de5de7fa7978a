"""Normal forms take time in proportion to a text, and nothing is lost that anybody writes."""

from __future__ import annotations

import sys
import time
import unicodedata
from pathlib import Path

import pytest

import bot
from bot.core.normal import MOST_MARKS, SHORT, normalised

MARKS = "\u0315\u0300"  # in an order in which each has to be moved


@pytest.mark.parametrize("marks", [MARKS, "\uff9e\u094d", "\u0f75\u0f71"])
def test_marks_without_end_take_no_time(marks: str) -> None:
    begin = time.thread_time()
    assert len(normalised("NFKD", "a" + marks * 24_000)) < 4 * MOST_MARKS
    assert time.thread_time() - begin < 0.1


@pytest.mark.parametrize(
    "text", ["é" * SHORT, "한국어 " * SHORT, "Z̴̧͝a̵lg̷̛͠o " * SHORT, "ﷺ" * SHORT, "e\u0301" * SHORT]
)
def test_what_is_written_stays_whole(text: str) -> None:
    assert normalised("NFKD", text + "x" * SHORT) == unicodedata.normalize("NFKD", text + "x" * SHORT)


def test_every_mark_counts_as_one() -> None:
    for code in range(0x80, sys.maxunicode):
        if unicodedata.combining(unicodedata.normalize("NFKD", character := chr(code))[0]):
            assert len(normalised("NFKD", character * (SHORT + 1))) <= 2 * MOST_MARKS, hex(code)


def test_nothing_else_takes_normal_forms() -> None:
    files = [file for folder in bot.__path__ for file in Path(folder).rglob("*.py")]
    found = [file.name for file in files if "unicodedata.normalize" in file.read_text()]
    assert found == ["normal.py"]
