"""Which questions about danger a drill may hold, and whether somebody is to be asked first. Pure.

Nobody meets them unasked: they come where the topic says so, or where a person wants them among the others,
and even then a card before says what they are about. What somebody answers on that card is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.core.quiz import OF_SAFETY, QuizItem
from bot.core.safety import HEAVY, SafetyKind
from bot.features.drill.model import Drill, DrillState
from bot.features.drill.topics import PROTOCOL

Kinds = tuple[SafetyKind, ...]


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A drill is not begun yet: somebody is asked first, as its questions are about these."""

    kinds: Kinds


def is_heavy_topic(topic: str) -> bool:
    """Returns whether whoever chooses a topic knows that it is about danger."""
    return topic == PROTOCOL or topic in {f"{OF_SAFETY}{kind.value}" for kind in HEAVY}


def is_told(drill: Drill) -> bool:
    """Returns whether a drill may be told of to a learning record store, where its person agreed to that.

    Of drills about danger nobody is told: what somebody chose on the card before them is nobody's business.
    """
    return drill.state is DrillState.DONE and not is_heavy_topic(drill.topic)


def allowed(
    items: Iterable[QuizItem], topic: str, agreed: Collection[SafetyKind] | None, *, wanted: bool
) -> list[QuizItem]:
    """Returns the items of a topic that a drill may hold.

    `agreed` is what somebody said yes to on the card before, None where nobody has asked yet; `wanted` says
    that they chose to have these topics among the others.
    """
    announced = wanted or is_heavy_topic(topic)

    def fits(item: QuizItem) -> bool:
        return not item.heavy or (announced and (agreed is None or item.safety in agreed))

    return [item for item in items if fits(item)]


def heavy_kinds(items: Iterable[QuizItem]) -> Kinds:
    """Returns what is heavy in some items, in the order of the kinds."""
    found = {item.safety for item in items if item.heavy}
    return tuple(kind for kind in SafetyKind if kind in found)
