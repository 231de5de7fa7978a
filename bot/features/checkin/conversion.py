"""From what versions before blocks stored to records: each person's rows, key and reminders become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.features.checkin.blocks import tag_of
from bot.features.checkin.earlier import EarlierVault, PersonKey, SealedRow, UnreadableRow
from bot.features.checkin.erasures import Erasures
from bot.features.checkin.model import CheckinEntry, Terms
from bot.features.checkin.period import Cadence, parse_period, period_order
from bot.features.checkin.record import CheckinRecord, Consent

Today = Callable[[], date]
_WORDS = 0  # no edition: what was agreed to then was not stored, so everybody is asked anew
_UNITS = 1  # the edition of the rule for units


@dataclass(frozen=True, slots=True)
class EarlierPerson:
    """Who was offered the self-check, and how they are reminded."""

    user_id: str = field(repr=False)
    platform: str
    offered: bool
    reminders: bool = field(repr=False)
    every: Cadence | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class EarlierTenant:
    """All that was stored of a tenant, and its terms; keys and rows are by their pseudonyms."""

    people: Sequence[EarlierPerson]
    keys: Mapping[str, PersonKey]
    rows: Mapping[str, SealedRow]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Conversion:
    """The records, and which keys and rows are in them. What did not open is in none, and stays as it is."""

    records: tuple[CheckinRecord, ...]
    keys: frozenset[str]
    rows: frozenset[str]


def converted(
    earlier: EarlierTenant, vault: EarlierVault, tenant: str, erasures: Erasures, today: date
) -> Conversion:
    """Returns what a tenant's people have. Nothing is taken of whoever erased since."""
    keys, rows, records = set[str](), set[str](), list[CheckinRecord]()
    periods = {row.period for row in earlier.rows.values()}
    for person in earlier.people:
        mine = {vault.row(tenant, person.user_id, period) for period in periods} & earlier.rows.keys()
        key = earlier.keys.get(vault.person(tenant, person.user_id))
        if erasures.of(tenant, tag_of(tenant, person.user_id)):
            rows |= mine
            keys |= {key.id} if key else set()
            continue
        entries = _entries(vault, key, [earlier.rows[id] for id in mine])
        rows |= entries.keys()
        if key and _opens(vault, key) and len(entries) == len(mine):
            keys.add(key.id)  # nothing is left that it opens
        records.append(_record(person, key, list(entries.values()), today))
    newest = max(
        (entry for record in records for entry in record.entries),
        key=lambda entry: period_order(entry.period),
        default=None,
    )
    agreed = [_agreed(record, earlier.terms, newest) for record in records]
    return Conversion(tuple(agreed), frozenset(keys), frozenset(rows))


def merged(record: CheckinRecord, earlier: CheckinRecord) -> CheckinRecord:
    """Returns a record with what opened only now, such as once a key is back; what it says already holds."""
    for entry in earlier.entries:
        if not record.entry_of(entry.period):
            record = record.with_entry(entry)
    return record


def _entries(
    vault: EarlierVault, key: PersonKey | None, rows: Sequence[SealedRow]
) -> dict[str, CheckinEntry]:
    entries = {}
    for row in rows if key else ():
        try:
            entries[row.id] = vault.entry(vault.unwrap(key) if key else b"", row)
        except UnreadableRow:
            continue
    return entries


def _record(
    person: EarlierPerson, key: PersonKey | None, entries: Sequence[CheckinEntry], today: date
) -> CheckinRecord:
    periods = [period for entry in entries if (period := parse_period(entry.period))]
    since = min((period.first for period in periods), default=today) if person.offered else None
    record = CheckinRecord(
        person.user_id,
        person.platform,
        since,
        person.reminders,
        person.every,
        taking_part=bool(key and key.open),
    )
    for entry in entries:
        record = record.with_entry(entry)
    if not key:
        return record
    return replace(record, consent=Consent(_WORDS, "", 0, 0, 0, "", _UNITS))


def _agreed(record: CheckinRecord, terms: Terms, newest: CheckinEntry | None) -> CheckinRecord:
    # Of whoever said yes and never answered, the questions are those that others answered last.
    if not record.consent:
        return record
    last = record.entries[-1] if record.entries else newest
    consent = replace(
        record.consent,
        instrument=last.instrument if last else "",
        version=last.version if last else 0,
        minimum=terms.minimum,
        retention=terms.retention,
        country=terms.country,
    )
    return replace(record, consent=consent)


def _opens(vault: EarlierVault, key: PersonKey) -> bool:
    try:
        vault.unwrap(key)
    except UnreadableRow:
        return False
    return True
