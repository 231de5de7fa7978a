"""The log as one JSON object a line, for what collects logs: ours, and those of all libraries.

What holds for lines of text holds here: printable, bounded, without passwords, and as often as `LogBudget`
allows. An object has `timestamp` (UTC), `level`, `logger` and `event`; `ref` where a person was shown one,
`exception` with the whole trace, and `note` where lines like it were left out. Nothing else of a record is
written, whatever whoever logged it added.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.telemetry import budget_note, one_line, trace_lines

Event = MutableMapping[str, Any]


def json_formatter() -> logging.Formatter:
    """Returns what writes a record as one JSON object."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.format_exc_info,
        ],
        processors=[
            _only_what_is_meant,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _only_what_is_meant(_: object, __: str, event: Event) -> Event:
    """Returns an event with the fields above and no others, each of them fit to be read."""
    record = event["_record"]
    trace = event.get("exception") or event.get("stack") or ""
    written = {
        **{name: event[name] for name in ("timestamp", "level", "logger")},
        "event": one_line(str(event["event"])),
        "ref": getattr(record, "ref", ""),
        "note": budget_note(record).strip(" ()"),
        "exception": "\n".join(trace_lines(str(trace))),
    }
    return {name: text for name, text in written.items() if text}
