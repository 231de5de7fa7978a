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


@pytest.mark.parametrize("piece", ["é", "한국어 ", "Z̴̧͝a̵lg̷̛͠o ", "ﷺ y también más, ", "e\u0301"])
def test_what_is_written_stays_whole(piece: str) -> None:
    text = piece * (SHORT + 1)
    assert normalised("NFKD", text) == unicodedata.normalize("NFKD", text)


def test_a_long_text_does_not_grow_without_bound() -> None:
    assert len(normalised("NFKD", "ﷺ" * 40_000)) <= 160_000


def test_every_mark_counts_as_one() -> None:
    for code in range(0x80, sys.maxunicode):
        if unicodedata.combining(unicodedata.normalize("NFKD", character := chr(code))[0]):
            assert len(normalised("NFKD", character * (SHORT + 1))) <= 2 * MOST_MARKS, hex(code)


def test_nothing_else_takes_normal_forms() -> None:
    files = [file for folder in bot.__path__ for file in Path(folder).rglob("*.py")]
    found = [file.name for file in files if "unicodedata.normalize" in file.read_text()]
    assert found == ["normal.py"]
