"""The questions as an attacker sees them: which make the index, and what a sheet comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.features.checkin.instrument import EXPOSURE, Band, Instrument, Item
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.period import Cadence, period_of
from bot.features.checkin.scoring import score
from tests.build import build

NOW = period_of(date(2026, 11, 25), Cadence.FORTNIGHTLY).id


def shipped() -> Instrument:
    """Returns the shipped questions."""
    checkin = build().features.checkin
    assert checkin
    return checkin.content.instrument


def index_figure(instrument: Instrument) -> str:
    """Returns the name of the figure that the first subscale makes."""
    return instrument.subscales[0].id


def index_items(instrument: Instrument) -> Sequence[Item]:
    """Returns the questions of the first subscale."""
    return instrument.subscales[0].items


def index_bands(instrument: Instrument) -> Sequence[Band]:
    """Returns its bands."""
    return instrument.subscales[0].bands


def index_of(entry: CheckinEntry) -> float | None:
    """Returns the index of the first subscale, if enough of it was answered."""
    return next(iter(entry.indices.values()), None)


def entry_of(instrument: Instrument, sheet: Mapping[str, int]) -> CheckinEntry:
    """Returns a sheet as it is stored."""
    scored = score(instrument, sheet)
    return CheckinEntry(NOW, instrument.id, instrument.version, sheet, scored.indices, scored.exposures)


def with_places(instrument: Instrument, places: int, *, exposures_only: bool = False) -> Instrument:
    """Returns an instrument whose questions, or whose exposures alone, have so many answers."""

    def cut(item: Item) -> Item:
        return replace(item, scale=item.scale[:places])

    items = tuple(
        cut(item) if item.subscale == EXPOSURE or not exposures_only else item for item in instrument.items
    )
    by_id = {item.id: item for item in items}
    subscales = tuple(
        replace(subscale, items=tuple(by_id[item.id] for item in subscale.items))
        for subscale in instrument.subscales
    )
    return replace(instrument, items=items, subscales=subscales)
