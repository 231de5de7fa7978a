"""What a yes is given to: which terms are asked for now, what got weaker since, and which hold. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

from bot.features.checkin.instrument import About, CheckinContent, Instrument
from bot.features.checkin.model import FLOOR, Terms
from bot.features.checkin.period import is_over
from bot.features.checkin.record import CheckinRecord, Consent

UNIT_RULE = 1  # the edition of the rule for units: grows where a unit's figure comes to tell more


class Weakening(Enum):
    """What protects less than what was agreed to."""

    WORDS = "words"  # what the consent promises; also where nothing tells what was agreed to
    MINIMUM = "minimum"
    RETENTION = "retention"
    INSTRUMENT = "instrument"
    COUNTRY = "country"
    UNITS = "units"


def asked_consent(terms: Terms, content: CheckinContent) -> Consent:
    """Returns what a yes is given to now."""
    return _asked(terms, content.instrument, content.about)


def weaker(agreed: Consent | None, now: Consent, about: About | None = None) -> tuple[Weakening, ...]:
    """Returns what got weaker since somebody agreed; of words, `about` tells. None: nobody knows to what."""
    if agreed is None:
        return (Weakening.WORDS,)
    became = {
        Weakening.WORDS: about is not None and _words_weaker(agreed.words, about),
        Weakening.MINIMUM: now.minimum < agreed.minimum,
        Weakening.RETENTION: now.retention > agreed.retention,
        Weakening.INSTRUMENT: (now.instrument, now.version) != (agreed.instrument, agreed.version),
        Weakening.COUNTRY: now.country != agreed.country,
        Weakening.UNITS: now.units > agreed.units,
    }
    return tuple(what for what, is_weaker in became.items() if is_weaker)


def holding(agreed: Consent | None, now: Consent) -> Consent:
    """Returns the terms that hold for a person: of both the stricter, and else those they agreed to."""
    if agreed is None:
        return now
    return replace(
        agreed,
        minimum=max(agreed.minimum, now.minimum),
        retention=min(agreed.retention, now.retention),
    )


def counts(record: CheckinRecord, terms: Terms, instrument: Instrument, about: About | None = None) -> bool:
    """Returns whether a person's answers may count in a figure: they take part, and under these terms.

    `about` are the words of now, whose edition counts too.
    """
    return record.taking_part and not weaker(record.consent, _asked(terms, instrument, about), about)


def kept_days(record: CheckinRecord, terms: Terms) -> int:
    """Returns for how many days a person's answers are kept: no longer than they agreed to."""
    return min(record.consent.retention, terms.retention) if record.consent else terms.retention


def within_retention(record: CheckinRecord, terms: Terms, today: date) -> CheckinRecord:
    """Returns the record without the entries that are older than this person agreed to have them kept."""
    oldest = today - timedelta(days=kept_days(record, terms))
    return replace(
        record, entries=tuple(entry for entry in record.entries if not is_over(entry.period, oldest))
    )


def _words_weaker(agreed: int, about: About) -> bool:
    # Of the editions between, nobody knows any more: some may have promised less. Nor of words without one.
    return agreed < about.edition and (not agreed or about.weaker or about.edition - agreed > 1)


def _asked(terms: Terms, instrument: Instrument, about: About | None) -> Consent:
    return Consent(
        words=about.edition if about else 0,
        instrument=instrument.id,
        version=instrument.version,
        minimum=max(FLOOR, terms.minimum),
        retention=terms.retention,
        country=terms.country,
        units=UNIT_RULE,
    )
