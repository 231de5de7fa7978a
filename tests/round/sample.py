"""Two lines to reply to, so that no test leans on what writers may change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Prompt
from tests.build import shipped

PROMPTS = (
    Prompt(
        "refund-day-31",
        "saying-no",
        "phone",
        {"en": "One day late, and you keep my money?", "es": "¿Un día tarde y se quedan con mi dinero?"},
        (
            {"en": "Names what it feels like.", "es": "Nombra lo que se siente."},
            {"en": "Says one thing that can be done.", "es": "Dice una cosa que sí se puede."},
        ),
        ("e-commerce",),
    ),
    Prompt(
        "on-hold",
        "waiting",
        "chat",
        {"en": "I've been here an hour.", "es": "Llevo una hora aquí."},
        (
            {"en": "Says how long.", "es": "Dice cuánto falta."},
            {"en": "Is sorry once.", "es": "Una disculpa."},
        ),
    ),
)


@cache
def with_prompts() -> Phrasebook:
    """Returns the shipped phrasebook with these lines in place of its own."""
    return replace(shipped(), prompts={prompt.id: prompt for prompt in PROMPTS})
