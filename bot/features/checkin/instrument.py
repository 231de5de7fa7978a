"""What is asked, and what is said about the answers. Written in `phrasebook/checkin/`, or licensed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.words import Localized
from bot.features.checkin.period import Cadence


class Subscale(Enum):
    """What an item counts for."""

    INDEX = "index"
    EXPOSURE = "exposure"


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `scale` are its answers, from least to most; `label` names an exposure in a few words."""

    id: str
    subscale: Subscale
    scale: tuple[Localized, ...]
    reverse: bool
    text: Localized
    label: Localized


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the index, up to and with `top`; a convention, whose `source` is named."""

    top: int
    label: Localized
    source: Localized


@dataclass(frozen=True, slots=True)
class Instrument:
    """The questions and how they are counted. `permission` is by what right they may be asked."""

    id: str
    version: int
    holder: str
    permission: str
    recall_days: int
    min_interval_days: int
    items: tuple[Item, ...]
    min_answered: int
    bands: tuple[Band, ...]

    @property
    def index(self) -> tuple[Item, ...]:
        """The items whose mean is the index."""
        return tuple(item for item in self.items if item.subscale is Subscale.INDEX)

    @property
    def exposures(self) -> tuple[Item, ...]:
        """The items that are shown apart."""
        return tuple(item for item in self.items if item.subscale is Subscale.EXPOSURE)

    def allows(self, cadence: Cadence) -> bool:
        """Returns whether the questions may be asked that often."""
        return cadence.value * 7 >= self.min_interval_days

    def allowed(self, cadence: Cadence) -> Cadence:
        """Returns the cadence, or where the questions may not be asked that often, the next slower one."""
        slower = (each for each in Cadence if each.value >= cadence.value and self.allows(each))
        return next(slower, Cadence.YEARLY)


@dataclass(frozen=True, slots=True)
class Breathing:
    """A pace: seconds in, seconds out, how often."""

    inhale: int
    exhale: int
    rounds: int
    text: Localized


@dataclass(frozen=True, slots=True)
class Care:
    """Small, concrete actions: by band, in the order of the bands; and around a hard shift."""

    bands: tuple[tuple[Localized, ...], ...]
    before: tuple[Localized, ...]
    during: tuple[Localized, ...]
    after: tuple[Localized, ...]
    breathing: Breathing
    talk: tuple[Localized, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a team can do; `when` is `index`, an exposure's id, or `any`."""

    id: str
    when: str
    text: Localized


@dataclass(frozen=True, slots=True)
class About:
    """What somebody reads before they say yes: what it is, who could learn what, for how long.

    `manager` has `{minimum}` in it, `storage` has `{days}`. `puppets` is what a manager learns who knows what
    all the others answered; `operator`, what those learn who hold the keys. `edition` grows with each change
    of the words that somebody should read again; `weaker`: this one promises less than the one before.
    """

    purpose: Localized
    is_not: Localized
    colleague: Localized
    manager: Localized
    puppets: Localized
    operator: Localized
    storage: Localized
    stop: Localized
    edition: int = 1
    weaker: bool = False


@dataclass(frozen=True, slots=True)
class CheckinContent:
    """All that the self-check says; its lines of help are the phrasebook's numbers."""

    instrument: Instrument
    care: Care
    advice: tuple[Advice, ...]
    about: About

    def actions(self, band: int) -> tuple[Localized, ...]:
        """Returns what helps at a band of the instrument; where care has fewer bands or more, the nearest."""
        last, bands = len(self.care.bands) - 1, len(self.instrument.bands)
        return self.care.bands[round(band * last / (bands - 1)) if bands > 1 else 0]
