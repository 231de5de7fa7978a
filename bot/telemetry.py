"""Logs, and the references by which a person's “it broke” finds its line in them."""

from __future__ import annotations

import logging
import secrets

from bot.core.errors import CalmaError

_log = logging.getLogger("calma")
# At debug level these log request bodies, and what people ask the coach is theirs; or each statement with its
# values, which would tell at what time whose pseudonym took a self-check.
QUIET = (
    *("slack_bolt", "slack_sdk", "msrest", "urllib3", "aiohttp.access"),
    *("aiosqlite", "sqlalchemy", "psycopg", "alembic"),
)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is misread over the phone


class LineFormatter(logging.Formatter):
    """An entry begins a line, and nothing that it quotes does, or moves a screen that shows the log."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Returns the entry: further lines, such as those of a trace, are indented."""
        first, *more = super().format(record).split("\n")
        return "\n".join([_shown(first), *(f"  {_shown(line)}" for line in more)])


def _shown(line: str) -> str:
    return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def set_up(level: str) -> None:
    """Starts logging to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level, handlers=[handler])
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt gives loggers of its own the level of the root, below theirs: so what is written is looked at too.
    for installed in logging.getLogger().handlers:
        if discreet not in installed.filters:
            installed.addFilter(discreet)


def discreet(record: logging.LogRecord) -> bool:
    """Returns whether a line may be written: of those libraries, warnings and what is worse."""
    quiet = record.name in QUIET or record.name.startswith(tuple(f"{name}." for name in QUIET))
    return record.levelno >= logging.WARNING or not quiet


def report(error: BaseException) -> str:
    """Logs `error` and returns the reference to show, like `7F3K-22QA`.

    What a person was told in words they can act on is no failure: a line, without the trace.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    reference = f"{code[:4]}-{code[4:]}"
    if isinstance(error, CalmaError) and error.words:
        _log.info("told what to do, ref %s: %s: %s", reference, type(error).__name__, error)
    else:
        _log.error("failed, ref %s", reference, exc_info=error)
    return reference
