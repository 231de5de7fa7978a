"""A person's record as bytes of one size: compact, so that a year fits, and padded, so that none differs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import INDEX, RETENTION, CheckinEntry
from bot.features.checkin.period import Cadence, period_of, previous_period
from bot.features.checkin.record import CheckinRecord, Consent

SIZE = 4_078  # bytes of a packed record
LONGEST_ID = 128  # of a person, as tables have it
_MADE = 1  # how it is packed; a number that this version does not know is refused
_LENGTH = 2
_SKIPPED = "-"
_PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
# Raw, without a header or a checksum: the seal holds it together.
_WINDOW = -15


class TooLong(Exception):
    """A record that does not fit the one size."""


def packed(record: CheckinRecord) -> bytes:
    """Returns the record in SIZE bytes. Raises TooLong."""
    consent = record.consent
    parts = [
        _MADE,
        record.user_id,
        record.platform,
        record.offered.isoformat() if record.offered else None,
        record.reminders,
        record.every.value if record.every else None,
        [getattr(consent, name) for name in Consent.__slots__] if consent else None,
        record.taking_part,
        *_entries(record.entries),
    ]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW, 9)
    data = packer.compress(text) + packer.flush()
    if len(data) > SIZE - _LENGTH:
        raise TooLong
    return (len(data).to_bytes(_LENGTH, "big") + data).ljust(SIZE, b"\0")


def unpacked(data: bytes) -> CheckinRecord:
    """Returns the record that was packed. Raises ValueError where it was not packed by `packed`."""
    length = int.from_bytes(data[:_LENGTH], "big")
    try:
        parts = json.loads(zlib.decompress(data[_LENGTH : _LENGTH + length], _WINDOW))
        made, user_id, platform, offered, reminders, every, consent, taking_part, questions, entries = parts
    except (zlib.error, TypeError) as error:
        raise ValueError("no packed record") from error
    if made != _MADE:
        raise ValueError("a record of another version")
    return CheckinRecord(
        user_id,
        platform,
        date.fromisoformat(offered) if offered else None,
        reminders,
        Cadence(every) if every else None,
        Consent(*consent) if consent else None,
        taking_part,
        tuple(_entry(questions, *entry) for entry in entries),
    )


def fits(instrument: Instrument) -> bool:
    """Returns whether a year of answers to these questions can be stored, however often they may be asked."""
    weekly, often = period_of(date(2026, 12, 28), Cadence.WEEKLY), instrument.allowed(Cadence.WEEKLY).value
    entries = list[CheckinEntry]()
    # Those that are kept, the one that is over, and the one of now.
    for n in range(RETENTION[1] // (7 * often) + 2):
        entries.append(_longest(instrument, weekly.id, n))
        for _ in range(often):
            weekly = previous_period(weekly)
    consent = Consent(99, instrument.id, instrument.version, 99, RETENTION[1], "MX", 99)
    user_id = "".join(_PLACES[_scattered(i, 7) % 36] for i in range(LONGEST_ID))
    since = date(2026, 12, 28) - timedelta(days=999)
    try:
        packed(
            CheckinRecord(
                user_id, "teams", since, every=Cadence.WEEKLY, consent=consent, entries=tuple(entries)
            )
        )
    except TooLong:
        return False
    return True


def _longest(instrument: Instrument, period: str, n: int) -> CheckinEntry:
    # Answers, left out ones and figures that repeat as little as they can.
    return CheckinEntry(
        period,
        instrument.id,
        instrument.version,
        {item.id: _scattered(n, i) % 11 for i, item in enumerate(instrument.items) if _scattered(i, n) % 19},
        {s.id: 100 * (n + 1 + i) / (57 + i) for i, s in enumerate(instrument.subscales)},
        {item.id: _scattered(n, i) % 10 * 100 / 9 for i, item in enumerate(instrument.exposures)},
    )


def _scattered(a: int, b: int) -> int:
    return zlib.crc32(f"{a}|{b}".encode())


def _entries(entries: Sequence[CheckinEntry]) -> tuple[list[Any], list[Any]]:
    # What the questions are called stands once for all entries that answer the same ones.
    asked: dict[tuple[str, int], tuple[list[str], list[str], list[str]]] = {}
    for entry in entries:
        known = asked.setdefault((entry.instrument, entry.version), ([], [], []))
        for names, more in zip(known, (entry.answers, entry.exposures, entry.indices), strict=True):
            names += [name for name in more if name not in names]
    places = {key: n for n, key in enumerate(asked)}
    rows = []
    for entry in entries:
        key = entry.instrument, entry.version
        answers, exposures, subscales = asked[key]
        figures = [entry.exposures.get(item) for item in exposures]
        several = [entry.indices.get(name) for name in subscales]
        index = several if _several(subscales) else next(iter(several), None)
        rows.append([places[key], entry.period, _told(entry.answers, answers), index, *figures])
    return [[*key, *names[: 3 if _several(names[2]) else 2]] for key, names in asked.items()], rows


def _several(subscales: Sequence[str]) -> bool:
    # Of one alone, which is called INDEX, no name is stored.
    return not set(subscales) <= {INDEX}


def _entry(
    questions: Sequence[Any], asked: int, period: str, marks: str | list[Any], index: Any, *figures: Any
) -> CheckinEntry:
    instrument, version, answers, exposures, *several = questions[asked]
    indices = zip(several[0], index, strict=True) if several else [(INDEX, index)]
    return CheckinEntry(
        period,
        instrument,
        version,
        {
            item: place if isinstance(place, int) else _PLACES.index(place)
            for item, place in zip(answers, marks, strict=True)
            if place not in (_SKIPPED, None)
        },
        {name: value for name, value in indices if value is not None},
        {item: figure for item, figure in zip(exposures, figures, strict=True) if figure is not None},
    )


def _told(answers: Mapping[str, int], items: Sequence[str]) -> str | list[int | None]:
    if all(0 <= place < len(_PLACES) for place in answers.values()):
        return "".join(_PLACES[answers[item]] if item in answers else _SKIPPED for item in items)
    return [answers.get(item) for item in items]
