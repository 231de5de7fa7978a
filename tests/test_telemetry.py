"""What the log shows of what others send: one printable line each, no passwords, and not without end."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config, telemetry
from bot.core.errors import CalmaError
from tests import processes

EVIL = "Ana\n2026-11-22 12:00:00 ERROR calma all is lost\r\x1b[2J\x1b]0;owned\x07\u202e\u2028\u2066end\x00"
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+ ")
_log = logging.getLogger("calma.test")


@pytest.fixture
def hidden() -> Iterator[None]:
    """Forgets at the end what was to be hidden."""
    before = set(telemetry._hidden)
    yield
    telemetry._hidden.clear()
    telemetry._hidden.update(before)


def lines(log: Path) -> list[str]:
    written = log.read_text(encoding="utf-8").splitlines()
    return [line for line in written if " DEBUG asyncio " not in line]


def test_what_others_send_is_one_printable_line(logged: Path) -> None:
    _log.warning("refused: %s", EVIL)
    _log.warning(EVIL)
    first, second = lines(logged)
    assert RECORD.match(first)
    assert RECORD.match(second)
    assert first.isprintable()
    assert "Ana\\n2026-11-22" in first
    assert "\\x1b[2J" in second
    assert "\\u202e" in second


def test_a_trace_begins_no_line_of_its_own(logged: Path) -> None:
    try:
        raise ValueError(EVIL)
    except ValueError as error:
        reference = telemetry.report(error)
    first, *trace = lines(logged)
    assert RECORD.match(first)
    assert reference in first
    assert all(line.startswith("  | ") and line.isprintable() for line in trace)
    assert any("all is lost" in line for line in trace)


def test_an_error_that_somebody_can_mend_is_one_line_too(logged: Path) -> None:
    telemetry.report(CalmaError(EVIL, words="error.later"))
    [line] = lines(logged)
    assert line.isprintable()


def test_a_line_has_an_end(logged: Path) -> None:
    _log.warning("x" * 300_000)
    assert len(lines(logged)[0]) < 2_100


def test_whoever_repeats_what_is_logged_fills_no_disk(logged: Path) -> None:
    for number in range(5_000):
        _log.info("refused %s", number)
    _log.info("something else")
    written = lines(logged)
    assert len(written) == telemetry.MOST + 1
    assert written[-2].endswith("refused 19 (more of these are left out for a minute)")
    assert written[-1].endswith("something else")


def test_after_a_minute_the_log_says_how_many_were_left_out() -> None:
    now = 0.0
    budget = telemetry.LogBudget(lambda: now)

    def record() -> logging.LogRecord:
        return logging.LogRecord("calma", logging.INFO, __file__, 1, "refused", (), None)

    assert sum(budget.filter(record()) for _ in range(1_000)) == telemetry.MOST
    now = 61.0
    later = record()
    assert budget.filter(later)
    assert getattr(later, "left_out", "") == " (980 like it were left out)"


def test_every_reference_is_in_the_log_and_its_trace_a_few_times(logged: Path) -> None:
    references = []
    for _ in range(50):
        try:
            raise RuntimeError("the database is away")
        except RuntimeError as error:
            references.append(telemetry.report(error))
    text = logged.read_text(encoding="utf-8")
    assert all(reference in text for reference in references)
    assert text.count("Traceback") == telemetry.TRACES


async def test_connections_that_cannot_be_accepted_are_one_line(logged: Path) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(1_000):
        error = OSError(errno.EMFILE, "Too many open files")
        telemetry.loop_failed(loop, {"message": "socket.accept() out of system resource", "exception": error})
    assert len(lines(logged)) == 1
    telemetry.loop_failed(loop, {"message": "a task failed", "exception": RuntimeError(EVIL)})
    assert any("a task failed" in line for line in lines(logged))


@pytest.mark.parametrize(
    "text",
    [
        "cannot connect to postgresql://calma:hunter2secret@db/calma",
        "postgresql+psycopg://calma:hunter2secret@db:5432/calma?x=1 refused",
        "FATAL: host=db password=hunter2secret user=calma",
        "https://login.example/?client_secret=hunter2secret&x=1",
    ],
)
def test_no_password_of_an_address_is_shown(logged: Path, text: str) -> None:
    _log.error(text)
    assert "hunter2secret" not in logged.read_text(encoding="utf-8")
    assert "hunter2secret" not in telemetry.redacted(text)
    assert "***" in telemetry.redacted(text)


@pytest.mark.usefixtures("hidden")
def test_a_password_with_every_mark_in_it_is_hidden_wherever_it_turns_up(logged: Path) -> None:
    password = "p@ss/w:rd#1?%20"
    telemetry.hide(config.secrets({"DATABASE_URL": f"postgresql://calma:{password}@db/calma"}))
    try:
        raise ValueError(f"invalid literal: {password!r}")
    except ValueError as error:
        telemetry.report(error)
    assert password not in logged.read_text(encoding="utf-8")
    assert telemetry.redacted("what is said of no secret stays") == "what is said of no secret stays"


@pytest.mark.usefixtures("hidden")
def test_secrets_of_the_settings_are_hidden_and_none_is_in_what_the_settings_say() -> None:
    environment = {
        "SLACK_SIGNING_SECRET": "signing-secret-1",
        "SLACK_BOT_TOKEN": "xoxb-secret-2",
        "MICROSOFT_APP_ID": "the-app",
        "MICROSOFT_APP_PASSWORD": "app-secret-3",
        "DATABASE_URL": "postgresql://calma:secret-4@db/calma",
    }
    telemetry.hide(config.secrets(environment))
    said = repr(config.read(environment))
    for secret in ("signing-secret-1", "xoxb-secret-2", "app-secret-3", "secret-4"):
        assert secret not in said
        assert telemetry.redacted(f"it was {secret} all along") == "it was *** all along"


@pytest.mark.process
@pytest.mark.parametrize("job", ["migrate", "doctor", "deliveries"])
@pytest.mark.parametrize(
    "rest", ["nowhere.invalid:x/calma", "127.0.0.1:1/calma", "[/calma", "127.0.0.1/%zz?=&"]
)
def test_no_job_says_the_password_of_a_database_it_cannot_reach(job: str, rest: str, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": f"postgresql://calma:hunter2secret@{rest}",
        "CALMA_DATA_DIR": str(tmp_path),
    }
    done = processes.calma(job, environment=environment)
    assert done.returncode == 1
    assert "hunter2secret" not in done.stdout + done.stderr
