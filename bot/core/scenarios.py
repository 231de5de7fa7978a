"""Role-plays as they are written: a contact that branches with each reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.safety import HEAVY, SafetyKind
from bot.core.words import Localized

CLOSE = "close"  # where a reply leads that ends the contact; the numbers then decide how it ended
DRAFT = "draft--"  # begins the id by which a draft is played: no id of a file has two hyphens in a row
HEATED, CALMER = 70, 40  # tension from which, and below which, a customer may have other words


@dataclass(frozen=True, slots=True)
class ScenarioReply:
    """A reply that the agent can choose: what it does to the contact, and where it leads.

    `tension` and `progress` are changes. `answer` is what the customer says at once to this very reply, in
    front of what they say at the node it leads to; empty where it ends the contact. `warning` says that it is
    a warning of the two-warning protocol, `zero` that it sets the boundary without one, after a threat or
    hate.
    """

    id: str
    text: Localized
    why: Localized
    tension: int
    progress: int
    to: str
    best: bool = False
    warning: bool = False
    zero: bool = False
    answer: Localized = field(default_factory=dict)

    @property
    def boundary(self) -> bool:
        """Whether it sets a boundary."""
        return self.warning or self.zero


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a reply in one's own words has at a moment: words, by language, any of which shows it.

    `named` says what happened, `step` the one next step that fits. A `*` at the end stands for any ending.
    """

    named: Mapping[str, tuple[str, ...]]
    step: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReplyLexicon:
    """By what a reply in one's own words is read, in one language, as `lexicon/replies.yml` holds it.

    The first six are expressions; `will` are those of what is to come, `past` of what is over. `negated`
    take back what follows them, unless one of `only` does; a clause begins at each of `breaks`. `typed` are
    words as people type them, with those they stand for.
    """

    acknowledged: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    blame: tuple[str, ...] = ()
    promise: tuple[str, ...] = ()
    will: tuple[str, ...] = ()
    negated: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A moment of the contact: what the customer says, and the replies to it.

    `heated` stands in place of `customer` at a high tension, `calmer` at a low one, where they are written.
    `own` is what a reply in one's own words has here; None where nobody is asked for one.
    """

    id: str
    customer: Localized
    lines: tuple[ScenarioReply, ...]
    heated: Localized = field(default_factory=dict)
    calmer: Localized = field(default_factory=dict)
    own: OwnWords | None = None

    def said(self, tension: int) -> Localized:
        """Returns what the customer says here at that tension."""
        other = self.heated if tension >= HEATED else self.calmer if tension < CALMER else {}
        return other or self.customer

    def line(self, id: str) -> ScenarioReply | None:
        """Returns the reply with that id."""
        return next((line for line in self.lines if line.id == id), None)

    @property
    def best(self) -> ScenarioReply:
        """The reply that a good colleague would take here."""
        return next(line for line in self.lines if line.best)


@dataclass(frozen=True, slots=True)
class ScenarioEnding:
    """How the contact can end. `below` is the tension it needs to be under, `least` the progress it needs.

    `protocol` says that the two-warning protocol ended it; `fallback` that it asks for nothing and is taken
    where no other fits.
    """

    id: str
    text: Localized
    right: bool
    below: int | None = None
    least: int | None = None
    protocol: bool = False
    fallback: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is one of those that the numbers lead to."""
        return self.fallback or self.below is not None or self.least is not None

    def fits(self, tension: int, progress: int) -> bool:
        """Returns whether the numbers lead to it."""
        calm = self.below is None or tension < self.below
        return self.asks and calm and (self.least is None or progress >= self.least)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A role-play. `about` is what the agent knows before; tension and progress are those at the start.

    `safety` is what may be happening in it, where somebody may get hurt; no `persona` ("") stands for such a
    caller. `meter` is what progress measures there; empty: the case. `swap` tells somebody who plays the
    customer what happened to them; empty where nobody can.
    """

    id: str
    name: Localized
    about: Localized
    industry: str
    persona: str
    channel: str
    situations: tuple[str, ...]
    tension: int
    progress: int
    start: str
    nodes: Mapping[str, ScenarioNode] = field(default_factory=dict)
    endings: Mapping[str, ScenarioEnding] = field(default_factory=dict)
    safety: SafetyKind | None = None
    meter: Localized = field(default_factory=dict)
    swap: Localized = field(default_factory=dict)

    @property
    def heavy(self) -> bool:
        """Whether nobody should meet it unasked."""
        return self.safety in HEAVY

    @property
    def draft(self) -> bool:
        """Whether it is one that a manager tries, and nobody else can play."""
        return self.id.startswith(DRAFT)

    def closed(self, tension: int, progress: int) -> ScenarioEnding:
        """Returns the ending that the numbers lead to: the first in the file that fits."""
        return next(ending for ending in self.endings.values() if ending.fits(tension, progress))


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a customer says, and what a good reply has. `industries` says where it fits; none: everywhere."""

    id: str
    situation: str
    channel: str
    line: Localized
    points: tuple[Localized, ...]
    industries: tuple[str, ...] = ()
