"""What comes before every other answer: that somebody may get hurt."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class SafetyKind(Enum):
    """What may be happening. In the first five a life may be at risk; the last is about the agent alone."""

    SELF_HARM = "self-harm"
    VIOLENCE = "violence"
    BOMB = "bomb"
    MEDICAL = "medical"
    THIRD_PARTY_ABUSE = "third-party-abuse"
    SEXUAL_HARASSMENT = "sexual-harassment"
    HATE = "hate"
    AGENT_DISTRESS = "agent-distress"


class SafetyLevel(Enum):
    """CARD: the text is about it. LINE: it may be figurative, so the ordinary answer gets one line more."""

    CARD = "card"
    LINE = "line"


class SafetySign(NamedTuple):
    """What was noticed in a text."""

    kind: SafetyKind
    level: SafetyLevel
