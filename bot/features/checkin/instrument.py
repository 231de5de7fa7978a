"""What is asked, and what is said about the answers. Written in `phrasebook/checkin/`, or licensed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.words import Localized
from bot.features.checkin.period import Cadence

EXPOSURE = "exposure"  # in place of a subscale: what an item is that is shown apart


@dataclass(frozen=True, slots=True)
class Item:
    """One question, and the id of the subscale that it counts for, or EXPOSURE.

    `scale` are its answers, from least to most; `label` names an exposure in a few words.
    """

    id: str
    subscale: str
    scale: tuple[Localized, ...]
    reverse: bool
    text: Localized
    label: Localized


@dataclass(frozen=True, slots=True)
class Band:
    """A part of an index, up to and with `top`; a convention, whose `source` is named."""

    top: int
    label: Localized
    source: Localized


@dataclass(frozen=True, slots=True)
class Subscale:
    """Items whose mean is one index, if as many as `min_answered` are answered, and what is said about it.

    `label` is empty where there is one subscale alone.
    """

    id: str
    label: Localized
    items: tuple[Item, ...]
    min_answered: int
    bands: tuple[Band, ...]

    @property
    def free(self) -> int:
        """How many of its items may be left out."""
        return len(self.items) - self.min_answered


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
    subscales: tuple[Subscale, ...]

    @property
    def exposures(self) -> tuple[Item, ...]:
        """The items that are shown apart."""
        return tuple(item for item in self.items if item.subscale == EXPOSURE)

    def subscale_of(self, item: Item) -> Subscale | None:
        """Returns the subscale that an item counts for; None of an exposure."""
        return next((subscale for subscale in self.subscales if subscale.id == item.subscale), None)

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
    """What a team can do; `when` is a subscale's id, an exposure's, or `any`."""

    id: str
    when: str
    text: Localized


@dataclass(frozen=True, slots=True)
class About:
    """What somebody reads before they say yes: what it is, who could learn what, for how long.

    `manager` has `{minimum}` in it, `storage` has `{days}`. `puppets` is what a manager learns whom others
    tell what they answered, `moves` one who moves people between units; `operator`, what those learn who hold
    the keys. `edition` grows with each change of the words that somebody should read again; `weaker`: this
    one promises less than the one before.
    """

    purpose: Localized
    is_not: Localized
    colleague: Localized
    manager: Localized
    puppets: Localized
    moves: Localized
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

    def actions(self, band: int, bands: int) -> tuple[Localized, ...]:
        """Returns what helps at one of so many bands; where care has fewer bands or more, the nearest."""
        last = len(self.care.bands) - 1
        return self.care.bands[round(band * last / (bands - 1)) if bands > 1 else 0]
