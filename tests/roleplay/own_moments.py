"""Four moments, and replies in people's own words to each, with what they have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.core.scenarios import OwnWords

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Typed:
    """A reply that somebody wrote, to which moment, and which points it has."""

    language: str
    moment: str
    text: str
    expects: tuple[str, ...]


def typed(half: str) -> list[Typed]:
    """Returns one half of the replies: `tune`, or `held_out`, by which no rule was made."""
    lines = (HERE / f"own_words_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [Typed(row["language"], row["moment"], row["text"], tuple(row["expects"])) for row in rows]


TURNS = {
    "telescope": {
        "en": "The telescope for my daughter's party, TOMORROW at 4. Tracking hasn't moved since Tuesday.",
        "es": "El telescopio para la fiesta de mi hija, MAÑANA a las 4. No se mueve desde el martes.",
    },
    "express": {
        "en": "At my door by noon, then. And I'm not paying twice: I already paid for express.",
        "es": "Lo necesito en mi puerta al mediodía. Y no pago dos veces: ya pagué el envío exprés.",
    },
    "double": {
        "en": "You charged me twice, 84 dollars each, and my rent bounced on Monday because of it.",
        "es": "Me cobraron dos veces, 84 dólares cada una, y el lunes me rebotó la renta por eso.",
    },
    "results": {
        "en": "My father's results were due on Wednesday. Nobody calls, and he isn't sleeping.",
        "es": "Los resultados de mi papá eran para el miércoles. Nadie llama y él no duerme.",
    },
}
OWN = {
    "telescope": OwnWords(
        {
            "en": (
                "telescope",
                "party",
                "birthday",
                "daughter*",
                "tomorrow at 4",
                "tracking",
                "hasn't moved",
            ),
            "es": ("telescopio", "fiesta", "cumple*", "hija", "mañana a las 4", "rastreo", "no se mueve"),
        },
        {
            "en": ("check*", "look*", "find out", "pulling", "58213", "your order", "search*"),
            "es": ("revis*", "busc*", "averigu*", "verific*", "viendo", "su pedido", "tu pedido", "58213"),
        },
    ),
    "express": OwnWords(
        {
            "en": (
                "paid for",
                "already paid",
                "paying twice",
                "pay twice",
                "pay for it again",
                "express",
                "twice",
            ),
            "es": ("ya pagó", "pagó", "pagar dos veces", "dos veces", "otra vez", "exprés", "no le llegó"),
        },
        {
            "en": ("courier", "on us", "on the house", "refund*", "no charge", "we'll cover", "book*"),
            "es": ("mensajería", "nuestra cuenta", "sin costo", "devol*", "reembols*", "pagamos nosotros"),
        },
    ),
    "double": OwnWords(
        {
            "en": ("twice", "two charges", "both charges", "double", "84", "rent", "bounced"),
            "es": ("dos veces", "dos cobros", "doble", "84", "renta", "rebot*", "alquiler"),
        },
        {
            "en": ("refund*", "revers*", "send it back", "goes back", "back by", "return*"),
            "es": ("devol*", "devuelv*", "reembols*", "revers*", "anul*"),
        },
    ),
    "results": OwnWords(
        {
            "en": ("results", "wednesday", "your father", "nobody called", "can't sleep", "waiting"),
            "es": ("resultados", "miércoles", "su papá", "tu papá", "nadie llamó", "no duerme", "esper*"),
        },
        {
            "en": ("lab", "call you", "ask the doctor", "find out", "check*", "ring you", "calling"),
            "es": ("laboratorio", "llam*", "averigu*", "pregunt*", "revis*", "marco", "doctor*"),
        },
    ),
}
