"""An entry as bytes, all of one size once they are sealed."""

from __future__ import annotations

import json

from bot.coach.checkin.ports import Entry

# Bytes that an entry is padded to. With its keys it stays within a page of SQLite: overflow pages come one
# after the other, and would tell who answered first.
SIZE = 640


def encoded(entry: Entry) -> bytes:
    """Returns an entry as it is sealed; its period stands beside it."""
    parts = [entry.instrument, entry.version, entry.answers, entry.index, entry.exposures]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


def decoded(period: str, data: bytes) -> Entry:
    """Returns the entry that was sealed."""
    return Entry(period, *json.loads(data))
