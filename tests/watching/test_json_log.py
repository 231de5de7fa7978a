"""The log as JSON: one object a line, whoever logs; what text hides it hides, and nothing else is added."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import telemetry
from bot.core.chat import Person
from bot.core.errors import CalmaError, Unavailable
from bot.core.refusals import log_refusal
from bot.json_log import json_formatter
from tests.watching.watched import Watched

EVIL = 'Ana\n{"level": "error"}\r\x1b[2J\u202e\u2028"end\x00'
FIELDS = {"timestamp", "level", "logger", "event", "ref", "note", "exception"}
_log = logging.getLogger("calma.test")


@pytest.fixture
def log(logged: Path) -> Iterator[Path]:
    """A log of everything, as JSON."""
    handlers = logging.getLogger().handlers
    before = {handler: handler.formatter for handler in handlers}
    telemetry.set_up("DEBUG", json_formatter())
    yield logged
    for handler, formatter in before.items():
        handler.setFormatter(formatter)


def records(log: Path) -> list[dict[str, Any]]:
    """Returns what was written, but for the loop's own words."""
    found = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [record for record in found if record["logger"] != "asyncio" or record["level"] != "debug"]


def test_a_record_is_one_object_with_these_fields_and_no_others(log: Path) -> None:
    _log.warning("refused: %s", "x", extra={"tenant": "T1", "user": "ana", "text": "zzxxq"})
    [record] = records(log)
    assert list(record) == ["timestamp", "level", "logger", "event"]
    assert (record["level"], record["logger"], record["event"]) == ("warning", "calma.test", "refused: x")
    at = datetime.fromisoformat(record["timestamp"])
    assert record["timestamp"].endswith("Z")
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60


def test_what_others_send_ends_no_line_and_makes_no_field(log: Path) -> None:
    _log.warning("refused: %s", EVIL)
    _log.warning(EVIL)
    raw = log.read_text(encoding="utf-8").splitlines()
    assert len(raw) == 2
    assert all(line.isprintable() for line in raw)
    assert [record["level"] for record in records(log)] == ["warning", "warning"]


def test_a_trace_is_one_field_under_the_reference_that_the_person_sees(log: Path) -> None:
    try:
        raise ValueError("postgresql://calma:hunter2secret@db/calma\nis away")
    except ValueError as error:
        reference = telemetry.report(error)
    [record] = records(log)
    assert record["ref"] == reference
    assert reference in record["event"]
    assert record["exception"].startswith("Traceback (most recent call last):\n")
    assert record["exception"].splitlines()[-1] == "is away"
    assert "hunter2secret" not in log.read_text(encoding="utf-8")
    assert set(record) <= FIELDS


def test_what_somebody_can_mend_has_its_reference_and_no_trace(log: Path) -> None:
    reference = telemetry.report(CalmaError("the file is too large", words="error.later"))
    [record] = records(log)
    assert (record["ref"], record["level"]) == (reference, "info")
    assert "exception" not in record


def test_a_database_that_is_away_is_one_object_a_minute(log: Path) -> None:
    for _ in range(50):
        telemetry.report(Unavailable("OperationalError"))
    assert [record["logger"] for record in records(log)] == ["calma.store"]


def test_a_collector_that_is_away_is_one_object_a_minute(log: Path) -> None:
    exporter = logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    for number in range(50):
        exporter.warning("Transient error %s", number)
        exporter.error("Failed to export")
    assert [record["event"] for record in records(log)] == ["Transient error 0"]


def test_what_repeats_is_left_out_and_told(log: Path) -> None:
    for number in range(100):
        _log.info("refused %s", number)
    written = records(log)
    assert len(written) == telemetry.MOST
    assert written[-1]["note"] == "more of these are left out for a minute"


def test_secrets_are_hidden_wherever_they_turn_up(log: Path) -> None:
    before = set(telemetry._hidden)
    telemetry.hide(["a-secret-of-ours"])
    try:
        _log.error("it was %s, client_secret=hunter2", "a-secret-of-ours")
    finally:
        telemetry._hidden.intersection_update(before)
    [record] = records(log)
    assert record["event"] == "it was ***, client_secret=***"


def test_a_trace_without_end_is_cut(log: Path) -> None:
    def deeper(left: int) -> None:
        if not left:
            raise ValueError("x" * 100_000)
        deeper(left - 1)

    try:
        deeper(1)
    except ValueError:
        _log.exception("failed")
    [record] = records(log)
    assert len(record["exception"]) < telemetry.TRACE_LINES * 2_100
    assert record["exception"].splitlines()[-1].endswith("…")


def test_other_packages_come_by_the_same_way(log: Path) -> None:
    logging.getLogger("aiohttp.server").error("broken: %s", "https://u:hunter2secret@host/")
    logging.getLogger("slack_bolt.App").debug("the body: zzxxq")
    logging.getLogger("urllib3.connectionpool").info("the body: zzxxq")
    [record] = records(log)
    assert (record["logger"], record["event"]) == ("aiohttp.server", "broken: https://u:***@host/")


async def test_what_nobody_awaits_comes_too(log: Path) -> None:
    loop = asyncio.get_running_loop()
    error = OSError(errno.EMFILE, "Too many open files")
    for _ in range(100):
        telemetry.loop_failed(loop, {"message": "no file", "exception": error})
    assert [record["event"] for record in records(log)] == [
        "no connection can be accepted: Too many open files"
    ]


def test_a_press_that_is_refused_tells_ids_in_its_words_alone(log: Path) -> None:
    log_refusal(_log, Person("T1", "slack", "U7"), "alert", "a1")
    [record] = records(log)
    assert record["event"] == "refused a press: tenant T1, user U7, alert a1"
    assert set(record) == {"timestamp", "level", "logger", "event"}


async def test_no_text_of_anybody_is_in_it(log: Path, app_watched: Watched) -> None:
    for text in ("zzxxq qqzz", "zzxxq I am shaking after that call and cannot take another"):
        await app_watched.slack.types(text)
        await app_watched.in_teams(text)
    await app_watched.in_teams("zzxxq", token="zzxxq")
    await app_watched.read()
    assert records(log)
    assert not any("zzxxq" in str(record) for record in records(log))
