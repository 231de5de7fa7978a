"""What the buttons of the safety cards carry: the kind, the channel, and the way back to an ordinary answer.

Nothing that was typed travels in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import ANYTHING, ButtonFormat
from bot.core.phrasebook import BASE_CHANNELS, CHANNELS, base_channel
from bot.core.safety import OrdinaryAnswer, SafetyKind, SafetyLevel, SafetySign

LONGEST_VALUE = 150  # characters of an option's value at most, on the platform that takes least
KINDS_MENU = "safety.menu"
KINDS = OrdinaryAnswer(KINDS_MENU)  # of a card that was opened from the list of kinds
_WAYS = {"": KINDS_MENU, "m": "lookup.menu", "n": "lookup.nearest", "s": "lookup.show"}
_LETTERS = {action: letter for letter, action in _WAYS.items()}
_OWN = ".own"  # behind the kind: said of oneself
_FORMAT = ButtonFormat(
    (
        rf"(?:{'|'.join(kind.value for kind in SafetyKind)})(?:\{_OWN})?",
        "|".join(CHANNELS),
        "[mns]?",
        ANYTHING,
    ),
    optional=2,
    separator="|",
)


@dataclass(frozen=True, slots=True)
class SafetyView:
    """The card of a kind as it is shown. `ordinary` is where *It isn't that* leads; `own` as in the sign.

    Of the channels it is one that the cards have words for.
    """

    kind: SafetyKind
    channel: str = BASE_CHANNELS[0]
    ordinary: OrdinaryAnswer = KINDS
    own: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "channel", base_channel(self.channel))

    @property
    def private(self) -> bool:
        """Whether it may be about the agent: then it is not counted."""
        return SafetySign(self.kind, SafetyLevel.CARD, self.own).private

    def encode(self, limit: int = 0) -> str:
        """Returns the view as a button's value. Over `limit` characters *It isn't that* opens the menu."""
        value = self._encoded(self.ordinary)
        return value if not limit or len(value) <= limit else self._encoded(OrdinaryAnswer("lookup.menu"))

    def _encoded(self, ordinary: OrdinaryAnswer) -> str:
        letter = _LETTERS.get(ordinary.action, "m")
        kind = self.kind.value + _OWN * self.own
        return _FORMAT.encode(kind, self.channel, letter, ordinary.value if letter else "")

    @classmethod
    def decode(cls, value: str) -> SafetyView | None:
        """Returns the view in a button's value, or None where this version did not write it."""
        parts = _FORMAT.decode(value)
        if parts is None:
            return None
        kind, channel, letter, back = parts
        whose = SafetyKind(kind.removesuffix(_OWN))
        return cls(whose, channel, OrdinaryAnswer(_WAYS[letter], back), kind.endswith(_OWN))


def encode_reason(view: SafetyView) -> str:
    """Returns the value of a button that calls for help: the kind and the channel, and no more."""
    return f"{view.kind.value}.{view.channel}"
