"""What the detector goes by, as plain values: vocabulary and rules for each kind; and what it learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.safety import SafetyKind


@dataclass(frozen=True, slots=True)
class SignRules:
    """Patterns of one kind. `soft` ones make a card a line where they stand near it; `drop` ones nothing.

    `hint` ones are figures of speech that get the line, however harmless they mostly are.
    """

    card: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyExample:
    """A text and the kind that it is; None for one that is no danger at all."""

    text: str
    kind: SafetyKind | None


@dataclass(frozen=True, slots=True)
class SafetySigns:
    """All that signs are noticed by."""

    concepts: Mapping[str, tuple[str, ...]]  # forms of both languages, by name
    rules: Mapping[SafetyKind, SignRules]
    harmless: tuple[str, ...] = ()  # patterns whose words mean no danger: `bath bomb`
    respelled: Mapping[str, str] = field(default_factory=dict)  # what is typed → what is meant: `k` → `que`
    ordinary: tuple[str, ...] = ()  # texts about anything else: their words are no misspelt danger
