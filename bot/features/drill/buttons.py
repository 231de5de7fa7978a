"""What travels in the buttons of a drill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.buttons import ANYTHING, IDENTIFIER, ButtonFormat, number
from bot.core.practice import DrillRequest
from bot.core.safety import SafetyKind
from bot.features.drill.model import Drill

_FORMAT = ButtonFormat((IDENTIFIER, number(2), number(2)), optional=1)
_GUESSED = ".g"
# The topic, how many questions, what somebody is asked about, who sent the drill.
_REQUEST = ButtonFormat(("[a-z0-9:-]{0,64}", number(2), "[a-z+-]*", ANYTHING), optional=1, separator="|")


@dataclass(frozen=True, slots=True)
class QuestionReference:
    """What a button carries: the drill, its question, the places of options as shown, whether a guess.

    One place is an option, or the step that comes first; two are steps in their order. None: no answer.
    """

    id: str
    turn: int
    taps: tuple[int, ...] = ()
    guessed: bool = False


def encode_reference(drill: Drill, turn: int, taps: Sequence[int] = (), *, guessed: bool = False) -> str:
    """Returns the value of a button on a card of `drill`."""
    value = _FORMAT.encode(drill.id, turn, "".join(map(str, taps)))
    return f"{value}{_GUESSED if guessed else ''}"


def decode_reference(value: str) -> QuestionReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value.removesuffix(_GUESSED))
    if not parts:
        return None
    return QuestionReference(parts[0], int(parts[1]), tuple(map(int, parts[2])), value.endswith(_GUESSED))


def encode_request(request: DrillRequest, kinds: tuple[SafetyKind, ...]) -> str:
    """Returns the value of a button that starts a drill with questions about these kinds of danger."""
    return _REQUEST.encode(
        request.topic, request.count, "+".join(kind.value for kind in kinds), request.about
    )


def decode_request(value: str) -> tuple[DrillRequest, frozenset[SafetyKind]] | None:
    """Returns which drill a button starts and which kinds it may be about, or None."""
    parts = _REQUEST.decode(value)
    if not parts:
        return None
    topic, count, named, about = parts
    kinds = frozenset(kind for kind in SafetyKind if kind.value in named.split("+"))
    return DrillRequest(topic, int(count), about), kinds
