"""Logs, and the references by which a person's “it broke” finds its line in them.

What others send gets into logs by many ways: names, headers, messages of errors. So every line goes through
one piece that shows it as one line of printable text, without passwords; and whoever repeats what is logged
fills no disk.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from bot.core.background import Bounded
from bot.core.errors import CalmaError, Unavailable

_log = logging.getLogger("calma")
_store_log = logging.getLogger("calma.store")
# What these tell of a database that is away they tell of every single wait for it.
AWAY = ("calma.store", "sqlalchemy", "psycopg", "procrastinate")
# And these of a collector of traces that is away, again and again.
TRACES_AWAY = ("opentelemetry",)
# At debug level these log request bodies, and what people ask the coach is theirs; or each statement with its
# values, which would tell at what time whose pseudonym took a self-check.
QUIET = (
    *("slack_bolt", "slack_sdk", "msrest", "urllib3", "aiohttp.access"),
    *("aiosqlite", "sqlalchemy", "psycopg", "alembic", "procrastinate"),
)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is misread over the phone
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LONGEST_LINE = 2_000  # characters
LONGEST_READ = 20_000  # characters of a text that are looked through at all
TRACE_LINES = 200
MOST, WINDOW = 20, 60.0  # lines from one place in the code, and in how many seconds
TRACES = 5  # of the same error, in the same time
PLACES = 1_000  # in the code, remembered at most
SHORTEST_SECRET = 6  # characters; to hide shorter ones would hide words
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_IN_URL = re.compile(r"(://[^\s/:@]{0,100}+:)[^\s/@]{1,200}+@")
_NAMED = re.compile(r"(secret|password|token)=[^\s&'\"]{1,200}")
_OF_SLACK = re.compile(
    r"\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{1,500}+"
)  # known by their shape alone
_hidden: set[str] = set()


def set_up(level: str, formatter: logging.Formatter | None = None) -> None:
    """Starts logging to standard error: by `formatter`, or as lines for people."""
    logging.basicConfig(level=level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt gives loggers of its own the level of the root, below theirs: so what is written is looked at too.
    formatter = formatter or LineFormatter(FORMAT)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)
        if discreet not in handler.filters:
            handler.addFilter(discreet)
            handler.addFilter(LogBudget())


def hide(values: Iterable[str]) -> None:
    """Keeps these values, such as passwords, out of all that is logged or printed by `redacted`."""
    for value in values:
        _hidden.update(form for form in (value, unquote(value), quote(value)) if len(form) >= SHORTEST_SECRET)


def redacted(text: str) -> str:
    """Returns `text` without passwords: those that are known, and those in any address."""
    for value in sorted(_hidden, key=len, reverse=True):
        text = text.replace(value, "***")
    return _OF_SLACK.sub("***", _NAMED.sub(r"\1=***", _IN_URL.sub(r"\1***@", text)))


def one_line(text: str) -> str:
    """Returns `text` as one line of printable characters, without passwords, of a bounded length."""
    line = redacted(text[:LONGEST_READ])
    if not line.isprintable():  # line ends, escape sequences, marks that turn the direction of writing
        line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


class LineFormatter(logging.Formatter):
    """Writes a record as one line. A trace stands under it, each of its lines marked as part of it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by the library
        """Returns the line of a record."""
        return one_line(super().formatMessage(record)) + budget_note(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - named by the library
        """Returns the lines of a trace: the first and the last, where there are too many."""
        return _marked(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - named by the library
        """Returns the lines of a stack."""
        return _marked(stack_info)


def budget_note(record: logging.LogRecord) -> str:
    """Returns what `LogBudget` has to say of lines like this one; "" for nothing."""
    return str(getattr(record, "left_out", "")) + str(getattr(record, "last", ""))


def _marked(text: str) -> str:
    return "\n".join(f"  | {line}" for line in trace_lines(text))


def trace_lines(text: str) -> list[str]:
    """Returns the lines of a trace, each printable and without passwords: the first and the last of many."""
    lines = text.splitlines()
    if len(lines) > TRACE_LINES:
        lines = [*lines[: TRACE_LINES // 2], "…", *lines[-TRACE_LINES // 2 :]]
    return [one_line(line) for line in lines]


class LogBudget(logging.Filter):
    """Lets a place in the code write so many lines in a minute, and tells of how many it left out.

    A record with a `ref` is always written, for somebody may quote it; after some of the same error without
    its trace. A record with `most` has a bound of its own, and one with `place` stands for all alike. Of a
    database that is away there is one line, of whichever place, and no trace; of a collector of traces, one.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._counts: Bounded[object, tuple[float, int]] = Bounded(PLACES)

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether a record is written."""
        if record.levelno >= logging.WARNING and _is_of(record, AWAY):
            record.exc_info, record.exc_text, record.most = None, None, 1
            return self._fits(AWAY, record)
        if record.levelno >= logging.WARNING and _is_of(record, TRACES_AWAY):
            record.most = 1
            return self._fits(TRACES_AWAY, record)
        error = record.exc_info[1] if record.exc_info else None
        line = (record.pathname, record.lineno, type(error), _raised_at(error))
        place = getattr(record, "place", line)
        if getattr(record, "ref", ""):
            if self._count(place, record) > TRACES:
                record.exc_info = record.exc_text = None
            return True
        return self._fits(place, record)

    def _fits(self, place: object, record: logging.LogRecord) -> bool:
        most = getattr(record, "most", MOST)
        count = self._count(place, record)
        if count == most and not hasattr(record, "place"):
            record.last = " (more of these are left out for a minute)"
        return count <= most

    def _count(self, place: object, record: logging.LogRecord) -> int:
        now = self._seconds()
        since, count = self._counts.get(place, (now, 0))
        if now - since >= WINDOW:
            left_out = count - getattr(record, "most", MOST)
            if left_out > 0 and not (getattr(record, "ref", "") or hasattr(record, "place")):
                record.left_out = f" ({left_out:,} like it were left out)"
            since, count = now, 0
        self._counts[place] = (since, count + 1)
        return count + 1


def _raised_at(error: BaseException | None) -> object:
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)


def discreet(record: logging.LogRecord) -> bool:
    """Returns whether a line may be written: of those libraries, warnings and what is worse."""
    return record.levelno >= logging.WARNING or not _is_of(record, QUIET)


def _is_of(record: logging.LogRecord, names: tuple[str, ...]) -> bool:
    return record.name in names or record.name.startswith(tuple(f"{name}." for name in names))


def loop_failed(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Logs what nobody awaits, as the loop's exception handler.

    Where files run out, asyncio says so with a trace for each connection it could not accept, a hundred at
    once: a line a minute does.
    """
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        _log.error("no connection can be accepted: %s", error.strerror, extra={"most": 1})
    else:
        loop.default_exception_handler(dict(context))


def report(error: BaseException) -> str:
    """Logs `error` and returns the reference to show, like `7F3K-22QA`.

    What a person was told in words they can act on is no failure: a line, without the trace.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    reference = f"{code[:4]}-{code[4:]}"
    kind, extra = type(error).__name__, {"ref": reference}
    if isinstance(error, Unavailable):
        _store_log.warning("%s", error)
    elif isinstance(error, CalmaError) and error.words:
        _log.info("told what to do, ref %s: %s: %s", reference, kind, error, extra=extra)
    else:
        _log.error("failed, ref %s: %s", reference, kind, exc_info=error, extra=extra)
    return reference
