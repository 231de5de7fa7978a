"""What travels in the buttons of a role-play."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number

_SLUG = "[a-z0-9-]{1,60}"
_FORMAT = ButtonFormat((IDENTIFIER, number(4), _SLUG))
_TURN = ButtonFormat((IDENTIFIER, number(4)))
_SWAP = ButtonFormat((_SLUG, IDENTIFIER, f"(?:{_SLUG}(?:,{_SLUG}){{0,7}})?"), optional=1)


@dataclass(frozen=True, slots=True)
class ReplyReference:
    """What the button of a reply carries: the play, the turn it was made for, and the reply."""

    play: str
    turn: int
    line: str

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _FORMAT.encode(self.play, self.turn, self.line)


def decode_reference(value: str) -> ReplyReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value)
    return ReplyReference(parts[0], int(parts[1]), parts[2]) if parts else None


@dataclass(frozen=True, slots=True)
class TurnReference:
    """What the form for one's own words carries: the play, and the turn it was made for."""

    play: str
    turn: int

    def encode(self) -> str:
        """Returns it as the value of a button or a form."""
        return _TURN.encode(self.play, self.turn)


def decode_turn(value: str) -> TurnReference | None:
    """Returns what the form carries, or None if this version did not write it."""
    parts = _TURN.decode(value)
    return TurnReference(parts[0], int(parts[1])) if parts else None


@dataclass(frozen=True, slots=True)
class SwapReference:
    """All that is known of somebody who plays the customer: the scenario, the seed by which replies are in no
    order, and the ids of the replies that they picked so far."""

    scenario: str
    seed: str
    picks: tuple[str, ...] = ()

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _SWAP.encode(self.scenario, self.seed, ",".join(self.picks))


def decode_swap(value: str) -> SwapReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _SWAP.decode(value)
    return SwapReference(parts[0], parts[1], tuple(filter(None, parts[2].split(",")))) if parts else None
